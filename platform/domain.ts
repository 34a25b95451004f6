import type { Account } from "./account";
import type { Definition } from "./definition/schema";

export interface Domain {
  readonly name: string;
  /** Whether the stack makes the hosted zone. */
  readonly createsZone: boolean;
  /** Id of the hosted zone; undefined while the stack has yet to make it. */
  readonly zoneId?: string;
  /** Every direct subdomain: `*.example.com`. */
  readonly wildcard: string;
}

export const resolveDomain = ({ name, zoneId, createZone }: Definition["domain"]): Domain => ({
  name,
  createsZone: createZone,
  ...(zoneId !== undefined && { zoneId }),
  wildcard: `*.${name}`,
});

/** ARN of a hosted zone. `zoneId` may be one that is known only after apply. */
export const zoneArn = ({ partition }: Account, zoneId: string): string =>
  `arn:${partition}:route53:::hostedzone/${zoneId}`;
