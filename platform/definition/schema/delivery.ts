import * as z from "zod";

const policyArn = z.string().regex(/^arn:aws(-us-gov)?:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/, {
  error: "must be the ARN of an IAM policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess",
});

const databaseId = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

export const Delivery = z
  .strictObject({
    github: z
      .strictObject({
        repository: z
          .string()
          .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[\w.-]{1,100}$/, {
            error: "must be owner/repository, such as acme/platform",
          })
          .describe("Repository whose workflows run Terraform, as owner/repository."),
        ids: z
          .strictObject({
            owner: databaseId.describe("Number of the owner."),
            repository: databaseId.describe("Number of the repository."),
          })
          .optional()
          .describe(
            "Numbers that GitHub puts into the token's subject for repositories made on or after 2026-07-15. Default: the subject has names alone.",
          ),
        environment: z
          .string()
          .regex(/^[^:\s][^:]{0,254}$/, {
            error: "must be the name of a GitHub environment, without a colon",
          })
          .optional()
          .describe(
            "GitHub environment whose jobs may apply; protect it with reviewers. Default: the environment's own name.",
          ),
        provider: z
          .string()
          .regex(/^arn:aws(-us-gov)?:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/, {
            error:
              "must be the ARN of the provider, such as arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
          })
          .optional()
          .describe(
            "ARN of the account's identity provider for GitHub, of which there can be only one. Default: the bootstrap stack makes it.",
          ),
        applyPolicies: z
          .array(policyArn)
          .min(1)
          .max(10)
          .default(["arn:aws:iam::aws:policy/AdministratorAccess"])
          .describe(
            "ARNs of the policies of the role that applies. It makes IAM roles, so limit it by a boundary.",
          ),
        planPolicies: z
          .array(policyArn)
          .min(1)
          .max(10)
          .default(["arn:aws:iam::aws:policy/ReadOnlyAccess"])
          .describe("ARNs of the policies of the role that plans; access to the state is added."),
        permissionsBoundary: policyArn
          .optional()
          .describe("ARN of the permissions boundary of both roles. Default: none."),
      })
      .optional()
      .describe("Roles that GitHub Actions assumes, one to plan and one to apply. Default: none."),
  })
  .prefault({})
  .describe("Who runs Terraform in a pipeline.");
