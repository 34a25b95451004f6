import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Account } from "../../platform/account";
import type { Bootstrap } from "../../platform/bootstrap";
import { configureAws } from "../providers";
import { SeparateStack } from "../separate-stack";
import { configureState } from "../state";
import { GithubRoles } from "./github-roles";
import { StateBucket } from "./state-bucket";

export interface BootstrapStackProps {
  readonly bootstrap: Bootstrap;
  readonly aws: Account;
}

/** What a person deploys once, so that a pipeline can do the rest: the states' bucket and the pipeline's roles. */
export class BootstrapStack extends SeparateStack {
  constructor(scope: Construct, { bootstrap, aws }: BootstrapStackProps) {
    super(scope, bootstrap.name);
    const { bucket, github, state } = bootstrap;
    configureState(this, bootstrap.name, state);
    // its own hands make it: there may be no role to assume yet, and the bucket may stand in another region
    const { assumeRole: _, ...own } = aws;
    configureAws(this, { ...own, region: bucket?.region ?? aws.region });
    if (bucket !== undefined) {
      new StateBucket(this, "state-bucket", { bucket, partition: aws.partition });
      new TerraformOutput(this, "state-bucket-name", { value: bucket.name });
    }
    if (github !== undefined) {
      const roles = new GithubRoles(this, "github", { github, aws });
      new TerraformOutput(this, "plan-role-arn", { value: roles.planRoleArn });
      new TerraformOutput(this, "apply-role-arn", { value: roles.applyRoleArn });
    }
  }
}
