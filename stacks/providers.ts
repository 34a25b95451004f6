import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import type { TerraformStack } from "cdktf";
import type { Platform } from "../platform/platform";
import { terraformVersion } from "../platform/versions";
import type { ControlPlane } from "./cluster/control-plane";

/** Adds the AWS provider and says which Terraform may run the stack. */
export function configureAws(stack: TerraformStack, { aws }: Platform): void {
  new AwsProvider(stack, "aws", {
    region: aws.region,
    allowedAccountIds: [aws.account],
    defaultTags: [{ tags: { ...aws.tags } }],
  });
  stack.addOverride("terraform.required_version", terraformVersion);
  // cdktf writes bare names, which other registries do not resolve
  for (const provider of ["aws", "helm"]) {
    stack.addOverride(`terraform.required_providers.${provider}.source`, `hashicorp/${provider}`);
  }
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
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        // the output form is said because get-token follows the user's own configuration
        args: [
          "eks",
          "get-token",
          "--cluster-name",
          cluster.name,
          "--region",
          aws.region,
          "--output",
          "json",
        ],
      },
    },
  });
}
