import { partitionOf } from "../../network/zones";
import { architectureOf, systemOf } from "../../nodes";
import { amiReleases } from "../../versions";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

export function checkCluster({ aws, cluster, nodeGroups, ingress }: Partial<Definition>): CheckFailure[] {
  return [
    ...(aws === undefined ? [] : checkAws(aws)),
    ...(cluster === undefined ? [] : checkAccess(cluster, aws?.region)),
    ...Object.entries(nodeGroups ?? {}).flatMap(([name, group]) =>
      checkNodeGroup(name, group, cluster?.version),
    ),
    ...(ingress === undefined ? [] : checkRange(["ingress", "replicas"], ingress.replicas)),
  ];
}

/** Tags that Slipway sets itself. */
export const ownTags = ["Environment", "ManagedBy"] as const;

/** AWS allows 50 tags on a resource; the rest is left for tags that EKS and controllers add. */
const mostTags = 40;

function checkAws({ region, state, tags }: Definition["aws"]): CheckFailure[] {
  const own = Object.keys(tags).filter((key) =>
    ownTags.some((tag) => tag.toLowerCase() === key.toLowerCase()),
  );
  const count = Object.keys(tags).length;
  const stateRegion = state?.region ?? region;
  const keyRegion = state?.kmsKey?.split(":")[3];
  return [
    ...own.map((key) => ({
      path: ["aws", "tags", key],
      key: true,
      message: `"${key}" is set by Slipway; choose another key`,
    })),
    ...(count > mostTags
      ? [{ path: ["aws", "tags"], message: `has ${count} tags; at most ${mostTags} fit` }]
      : []),
    ...(keyRegion !== undefined && keyRegion !== stateRegion
      ? [
          {
            path: ["aws", "state", "kmsKey"],
            message: `is a key of ${keyRegion}, but the bucket is in ${stateRegion}`,
          },
        ]
      : []),
  ];
}

function checkAccess(cluster: Definition["cluster"], region: string | undefined): CheckFailure[] {
  const partition = region === undefined ? undefined : partitionOf(region);
  return [
    ...cluster.endpoint.public.flatMap((cidr, index) =>
      cidr === "0.0.0.0/0"
        ? [
            {
              path: ["cluster", "endpoint", "public", index],
              message:
                "opens the API server to the whole internet; name the blocks that need it, or none and connect from inside the VPC",
            },
          ]
        : [],
    ),
    ...cluster.admins.flatMap((arn, index): CheckFailure[] => {
      const path = ["cluster", "admins", index];
      if (cluster.admins.indexOf(arn) < index) return [{ path, message: `names ${arn} a second time` }];
      if (partition !== undefined && arn.split(":")[1] !== partition) {
        return [{ path, message: `is in partition ${arn.split(":")[1]}, but ${region} is in ${partition}` }];
      }
      return [];
    }),
  ];
}

function checkNodeGroup(
  name: string,
  group: Definition["nodeGroups"][string],
  version: Definition["cluster"]["version"] | undefined,
): CheckFailure[] {
  const architecture = group.ami.endsWith("arm64") ? "arm64" : "x86-64";
  const path = ["nodeGroups", name];
  const unpinned =
    version !== undefined &&
    group.release === undefined &&
    amiReleases[version][systemOf(group.ami)] === undefined;
  return [
    ...checkRange([...path, "size"], group.size),
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

/** A range that goes from a smaller to a larger number. */
export function checkRange(
  path: readonly (string | number)[],
  { min, max }: { readonly min: number; readonly max: number },
): CheckFailure[] {
  return min <= max ? [] : [{ path: [...path, "min"], message: `is ${min}, more than max, which is ${max}` }];
}
