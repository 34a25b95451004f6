import type { Account } from "../../../platform/account";
import type { Certificates } from "../../../platform/certificates";
import { type Domain, zoneArn as zoneArnOf } from "../../../platform/domain";
import { policyDocument } from "../policy-document";

export interface CertManagerPolicyProps {
  readonly account: Account;
  readonly domain: Domain;
  /** ARN of the domain's hosted zone. */
  readonly zoneArn: string;
  readonly certificates: Certificates;
}

/**
 * JSON of what cert-manager needs to answer DNS-01 challenges: TXT records named `_acme-challenge.…` in the issuers'
 * zones, and to assume the roles that reach those of other accounts. Issuers name their zones by id, so that it need
 * not list zones (cert-manager documentation, Route 53); until the domain's zone has one, it does.
 */
export function certManagerPolicy({
  account,
  domain,
  zoneArn,
  certificates,
}: CertManagerPolicyProps): string {
  const { partition } = account;
  const solvers = certificates.issuers.flatMap((issuer) =>
    issuer.kind === "acme" && issuer.solver.kind === "dns01" ? [issuer.solver] : [],
  );
  const zones = unique([
    zoneArn,
    ...solvers.flatMap(({ zoneId, role }) =>
      zoneId === undefined || role !== undefined ? [] : zoneArnOf(account, zoneId),
    ),
  ]);
  const roles = unique(solvers.flatMap(({ role }) => role ?? []));
  return policyDocument(
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: [`arn:${partition}:route53:::change/*`] },
    ...(domain.zoneId === undefined
      ? [{ Effect: "Allow", Action: ["route53:ListHostedZonesByName"], Resource: ["*"] } as const]
      : []),
    { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: zones },
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: zones,
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
        },
      },
    },
    // sessions of Pod Identity have tags, which go along into the other role
    ...(roles.length > 0
      ? [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: roles } as const]
      : []),
  );
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];
