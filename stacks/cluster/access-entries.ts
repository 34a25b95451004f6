import { EksAccessEntry } from "@cdktf/provider-aws/lib/eks-access-entry";
import { EksAccessPolicyAssociation } from "@cdktf/provider-aws/lib/eks-access-policy-association";
import { Construct } from "constructs";
import type { AccessEntry } from "../../platform/cluster/cluster";

export interface AccessEntriesProps {
  readonly clusterName: string;
  /** Partition of the access policies' ARNs. */
  readonly partition: string;
  readonly entries: readonly AccessEntry[];
}

/** Access entries of the roles that may do some things in the cluster, or some things in some namespaces. */
export class AccessEntries extends Construct {
  readonly resources: readonly EksAccessPolicyAssociation[];

  constructor(scope: Construct, id: string, { clusterName, partition, entries }: AccessEntriesProps) {
    super(scope, id);
    this.resources = entries.flatMap(({ role, policies }) => {
      const ofRole = new Construct(this, idOfRole(role));
      const { principalArn } = new EksAccessEntry(ofRole, "entry", {
        clusterName,
        principalArn: role,
        type: "STANDARD",
      });
      return policies.map(
        ({ name, namespaces }) =>
          new EksAccessPolicyAssociation(ofRole, name, {
            clusterName,
            principalArn,
            policyArn: accessPolicyArn(partition, name),
            accessScope:
              namespaces.length === 0
                ? { type: "cluster" }
                : { type: "namespace", namespaces: [...namespaces] },
          }),
      );
    });
  }
}

export const accessPolicyArn = (partition: string, policy: string): string =>
  `arn:${partition}:eks::aws:cluster-access-policy/${policy}`;

/** Account and role, as they stand in the ARN: a construct's id may not hold a slash. */
export const idOfRole = (roleArn: string): string =>
  roleArn.split(":").slice(4).join("-").replace("role/", "").replaceAll("/", ":");
