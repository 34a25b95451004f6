import { addOnVersion, installs } from "../../cluster/add-ons";
import { addOnNames } from "../../versions";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

export function checkAddOns({ addOns, cluster, releases }: Partial<Definition>): CheckFailure[] {
  if (addOns === undefined || releases === undefined) return [];
  const parts = { addOns, releases };
  return [
    ...(addOns.snapshotController && !addOns.ebsCsiDriver
      ? [
          {
            path: ["addOns", "snapshotController"],
            message: "needs addOns.ebsCsiDriver, which takes the snapshots",
          },
        ]
      : []),
    ...Object.keys(addOns.versions).flatMap((name) => {
      const known = addOnNames.find((candidate) => candidate === name);
      return known === undefined || installs(parts, known)
        ? []
        : [
            {
              path: ["addOns", "versions", name],
              key: true,
              message: "is the version of an add-on that is not installed",
            },
          ];
    }),
    ...(cluster === undefined
      ? []
      : addOnNames
          .filter((name) => installs(parts, name) && addOnVersion({ addOns, cluster }, name) === undefined)
          .map((name) => ({
            path: ["addOns", "versions"],
            message: `no version of ${name} is pinned for Kubernetes ${cluster.version}; give one as addOns.versions.${name} (aws eks describe-addon-versions --addon-name ${name} --kubernetes-version ${cluster.version} lists them)`,
          }))),
  ];
}
