import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

export function checkDomain({ domain }: Partial<Definition>): CheckFailure[] {
  if (domain === undefined || domain.zoneId !== undefined || domain.createZone) return [];
  return [
    {
      path: ["domain"],
      message: "needs zoneId, the Route 53 hosted zone that is there, or createZone: true to have one made",
    },
  ];
}
