import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { Construct } from "constructs";
import { type AccessEntry, administratorPolicy } from "../../platform/cluster/cluster";

export interface AccessEntriesProps {
  readonly clusterName: string;
  /** Partition of the access policies' ARNs. */
  readonly partition: string;
  readonly entries: readonly AccessEntry[];
}

/** Who has access to the cluster: IAM roles, one of which runs Terraform. */
export class AccessEntries extends Construct {
  /** Helm reaches the cluster only while these stand. */
  readonly administration: readonly EksAccessPolicyAssociation[];

  constructor(scope: Construct, id: string, { clusterName, partition, entries }: AccessEntriesProps) {
    super(scope, id);
    this.administration = entries.flatMap(({ role, policies }) => {
      const ofRole = new Construct(this, idOf(role));
      const { principalArn } = new EksAccessEntry(ofRole, "entry", {
        clusterName,
        principalArn: role,
        type: "STANDARD",
      });
      return policies.flatMap(({ name, namespaces }) => {
        const association = new EksAccessPolicyAssociation(ofRole, name, {
          clusterName,
          principalArn,
          policyArn: `arn:${partition}:eks::aws:cluster-access-policy/${name}`,
          accessScope:
            namespaces.length === 0
              ? { type: "cluster" }
              : { type: "namespace", namespaces: [...namespaces] },
        });
        return name === administratorPolicy ? [association] : [];
      });
    });
  }
}

/** Account and role, as they stand in the ARN: a construct's id may not hold a slash. */
const idOf = (roleArn: string): string =>
  roleArn.split(":").slice(4).join("-").replace("role/", "").replaceAll("/", ":");
