import type { Platform } from "../../platform/platform";
import { policyDocument } from "./policy-document";

/**
 * What the load balancer controller needs where Terraform owns the load balancer: to look, and to put pods into and
 * out of the target groups that it is told of.
 */
export const awsLoadBalancerControllerPolicy = ({ aws, ingress }: Platform): string =>
  policyDocument(
    {
      Effect: "Allow",
      Action: [
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstances",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
      ],
      Resource: ["*"],
    },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
      Resource: ingress.entryPoints.map(
        ({ targetGroup }) =>
          `arn:${aws.partition}:elasticloadbalancing:${aws.region}:${aws.account}:targetgroup/${targetGroup}/*`,
      ),
    },
  );

/**
 * What cert-manager needs to answer DNS-01 challenges: TXT records named `_acme-challenge.…` in the one zone. The
 * issuers name the zone by id, so that it need not list zones (cert-manager documentation, Route 53).
 */
export const certManagerPolicy = ({ aws, domain }: Platform): string =>
  policyDocument(
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: [`arn:${aws.partition}:route53:::change/*`] },
    { Effect: "Allow", Action: ["route53:ListResourceRecordSets"], Resource: [domain.zoneArn] },
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: [domain.zoneArn],
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
        },
      },
    },
  );
