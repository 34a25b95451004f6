import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Karpenter as KarpenterModel } from "../../platform/scaling";
import { policyDocument, trust } from "../identity/policy-document";
import { ServiceRole } from "../identity/service-role";
import { nodePolicies } from "../nodes/node-role";

export interface KarpenterProps {
  readonly clusterName: string;
  readonly karpenter: KarpenterModel;
  readonly partition: string;
}

/** What EC2 and AWS Health announce before they take a node away, by the id of the rule. */
const announcements: Readonly<Record<string, { readonly source: string; readonly detailType: string }>> = {
  "capacity-reservation": {
    source: "aws.ec2",
    detailType: "EC2 Capacity Reservation Instance Interruption Warning",
  },
  health: { source: "aws.health", detailType: "AWS Health Event" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  "spot-interruption": { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  "state-change": { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
};

/** What Karpenter stands on in AWS: the queue on which it hears of interruptions, and the role of its nodes. */
export class Karpenter extends Construct {
  /** What must be there while it starts and ends nodes. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { clusterName, karpenter, partition }: KarpenterProps) {
    super(scope, id);
    const nodeRole = new ServiceRole(this, "node-role", {
      name: karpenter.nodeRoleName,
      partition,
      assumeRolePolicy: trust("ec2"),
      managedPolicies: nodePolicies,
    });
    // managed node groups get theirs from EKS; these nodes join only with one (reference eks P21)
    const entry = new EksAccessEntry(this, "node-access", {
      clusterName,
      principalArn: nodeRole.arn,
      type: "EC2_LINUX",
      // EKS remembers the role's id, not its name
      lifecycle: { replaceTriggeredBy: [nodeRole.uniqueIdAddress] },
    });
    // made here, since Karpenter could make one only where it reaches the IAM API
    const profile = new IamInstanceProfile(this, "node-instance-profile", {
      name: karpenter.nodeRoleName,
      role: nodeRole.name,
    });
    this.ready = [...nodeRole.attachments, profile, entry, ...this.#interruptions(karpenter.queue)];
  }

  #interruptions(name: string): ITerraformDependable[] {
    const queue = new SqsQueue(this, "queue", {
      name,
      messageRetentionSeconds: 300,
      sqsManagedSseEnabled: true,
    });
    const policy = new SqsQueuePolicy(this, "queue-policy", {
      queueUrl: queue.id,
      policy: policyDocument(
        {
          Effect: "Allow",
          Principal: { Service: ["events.amazonaws.com", "sqs.amazonaws.com"] },
          Action: ["sqs:SendMessage"],
          Resource: [queue.arn],
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: ["sqs:*"],
          Resource: [queue.arn],
          Condition: { Bool: { "aws:SecureTransport": ["false"] } },
        },
      ),
    });
    const targets = Object.entries(announcements).map(([id, { source, detailType }]) => {
      const rule = new CloudwatchEventRule(this, `${id}-rule`, {
        name: `${name}-${id}`,
        description: `To Karpenter: ${detailType}`,
        eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
      });
      return new CloudwatchEventTarget(this, `${id}-target`, {
        rule: rule.name,
        targetId: "karpenter",
        arn: queue.arn,
      });
    });
    return [policy, ...targets];
  }
}
