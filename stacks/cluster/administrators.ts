import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { Construct } from "constructs";
import { administratorPolicy } from "../../platform/cluster/cluster";
import { accessPolicyArn, idOfRole } from "./access-entries";

export interface AdministratorsProps {
  readonly clusterName: string;
  /** Partition of the access policy's ARN. */
  readonly partition: string;
  /** ARNs of IAM roles. */
  readonly roleArns: readonly string[];
}

/** Access entries of the roles with full access, one of which runs Terraform. */
export class Administrators extends Construct {
  /** Helm reaches the cluster only while these stand. */
  readonly access: readonly EksAccessPolicyAssociation[];

  constructor(scope: Construct, id: string, { clusterName, partition, roleArns }: AdministratorsProps) {
    super(scope, id);
    this.access = roleArns.map((roleArn) => {
      const role = new Construct(this, idOfRole(roleArn));
      const entry = new EksAccessEntry(role, "entry", {
        clusterName,
        principalArn: roleArn,
        type: "STANDARD",
      });
      return new EksAccessPolicyAssociation(role, "policy", {
        clusterName,
        principalArn: entry.principalArn,
        policyArn: accessPolicyArn(partition, administratorPolicy),
        accessScope: { type: "cluster" },
      });
    });
  }
}
