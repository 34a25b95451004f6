import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import type { NewNetwork } from "../../platform/network/network";
import { policyDocument } from "../identity/policy-document";

export interface FlowLogsProps {
  readonly vpcId: string;
  /** Log group, role, retention in days and interval in seconds. */
  readonly flowLogs: NonNullable<NewNetwork["flowLogs"]>;
  readonly region: string;
  readonly account: string;
  readonly partition: string;
}

/** Records of the VPC's connections in CloudWatch. */
export class FlowLogs extends Construct {
  readonly resource: FlowLog;

  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { vpcId, flowLogs, region, account, partition } = props;
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: flowLogs.logGroup,
      retentionInDays: flowLogs.retentionDays,
    });
    const role = new IamRole(this, "role", {
      name: flowLogs.roleName,
      assumeRolePolicy: policyDocument({
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: ["sts:AssumeRole"],
        // else another account's flow log could write through this role (AWS, confused deputy)
        Condition: {
          StringEquals: { "aws:SourceAccount": [account] },
          ArnLike: { "aws:SourceArn": [`arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*`] },
        },
      }),
    });
    const policy = new IamRolePolicy(this, "policy", {
      name: "permissions",
      role: role.name,
      policy: policyDocument(
        { Effect: "Allow", Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
          Resource: [`arn:${partition}:logs:${region}:${account}:log-group:${flowLogs.logGroup}:*`],
        },
      ),
    });
    this.resource = new FlowLog(this, "flow-log", {
      vpcId,
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      maxAggregationInterval: flowLogs.intervalSeconds,
      dependsOn: [policy],
    });
  }
}
