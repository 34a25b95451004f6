import { overlaps, parseCidr } from "../../network/cidr";
import { partitionOf } from "../../network/zones";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";

export function checkCluster({ aws, cluster }: Partial<Definition>): CheckFailure[] {
  if (cluster === undefined) return [];
  return [
    ...checkPublicAccess(cluster.endpoint.public),
    ...checkRepeats(["cluster", "logs", "types"], cluster.logs.types),
    ...checkAccess(cluster, aws?.region),
    ...checkSecretsKey(cluster, aws?.region),
  ];
}

function checkSecretsKey(
  { secretsEncryption, secretsKey }: Definition["cluster"],
  region: string | undefined,
): CheckFailure[] {
  if (secretsKey === undefined) return [];
  const path = ["cluster", "secretsKey"];
  if (secretsEncryption === "aws-owned") {
    return [{ path, message: "is of no use unless cluster.secretsEncryption is customer-managed" }];
  }
  const keyRegion = secretsKey.split(":")[3];
  return region === undefined || keyRegion === region
    ? []
    : [{ path, message: `is a key of ${keyRegion}, but the cluster is in ${region}` }];
}

interface Grant {
  readonly path: readonly (string | number)[];
  readonly role: string;
}

function checkAccess(cluster: Definition["cluster"], region: string | undefined): CheckFailure[] {
  const partition = region === undefined ? undefined : partitionOf(region);
  const grants: readonly Grant[] = [
    ...cluster.admins.map((role, index) => ({ path: ["cluster", "admins", index], role })),
    ...cluster.viewers.map((role, index) => ({ path: ["cluster", "viewers", index], role })),
    ...cluster.access.map(({ role }, index) => ({ path: ["cluster", "access", index, "role"], role })),
  ];
  return [
    ...checkRepeats(["cluster", "admins"], cluster.admins),
    ...checkRepeats(["cluster", "viewers"], cluster.viewers),
    ...cluster.viewers.flatMap((role, index) =>
      cluster.admins.includes(role)
        ? [{ path: ["cluster", "viewers", index], message: `${role} is an administrator already` }]
        : [],
    ),
    ...checkRepeatedGrants(cluster.access),
    ...cluster.access.flatMap(({ role, namespaces }, index) => [
      ...checkRepeats(["cluster", "access", index, "namespaces"], namespaces),
      ...(cluster.admins.includes(role)
        ? [
            {
              path: ["cluster", "access", index, "role"],
              message: `${role} is an administrator already`,
            },
          ]
        : []),
    ]),
    ...grants.flatMap(({ path, role }): CheckFailure[] => {
      if (partition === undefined || role.split(":")[1] === partition) return [];
      return [{ path, message: `is in partition ${role.split(":")[1]}, but ${region} is in ${partition}` }];
    }),
  ];
}

/** A role has a policy once: EKS keeps one scope for the two. */
const checkRepeatedGrants = (access: Definition["cluster"]["access"]): CheckFailure[] =>
  access.flatMap(({ role, policy }, index) => {
    const first = access.findIndex((other) => other.role === role && other.policy === policy);
    return first < index
      ? [
          {
            path: ["cluster", "access", index],
            message: `gives ${role} the policy ${policy} a second time; name all namespaces in cluster.access[${first}]`,
          },
        ]
      : [];
  });

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
