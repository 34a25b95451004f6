import type { Domain } from "../../../platform/domain";
import { policyDocument } from "../policy-document";

export interface CertManagerPolicyProps {
  readonly partition: string;
  readonly domain: Domain;
  /** ARN of the domain's hosted zone. */
  readonly zoneArn: string;
}

/**
 * JSON of what cert-manager needs to answer DNS-01 challenges: TXT records named `_acme-challenge.…` in the one zone.
 * Issuers name the zone by id, so that it need not list zones (cert-manager documentation, Route 53); until the zone
 * has one, it does.
 */
export const certManagerPolicy = ({ partition, domain, zoneArn }: CertManagerPolicyProps): string =>
  policyDocument(
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: [`arn:${partition}:route53:::change/*`] },
    ...(domain.zoneId === undefined
      ? [{ Effect: "Allow", Action: ["route53:ListHostedZonesByName"], Resource: ["*"] } as const]
      : []),
    { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: [zoneArn] },
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: [zoneArn],
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
        },
      },
    },
  );
