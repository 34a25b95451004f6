import { policyDocument } from "../policy-document";

/**
 * JSON of what cluster-autoscaler needs: to look at every group, and to change those of this cluster, which EKS tags
 * as owned by it (cluster-autoscaler, cloudprovider/aws/README).
 */
export const clusterAutoscalerPolicy = (clusterName: string): string =>
  policyDocument(
    {
      Effect: "Allow",
      Action: [
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeLaunchConfigurations",
        "autoscaling:DescribeScalingActivities",
        "ec2:DescribeImages",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplateVersions",
        "ec2:GetInstanceTypesFromInstanceRequirements",
        "eks:DescribeNodegroup",
      ],
      Resource: ["*"],
    },
    {
      Effect: "Allow",
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: ["*"],
      Condition: {
        StringEquals: { [`autoscaling:ResourceTag/kubernetes.io/cluster/${clusterName}`]: ["owned"] },
      },
    },
  );
