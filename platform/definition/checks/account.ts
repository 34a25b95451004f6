import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

/** Tags that Slipway sets itself. */
export const ownTags = ["Environment", "ManagedBy"] as const;

/** AWS allows 50 tags on a resource; the rest is left for tags that EKS and controllers add. */
const mostTags = 40;

export function checkAccount({ aws, cluster, delivery }: Partial<Definition>): CheckFailure[] {
  if (aws === undefined) return [];
  const { region, state, tags, assumeRole, bootstrapState } = aws;
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
    ...(assumeRole !== undefined && cluster !== undefined && !cluster.admins.includes(assumeRole)
      ? [
          {
            path: ["aws", "assumeRole"],
            message: "must be among cluster.admins too, or Helm is refused by the cluster",
          },
        ]
      : []),
    ...(bootstrapState === "bucket" && state === undefined
      ? [{ path: ["aws", "bootstrapState"], message: "needs aws.state, which names the bucket" }]
      : []),
    ...(bootstrapState === "bucket" && state?.create === false && delivery?.github === undefined
      ? [
          {
            path: ["aws", "bootstrapState"],
            message: "is of no use: there is no bootstrap stack without aws.state.create or delivery.github",
          },
        ]
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
