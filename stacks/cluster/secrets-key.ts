import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import type { Construct } from "constructs";
import type { SecretsKey } from "../../platform/cluster/cluster";

export interface SecretsKeyProps {
  readonly key: SecretsKey;
  /** Name of the cluster, for the key's description. */
  readonly clusterName: string;
  /** Whether Terraform refuses to delete the key, without which no Secret can be read. */
  readonly deletionProtection: boolean;
}

/** ARN of the key that encrypts Secrets; undefined where AWS's own does. */
export function secretsKeyArn(
  scope: Construct,
  { key, clusterName, deletionProtection }: SecretsKeyProps,
): string | undefined {
  switch (key.kind) {
    case "aws-owned":
      return undefined;
    case "existing":
      return key.arn;
    case "created": {
      // without a policy of its own the account's IAM policies decide, and no account id needs to be looked up
      const resource = new KmsKey(scope, "secrets-key", {
        description: `Secrets of the cluster ${clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        lifecycle: { preventDestroy: deletionProtection },
      });
      new KmsAlias(scope, "secrets-key-alias", { name: key.alias, targetKeyId: resource.keyId });
      return resource.arn;
    }
    default:
      return key satisfies never;
  }
}
