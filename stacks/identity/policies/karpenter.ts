import type { Platform } from "../../../platform/platform";
import type { Karpenter } from "../../../platform/scaling";
import { policyDocument } from "../policy-document";

/**
 * JSON of what Karpenter needs, by subject, since one document would be over IAM's limit (reference eks P29). What it
 * makes must carry the cluster's tags, what it changes or deletes must have them (Karpenter's documentation, the
 * CloudFormation template of its getting started guide, at the chart's version). Instance profiles are Terraform's.
 */
export const karpenterPolicies = (
  platform: Platform,
  karpenter: Karpenter,
): Readonly<Record<string, string>> => ({
  nodes: nodes(platform),
  discovery: discovery(platform, karpenter),
});

// --- internal ---

const ec2 = ({ aws }: Platform, resource: string): string =>
  `arn:${aws.partition}:ec2:${aws.region}:${aws.account}:${resource}/*`;

/** Images and their snapshots belong to others. */
const shared = ({ aws }: Platform, resource: string): string =>
  `arn:${aws.partition}:ec2:${aws.region}::${resource}/*`;

const anyPool = { "karpenter.sh/nodepool": "*" };

const tags = (kind: "RequestTag" | "ResourceTag", values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`aws:${kind}/${key}`, [value]]));

function nodes(platform: Platform): string {
  const cluster = platform.cluster.name;
  const owned = { [`kubernetes.io/cluster/${cluster}`]: "owned" };
  const named = { ...owned, "eks:eks-cluster-name": cluster };
  const made = [
    "fleet",
    "instance",
    "launch-template",
    "network-interface",
    "spot-instances-request",
    "volume",
  ].map((resource) => ec2(platform, resource));
  return policyDocument(
    {
      Sid: "Use",
      Effect: "Allow",
      Action: ["ec2:CreateFleet", "ec2:RunInstances"],
      Resource: [
        shared(platform, "image"),
        shared(platform, "snapshot"),
        ec2(platform, "capacity-reservation"),
        ec2(platform, "placement-group"),
        ec2(platform, "security-group"),
        ec2(platform, "subnet"),
      ],
    },
    {
      Sid: "UseOwnTemplates",
      Effect: "Allow",
      Action: ["ec2:CreateFleet", "ec2:RunInstances"],
      Resource: [ec2(platform, "launch-template")],
      Condition: { StringEquals: tags("ResourceTag", owned), StringLike: tags("ResourceTag", anyPool) },
    },
    {
      Sid: "Make",
      Effect: "Allow",
      Action: ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"],
      Resource: made,
      Condition: { StringEquals: tags("RequestTag", named), StringLike: tags("RequestTag", anyPool) },
    },
    {
      Sid: "TagWhatIsMade",
      Effect: "Allow",
      Action: ["ec2:CreateTags"],
      Resource: made,
      Condition: {
        StringEquals: {
          ...tags("RequestTag", named),
          "ec2:CreateAction": ["CreateFleet", "CreateLaunchTemplate", "RunInstances"],
        },
        StringLike: tags("RequestTag", anyPool),
      },
    },
    {
      Sid: "NameInstances",
      Effect: "Allow",
      Action: ["ec2:CreateTags"],
      Resource: [ec2(platform, "instance")],
      Condition: {
        StringEquals: tags("ResourceTag", owned),
        StringLike: tags("ResourceTag", anyPool),
        StringEqualsIfExists: tags("RequestTag", { "eks:eks-cluster-name": cluster }),
        "ForAllValues:StringEquals": {
          "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
        },
      },
    },
    {
      Sid: "DeleteOwn",
      Effect: "Allow",
      Action: ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"],
      Resource: [ec2(platform, "instance"), ec2(platform, "launch-template")],
      Condition: { StringEquals: tags("ResourceTag", owned), StringLike: tags("ResourceTag", anyPool) },
    },
  );
}

function discovery({ aws, cluster }: Platform, { queue, nodeRoleName }: Karpenter): string {
  const own = `${aws.region}:${aws.account}`;
  const clusterArn = `arn:${aws.partition}:eks:${own}:cluster/${cluster.name}`;
  return policyDocument(
    {
      Sid: "PassNodeRole",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: [`arn:${aws.partition}:iam::${aws.account}:role/${nodeRoleName}`],
      Condition: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com"] } },
    },
    { Sid: "FindCluster", Effect: "Allow", Action: ["eks:DescribeCluster"], Resource: [clusterArn] },
    {
      Sid: "HearOfInterruptions",
      Effect: "Allow",
      Action: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      Resource: [`arn:${aws.partition}:sqs:${own}:${queue}`],
    },
    {
      Sid: "HearOfZonalShifts",
      Effect: "Allow",
      Action: ["arc-zonal-shift:GetManagedResource"],
      Resource: ["*"],
      Condition: { StringEquals: { "arc-zonal-shift:ResourceIdentifier": [clusterArn] } },
    },
    {
      Sid: "Look",
      Effect: "Allow",
      Action: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribePlacementGroups",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      Resource: ["*"],
      Condition: { StringEquals: { "aws:RequestedRegion": [aws.region] } },
    },
    {
      Sid: "FindImages",
      Effect: "Allow",
      Action: ["ssm:GetParameter"],
      Resource: [`arn:${aws.partition}:ssm:${aws.region}::parameter/aws/service/*`],
    },
    {
      Sid: "LookElsewhere",
      Effect: "Allow",
      Action: ["iam:ListInstanceProfiles", "pricing:GetProducts"],
      Resource: ["*"],
    },
    {
      Sid: "LookAtInstanceProfiles",
      Effect: "Allow",
      Action: ["iam:GetInstanceProfile"],
      Resource: [`arn:${aws.partition}:iam::${aws.account}:instance-profile/*`],
    },
  );
}
