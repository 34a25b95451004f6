import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Account } from "../platform/account";
import type { Platform } from "../platform/platform";
import { terraformVersion } from "../platform/versions";
import type { ControlPlane } from "./cluster/control-plane";

/** Adds the AWS provider and says which Terraform may run the stack. */
export function configureAws(stack: TerraformStack, { region, account, assumeRole, tags }: Account): void {
  new AwsProvider(stack, "aws", {
    region,
    allowedAccountIds: [account],
    ...(assumeRole !== undefined && { assumeRole: [{ roleArn: assumeRole }] }),
    defaultTags: [{ tags: { ...tags } }],
  });
  stack.addOverride("terraform.required_version", terraformVersion);
  nameSource(stack, "aws");
}

/**
 * Adds the Helm provider. It reads the cluster's attributes, never a data source, whose value a pending change would
 * make unknown (reference eks P5), and asks for a token each time, since one lives a quarter of an hour and a cluster
 * takes longer to create.
 */
export function configureHelm(
  stack: TerraformStack,
  { aws, cluster }: Platform,
  controlPlane: ControlPlane,
): void {
  new HelmProvider(stack, "helm", {
    kubernetes: {
      host: controlPlane.endpoint,
      clusterCaCertificate: controlPlane.certificateAuthority,
      proxyUrl: cluster.proxy,
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: [
          "eks",
          "get-token",
          "--cluster-name",
          cluster.name,
          "--region",
          aws.region,
          // the output form is said because get-token follows the user's own configuration
          "--output",
          "json",
          // the token must be of the identity that the AWS provider assumes, which has the access entry
          ...(aws.assumeRole === undefined ? [] : ["--role-arn", aws.assumeRole]),
        ],
      },
    },
  });
  nameSource(stack, "helm");
}

/** cdktf writes bare names, which other registries do not resolve. */
const nameSource = (stack: TerraformStack, provider: string): void =>
  stack.addOverride(`terraform.required_providers.${provider}.source`, `hashicorp/${provider}`);
