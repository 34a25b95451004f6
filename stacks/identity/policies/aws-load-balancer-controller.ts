import type { Platform } from "../../../platform/platform";
import { policyDocument, type Statement } from "../policy-document";

/** What the controller looks at, whoever owns the load balancer. */
const looks: Statement = {
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
};

/** JSON of the policy of the load balancer controller. */
export function awsLoadBalancerControllerPolicy(platform: Platform): string {
  const { loadBalancer } = platform.ingress;
  switch (loadBalancer) {
    case "terraform":
      return policyDocument(looks, registersTargets(platform));
    case "controller":
      return policyDocument(looks, ...ownsLoadBalancers(platform));
    default:
      return loadBalancer satisfies never;
  }
}

// --- internal ---

const arn = ({ aws }: Platform, resource: string): string =>
  `arn:${aws.partition}:elasticloadbalancing:${aws.region}:${aws.account}:${resource}`;

/** Pods into and out of the stack's own target groups, and nothing else. */
const registersTargets = (platform: Platform): Statement => ({
  Effect: "Allow",
  Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
  Resource: platform.ingress.entryPoints.map(({ targetGroup }) =>
    arn(platform, `targetgroup/${targetGroup}/*`),
  ),
});

/** The tag that the controller puts on everything that it makes. */
const ownTag = "elbv2.k8s.aws/cluster";

/**
 * Network load balancers of its own making: what is made must carry the cluster's tag, what is changed or deleted
 * must have it. Security groups stay Terraform's, so that it needs no right to any. (The controller's own
 * documentation, docs/install/iam_policy.json, reduced to what network load balancers need.)
 */
function ownsLoadBalancers(platform: Platform): readonly Statement[] {
  const { cluster } = platform;
  const balancers = arn(platform, "loadbalancer/net/*/*");
  const groups = arn(platform, "targetgroup/*/*");
  const listeners = arn(platform, "listener/net/*/*/*");
  const requested = { StringEquals: { [`aws:RequestTag/${ownTag}`]: [cluster.name] } };
  const owned = { StringEquals: { [`aws:ResourceTag/${ownTag}`]: [cluster.name] } };
  return [
    {
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: ["*"],
      Condition: { StringEquals: { "iam:AWSServiceName": ["elasticloadbalancing.amazonaws.com"] } },
    },
    {
      Effect: "Allow",
      Action: [
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAddresses",
        "ec2:DescribeInternetGateways",
        "ec2:DescribeRouteTables",
        "ec2:DescribeTags",
        "ec2:GetSecurityGroupsForVpc",
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
      ],
      Resource: ["*"],
    },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      Resource: [balancers, groups],
      Condition: requested,
    },
    {
      Effect: "Allow",
      // not by tag, which the controller's own policy does not ask for here, but by the name that the Service gives
      Action: ["elasticloadbalancing:CreateListener"],
      Resource: [arn(platform, `loadbalancer/net/${platform.ingress.loadBalancerName}/*`)],
    },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:AddTags"],
      Resource: [balancers, groups, listeners],
      Condition: {
        StringEquals: {
          ...requested.StringEquals,
          "elasticloadbalancing:CreateAction": ["CreateListener", "CreateLoadBalancer", "CreateTargetGroup"],
        },
      },
    },
    {
      Effect: "Allow",
      Action: [
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:DeregisterTargets",
        "elasticloadbalancing:ModifyListener",
        "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:RemoveTags",
        "elasticloadbalancing:SetIpAddressType",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
      ],
      Resource: [balancers, groups, listeners],
      Condition: owned,
    },
  ];
}
