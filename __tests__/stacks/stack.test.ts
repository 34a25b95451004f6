import { expect, test } from "@jest/globals";
import { resolve, resourceOf, small, terraformJson } from "../outputs";

const json = terraformJson(resolve(small));

test("asks for no data source: a plan depends on the repository alone", () => {
  expect(Object.keys(json)).not.toContain("data");
});

test("pins providers exactly and by full source", () => {
  expect(json.terraform.required_providers).toEqual({
    aws: { source: "hashicorp/aws", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    helm: { source: "hashicorp/helm", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
  });
});

test("keeps state in S3 with a lock beside it", () => {
  const withState = resolve({ ...small, aws: { ...small.aws, state: { bucket: "acme-tfstate" } } });
  expect(terraformJson(withState).terraform.backend).toEqual({
    s3: {
      bucket: "acme-tfstate",
      encrypt: true,
      key: "test/terraform.tfstate",
      region: "eu-central-1",
      use_lockfile: true,
    },
  });
});

test("keeps local state outside the folder that is written anew, by a relative path", () => {
  expect(json.terraform.backend).toEqual({ local: { path: "../../../terraform.test.tfstate" } });
});

test("refuses other accounts and tags everything", () => {
  expect(json.provider.aws).toEqual([
    {
      allowed_account_ids: ["111122223333"],
      default_tags: [{ tags: { Environment: "test", ManagedBy: "slipway" } }],
      region: "eu-central-1",
    },
  ]);
});

test("lets Helm ask for a token each time, in a form that the user's configuration does not change", () => {
  expect(json.provider.helm).toEqual([
    {
      kubernetes: {
        cluster_ca_certificate: expect.stringMatching(
          /^\$\{base64decode\(aws_eks_cluster\.[\w-]+\.certificate_authority\[0\]\.data\)\}$/,
        ),
        exec: {
          api_version: "client.authentication.k8s.io/v1beta1",
          args: [
            "eks",
            "get-token",
            "--cluster-name",
            "test",
            "--region",
            "eu-central-1",
            "--output",
            "json",
          ],
          command: "aws",
        },
        host: expect.stringMatching(/^\$\{aws_eks_cluster\.[\w-]+\.endpoint\}$/),
      },
    },
  ]);
});

test("gives access by entries alone, not to whoever created the cluster", () => {
  expect(resourceOf(json, "aws_eks_cluster").access_config).toEqual({
    authentication_mode: "API",
    bootstrap_cluster_creator_admin_permissions: false,
  });
  expect(resourceOf(json, "aws_eks_access_entry").principal_arn).toBe(
    "arn:aws:iam::111122223333:role/platform-admin",
  );
});

test("keeps the API server private when no block is named", () => {
  const { vpc_config } = resourceOf(json, "aws_eks_cluster");
  expect(vpc_config).toMatchObject({ endpoint_private_access: true, endpoint_public_access: false });
  expect(Object.keys(vpc_config)).not.toContain("public_access_cidrs");
});

test("opens the API server to the named blocks only", () => {
  const open = resolve({ ...small, cluster: { ...small.cluster, endpoint: { public: ["203.0.113.0/24"] } } });
  expect(resourceOf(terraformJson(open), "aws_eks_cluster").vpc_config).toMatchObject({
    endpoint_public_access: true,
    public_access_cidrs: ["203.0.113.0/24"],
  });
});

test("enforces NetworkPolicies: the add-on ignores them unless told", () => {
  expect(resourceOf(json, "aws_eks_addon", "vpc-cni").configuration_values).toBe(
    '{"enableNetworkPolicy":"true"}',
  );
});

test("makes no IAM users and no access keys", () => {
  expect(Object.keys(json.resource).filter((type) => /iam_(user|access_key)/.test(type))).toEqual([]);
});

test("refuses a plan that would destroy what is protected, before anything that depends on it is gone", () => {
  expect(resourceOf(json, "aws_eks_cluster").lifecycle.prevent_destroy).toBe(true);
  expect(resourceOf(json, "aws_lb").lifecycle).toEqual({ prevent_destroy: true });
  const free = terraformJson(resolve({ ...small, cluster: { ...small.cluster, deletionProtection: false } }));
  expect(resourceOf(free, "aws_eks_cluster").lifecycle.prevent_destroy).toBe(false);
});
