import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import type { Account, StateObject } from "../../platform/account";
import type { GithubAccess, PipelineRole } from "../../platform/bootstrap";
import { policyDocument } from "../identity/policy-document";

export interface GithubRolesProps {
  readonly github: GithubAccess;
  readonly aws: Account;
}

const issuer = "token.actions.githubusercontent.com";

/** Roles that workflows of one repository assume with GitHub's own token, one to plan and one to apply. */
export class GithubRoles extends Construct {
  readonly planRoleArn: string;
  readonly applyRoleArn: string;

  constructor(scope: Construct, id: string, { github, aws }: GithubRolesProps) {
    super(scope, id);
    // no thumbprint: AWS trusts GitHub's certificate authority by itself
    const provider =
      github.existingProvider ??
      new IamOpenidConnectProvider(this, "provider", {
        url: `https://${issuer}`,
        clientIdList: ["sts.amazonaws.com"],
      }).arn;
    const plan = this.#role("plan", github.plan, provider, github.permissionsBoundary);
    this.planRoleArn = plan.arn;
    const apply = this.#role("apply", github.apply, provider, github.permissionsBoundary);
    this.applyRoleArn = apply.arn;
    if (aws.state !== undefined) {
      const { partition, state } = aws;
      this.#statePolicy("plan-state", plan, statePolicy(partition, state, ["s3:GetObject"]));
      this.#statePolicy(
        "apply-state",
        apply,
        statePolicy(partition, state, ["s3:GetObject", "s3:PutObject"]),
      );
    }
  }

  #statePolicy(id: string, role: IamRole, policy: string): void {
    new IamRolePolicy(this, id, { name: "state", role: role.name, policy });
  }

  #role(id: string, { name, subject, policies }: PipelineRole, provider: string, boundary?: string): IamRole {
    const role = new IamRole(this, id, {
      name,
      maxSessionDuration: 3600 * 2,
      permissionsBoundary: boundary,
      assumeRolePolicy: policyDocument({
        Effect: "Allow",
        Principal: { Federated: provider },
        Action: ["sts:AssumeRoleWithWebIdentity"],
        // both must be there and equal: with a ForAllValues condition a token without them would pass
        Condition: {
          StringEquals: { [`${issuer}:aud`]: ["sts.amazonaws.com"], [`${issuer}:sub`]: [subject] },
        },
      }),
    });
    for (const policyArn of policies) {
      new IamRolePolicyAttachment(this, `${id}-${policyArn.slice(policyArn.lastIndexOf("/") + 1)}`, {
        role: role.name,
        policyArn,
      });
    }
    return role;
  }
}

/** To do something with the state, and to hold the lock beside it meanwhile. */
const statePolicy = (
  partition: string,
  { bucket, key, kmsKey }: StateObject,
  actions: readonly string[],
): string => {
  const arn = `arn:${partition}:s3:::${bucket}`;
  return policyDocument(
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [arn] },
    { Effect: "Allow", Action: actions, Resource: [`${arn}/${key}`] },
    {
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: [`${arn}/${key}.tflock`],
    },
    ...(kmsKey === undefined
      ? []
      : [
          {
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:GenerateDataKey"],
            Resource: [kmsKey],
          } as const,
        ]),
  );
};
