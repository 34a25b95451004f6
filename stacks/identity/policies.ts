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
 * What cert-manager needs to answer DNS-01 challenges: TXT records named `_acme-challenge.…` in the issuers' zones,
 * and to assume the roles that reach those of other accounts. The issuers name their zones by id, so that it need not
 * list zones (cert-manager documentation, Route 53).
 */
export function certManagerPolicy({ aws, certificates }: Platform): string {
  const solvers = certificates.issuers.flatMap((issuer) =>
    issuer.kind === "acme" && issuer.solver.kind === "dns01" ? [issuer.solver] : [],
  );
  const own = solvers.filter(({ role }) => role === undefined);
  const zones = unique(own.map(({ zoneId }) => `arn:${aws.partition}:route53:::hostedzone/${zoneId}`));
  const roles = unique(solvers.flatMap(({ role }) => role ?? []));
  return policyDocument(
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: [`arn:${aws.partition}:route53:::change/*`] },
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
      ? [{ Effect: "Allow" as const, Action: ["sts:AssumeRole", "sts:TagSession"], Resource: roles }]
      : []),
  );
}

const unique = (items: readonly string[]): string[] => [...new Set(items)];
