import { overlaps, parseCidr } from "../../network/cidr";
import { partitionOf } from "../../network/zones";
import { type Ami, architectureOf, systemOf } from "../../nodes";
import { amiReleases } from "../../versions";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";
import { checkRange } from "./range";

export function checkCluster(
  { aws, cluster, nodeGroups, ingress }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  return [
    ...(aws === undefined ? [] : checkAws(aws)),
    ...(cluster === undefined ? [] : checkAccess(cluster, aws?.region)),
    ...Object.entries(nodeGroups ?? {}).flatMap(([name, group]) =>
      checkNodeGroup(name, group, cluster?.version, isWritten),
    ),
    ...(ingress === undefined ? [] : checkIngress(ingress, isWritten)),
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
    ...Object.keys(tags).flatMap((key, index, keys) => {
      const other = keys.slice(0, index).find((earlier) => earlier.toLowerCase() === key.toLowerCase());
      const path = ["aws", "tags", key];
      return other === undefined
        ? []
        : [{ path, key: true, message: `is ${other} to IAM, which does not tell capitals apart` }];
    }),
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
    ...checkPublicAccess(cluster.endpoint.public),
    ...checkRepeats(["cluster", "admins"], cluster.admins),
    ...checkRepeats(["cluster", "logs", "types"], cluster.logs.types),
    ...cluster.admins.flatMap((arn, index): CheckFailure[] => {
      const path = ["cluster", "admins", index];
      if (partition !== undefined && arn.split(":")[1] !== partition) {
        return [{ path, message: `is in partition ${arn.split(":")[1]}, but ${region} is in ${partition}` }];
      }
      return [];
    }),
  ];
}

/** Blocks that EKS refuses as public ones: it sees none of these addresses come from the internet. */
const notPublic = [
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
];

/** Shorter prefixes leave half the internet or more. */
const widestPrefix = 2;

function checkPublicAccess(blocks: readonly string[]): CheckFailure[] {
  const listed = ["cluster", "endpoint", "public"];
  return [
    ...checkRepeats(listed, blocks),
    ...blocks.flatMap((text, index): CheckFailure[] => {
      const path = [...listed, index];
      const block = parseCidr(text);
      if (block === undefined) return [];
      if (block.prefix < widestPrefix) {
        return [
          {
            path,
            message:
              "opens the API server to the whole internet; name the blocks that need it, or none and connect from inside the VPC",
          },
        ];
      }
      const inside = notPublic.find((range) => overlaps(block, parseCidr(range) ?? block));
      return inside === undefined
        ? []
        : [
            {
              path,
              message: `${text} lies in ${inside}, from which nothing reaches the API server from outside the VPC`,
            },
          ];
    }),
  ];
}

/** A security group takes 60 rules for incoming traffic (EC2 quota), and each block needs one for each entry point. */
const mostBlocks = 30;

function checkIngress(
  { allowFrom, forwardedHeadersFrom, replicas }: Definition["ingress"],
  isWritten: IsWritten,
): CheckFailure[] {
  const path = ["ingress", "allowFrom"];
  return [
    ...checkRange(["ingress", "replicas"], replicas, isWritten),
    ...checkRepeats(path, allowFrom),
    ...checkRepeats(["ingress", "forwardedHeadersFrom"], forwardedHeadersFrom),
    ...checkForwardedHeaders(forwardedHeadersFrom),
    ...(allowFrom.length > mostBlocks
      ? [{ path, message: `has ${allowFrom.length} blocks; a security group takes ${mostBlocks}` }]
      : []),
  ];
}

/** Believing everybody would let each client choose its own address. */
const checkForwardedHeaders = (blocks: readonly string[]): CheckFailure[] =>
  blocks.flatMap((block, index) =>
    block.endsWith("/0")
      ? [
          {
            path: ["ingress", "forwardedHeadersFrom", index],
            message:
              "believes everybody, so that each client could claim any address; name the proxies' blocks",
          },
        ]
      : [],
  );

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
