import { policyDocument } from "../policy-document";

/**
 * JSON of what external-dns needs: the records of addresses and its own marks in the one zone. It finds the zone by
 * listing all of them, which cannot be limited (external-dns documentation, AWS).
 */
export const externalDnsPolicy = (zoneArn: string): string =>
  policyDocument(
    { Effect: "Allow", Action: ["route53:ListHostedZones"], Resource: ["*"] },
    {
      Effect: "Allow",
      Action: ["route53:ListResourceRecordSets", "route53:ListTagsForResources"],
      Resource: [zoneArn],
    },
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: [zoneArn],
      Condition: {
        "ForAllValues:StringEquals": {
          "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME", "TXT"],
        },
      },
    },
  );
