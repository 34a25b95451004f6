import { expect, test } from "@jest/globals";
import { type DefinitionInput, resolve, resourceOf, small, stacks } from "../outputs";

const bootstrapOf = (sections: Partial<DefinitionInput>) => {
  const json = stacks(resolve({ ...small, ...sections }))["test-bootstrap"];
  if (json === undefined) throw new Error("no bootstrap stack");
  return json;
};

const github = (more: object = {}) => ({ delivery: { github: { repository: "acme/platform", ...more } } });
const state = { bucket: "acme-tfstate", create: true };

test("makes no bootstrap stack unless there is something in it", () => {
  expect(Object.keys(stacks(resolve(small)))).toEqual(["test"]);
});

test("keeps states in a bucket that is versioned, encrypted, closed and not to be destroyed", () => {
  const json = bootstrapOf({ aws: { ...small.aws, state } });
  expect(resourceOf(json, "aws_s3_bucket")).toMatchObject({
    bucket: "acme-tfstate",
    lifecycle: { prevent_destroy: true },
  });
  expect(resourceOf(json, "aws_s3_bucket_versioning").versioning_configuration).toEqual({
    status: "Enabled",
  });
  expect(resourceOf(json, "aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(json.terraform.backend).toEqual({ local: { path: "../../../terraform.test-bootstrap.tfstate" } });
});

test("moves the bootstrap stack's own state into the bucket when the definition says so", () => {
  const json = bootstrapOf({ aws: { ...small.aws, state, bootstrapState: "bucket" } });
  expect(json.terraform.backend).toMatchObject({
    s3: { bucket: "acme-tfstate", key: "test-bootstrap/terraform.tfstate", use_lockfile: true },
  });
});

const trusted = (json: ReturnType<typeof bootstrapOf>, role: string) =>
  JSON.parse(resourceOf(json, "aws_iam_role", `github_${role}`).assume_role_policy).Statement[0].Condition;

test("lets pull requests plan and the protected environment apply, by names", () => {
  const json = bootstrapOf(github());
  expect(trusted(json, "plan")).toEqual({
    StringEquals: {
      "token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
      "token.actions.githubusercontent.com:sub": ["repo:acme/platform:pull_request"],
    },
  });
  expect(trusted(json, "apply").StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
    "repo:acme/platform:environment:test",
  ]);
});

test("knows the form of the subject that newer repositories have", () => {
  const json = bootstrapOf(github({ ids: { owner: 12, repository: 34 }, environment: "live" }));
  expect(trusted(json, "apply").StringEquals["token.actions.githubusercontent.com:sub"]).toEqual([
    "repo:acme@12/platform@34:environment:live",
  ]);
});

test("uses the identity provider that the account has already", () => {
  const provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
  const json = bootstrapOf(github({ provider }));
  expect(json.resource.aws_iam_openid_connect_provider).toBeUndefined();
  expect(resourceOf(json, "aws_iam_role", "plan").assume_role_policy).toContain(provider);
});

test("gives the planning role the state and its lock, and no right to write the state", () => {
  const json = bootstrapOf({ ...github(), aws: { ...small.aws, state } });
  expect(JSON.parse(resourceOf(json, "aws_iam_role_policy", "plan-state").policy).Statement).toEqual([
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::acme-tfstate"] },
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: ["arn:aws:s3:::acme-tfstate/test/terraform.tfstate"],
    },
    {
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: ["arn:aws:s3:::acme-tfstate/test/terraform.tfstate.tflock"],
    },
  ]);
});

test("lets the roles into the cluster: one administers it, the other reads what Helm keeps in Secrets", () => {
  const { resource } = stacks(resolve({ ...small, ...github() })).test ?? {};
  const entries = Object.values(resource?.aws_eks_access_policy_association ?? {}).map(
    ({ policy_arn }) => policy_arn.split("/")[1],
  );
  expect(entries.sort()).toEqual([
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSClusterAdminPolicy",
  ]);
});
