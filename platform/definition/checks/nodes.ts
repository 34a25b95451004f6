import { type Ami, architectureOf, repels, systemOf } from "../../nodes";
import { amiReleases } from "../../versions";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { checkRange } from "./range";
import { checkTaints } from "./taints";

export function checkNodes(
  { cluster, nodeGroups }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  const groups = Object.entries(nodeGroups ?? {});
  const allRepel = groups.length > 0 && groups.every(([, { taints }]) => repels(taints));
  return [
    ...groups.flatMap(([name, group]) => checkNodeGroup(name, group, cluster?.version, isWritten)),
    ...(allRepel
      ? [
          {
            path: ["nodeGroups"],
            message:
              "all have taints, so that the cluster's own controllers have nowhere to run; leave one group without",
          },
        ]
      : []),
  ];
}

/** An AL2023 release begins with the Kubernetes version that it is for; a Bottlerocket one ends in its commit. */
function fitsRelease(release: string, ami: Ami, version: string): boolean {
  return systemOf(ami) === "al2023"
    ? release.startsWith(`${version}.`)
    : /-[0-9a-f]{8}$/.test(release) && !/-20\d{6}$/.test(release);
}

function checkNodeGroup(
  name: string,
  group: Definition["nodeGroups"][string],
  version: Definition["cluster"]["version"] | undefined,
  isWritten: IsWritten,
): CheckFailure[] {
  const architecture = group.ami.endsWith("arm64") ? "arm64" : "x86-64";
  const path = ["nodeGroups", name];
  const unpinned =
    version !== undefined &&
    group.release === undefined &&
    amiReleases[version][systemOf(group.ami)] === undefined;
  return [
    ...checkRange([...path, "size"], group.size, isWritten),
    ...checkTaints([...path, "taints"], group.taints),
    ...group.instances.flatMap((instance, index) =>
      architectureOf(instance) === architecture
        ? []
        : [
            {
              path: [...path, "instances", index],
              message: `${instance} is an ${architectureOf(instance)} machine, but ${group.ami} runs on ${architecture}`,
            },
          ],
    ),
    ...(group.release !== undefined &&
    version !== undefined &&
    !fitsRelease(group.release, group.ami, version)
      ? [
          {
            path: [...path, "release"],
            message: `is no release of ${systemOf(group.ami)} for Kubernetes ${version}; one looks like ${
              systemOf(group.ami) === "al2023" ? `${version}.x-yyyymmdd` : "1.x.y-commit"
            }`,
          },
        ]
      : []),
    ...(unpinned
      ? [
          {
            path: [...path, "ami"],
            message: `no release of ${systemOf(group.ami)} is pinned for Kubernetes ${version}; give one as nodeGroups.${name}.release`,
          },
        ]
      : []),
  ];
}
