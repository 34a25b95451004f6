import type { Account, StateObject } from "./account";
import type { Definition } from "./definition/schema";

/**
 * What must be there before a pipeline can deploy the environment: the state's bucket and the pipeline's roles. A
 * stack of its own makes it, which a person deploys once.
 */
export interface Bootstrap {
  /** Name of the stack. */
  readonly name: string;
  /** The bucket to make; undefined where it is there already. */
  readonly bucket?: { readonly name: string; readonly region: string; readonly kmsKey?: string };
  /** State of the bootstrap stack itself; undefined for a local file. */
  readonly state?: StateObject;
  readonly github?: GithubAccess;
}

/** Roles that GitHub Actions assumes with its own token, so that nobody keeps a key. */
export interface GithubAccess {
  /** ARN of the identity provider that is there already; undefined where the stack makes it. */
  readonly existingProvider?: string;
  readonly plan: PipelineRole;
  readonly apply: PipelineRole;
  readonly permissionsBoundary?: string;
}

export interface PipelineRole {
  readonly name: string;
  readonly arn: string;
  /** Subject of the tokens that may assume it, as GitHub writes it. */
  readonly subject: string;
  /** ARNs of its policies. */
  readonly policies: readonly string[];
}

/** Name of the stack that an environment's own needs first. */
export const bootstrapName = (environment: string): string => `${environment}-bootstrap`;

export function resolveBootstrap(
  { name, aws, delivery }: Definition,
  account: Account,
): Bootstrap | undefined {
  const { state } = aws;
  const { github } = delivery;
  if (state?.create !== true && github === undefined) return undefined;
  const { state: stateObject } = account;
  return {
    name: bootstrapName(name),
    ...(state?.create === true &&
      stateObject !== undefined && {
        bucket: {
          name: stateObject.bucket,
          region: stateObject.region,
          ...(stateObject.kmsKey !== undefined && { kmsKey: stateObject.kmsKey }),
        },
      }),
    ...(aws.bootstrapState === "bucket" &&
      stateObject !== undefined && {
        state: { ...stateObject, key: `${bootstrapName(name)}/terraform.tfstate` },
      }),
    ...(github !== undefined && { github: githubAccess(name, github, account) }),
  };
}

function githubAccess(
  environment: string,
  github: NonNullable<Definition["delivery"]["github"]>,
  { partition, account }: Account,
): GithubAccess {
  const role = (purpose: string, context: string, policies: readonly string[]): PipelineRole => ({
    name: `${environment}-terraform-${purpose}`,
    arn: `arn:${partition}:iam::${account}:role/${environment}-terraform-${purpose}`,
    subject: `repo:${subjectOf(github)}:${context}`,
    policies,
  });
  return {
    ...(github.provider !== undefined && { existingProvider: github.provider }),
    plan: role("plan", "pull_request", github.planPolicies),
    apply: role("apply", `environment:${github.environment ?? environment}`, github.applyPolicies),
    ...(github.permissionsBoundary !== undefined && { permissionsBoundary: github.permissionsBoundary }),
  };
}

/**
 * How a token names the repository. Those made on or after 2026-07-15 carry numbers beside the names, so that nobody
 * who takes over a name is taken for its former owner (README of aws-actions/configure-aws-credentials).
 */
function subjectOf({ repository, ids }: NonNullable<Definition["delivery"]["github"]>): string {
  if (ids === undefined) return repository;
  const [owner, name] = repository.split("/");
  return `${owner}@${ids.owner}/${name}@${ids.repository}`;
}
