import { partitionOf } from "../../network/zones";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

export function checkDelivery({ aws, delivery }: Partial<Definition>): CheckFailure[] {
  const github = delivery?.github;
  if (github === undefined || aws === undefined) return [];
  const partition = partitionOf(aws.region);
  const listed: readonly (readonly [path: readonly (string | number)[], arn: string])[] = [
    ...(github.provider === undefined ? [] : [[["provider"], github.provider] as const]),
    ...(github.permissionsBoundary === undefined
      ? []
      : [[["permissionsBoundary"], github.permissionsBoundary] as const]),
    ...github.planPolicies.map((arn, index) => [["planPolicies", index], arn] as const),
    ...github.applyPolicies.map((arn, index) => [["applyPolicies", index], arn] as const),
  ];
  return listed.flatMap(([path, arn]): CheckFailure[] => {
    const [, arnPartition, , , account] = arn.split(":");
    const at = ["delivery", "github", ...path];
    if (arnPartition !== partition) {
      return [{ path: at, message: `is in partition ${arnPartition}, but ${aws.region} is in ${partition}` }];
    }
    return account === "aws" || account === aws.account
      ? []
      : [{ path: at, message: `is in account ${account}, but the roles are made in ${aws.account}` }];
  });
}
