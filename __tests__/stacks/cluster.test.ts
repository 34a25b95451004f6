import { expect, test } from "@jest/globals";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const withCluster = (cluster: Partial<DefinitionInput["cluster"]>, more: Partial<DefinitionInput> = {}) =>
  terraformJson(resolve({ ...small, ...more, cluster: { ...small.cluster, ...cluster } }));

const json = withCluster({});
const team = "arn:aws:iam::111122223333:role/team";

test("has all protections on unless the definition says otherwise", () => {
  expect(resourceOf(json, "aws_eks_cluster")).toMatchObject({
    deletion_protection: true,
    enabled_cluster_log_types: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    upgrade_policy: { support_type: "STANDARD" },
    zonal_shift_config: { enabled: true },
    vpc_config: { endpoint_private_access: true, endpoint_public_access: false },
  });
  expect(resourceOf(json, "aws_cloudwatch_log_group", "control-plane").retention_in_days).toBe(90);
});

test("leaves the encryption of Secrets to AWS's own key, or makes one that is rotated and kept", () => {
  expect(resourceOf(json, "aws_eks_cluster").encryption_config).toBeUndefined();
  const own = withCluster({ secretsEncryption: "customer-managed" });
  expect(resourceOf(own, "aws_kms_key")).toMatchObject({
    deletion_window_in_days: 30,
    enable_key_rotation: true,
    lifecycle: { prevent_destroy: true },
  });
  expect(resourceOf(own, "aws_eks_cluster").encryption_config).toEqual({
    provider: { key_arn: expect.stringMatching(/^\$\{aws_kms_key\.[\w-]+\.arn\}$/) },
    resources: ["secrets"],
  });
});

test("encrypts Secrets with a key that is there", () => {
  const key = "arn:aws:kms:eu-central-1:111122223333:key/1";
  const named = withCluster({ secretsEncryption: "customer-managed", secretsKey: key });
  expect(named.resource.aws_kms_key).toBeUndefined();
  expect(resourceOf(named, "aws_eks_cluster").encryption_config.provider).toEqual({ key_arn: key });
});

test("gives each role the access that the definition names, in its namespaces", () => {
  const { resource } = withCluster({
    viewers: ["arn:aws:iam::111122223333:role/viewer"],
    access: [{ role: team, policy: "edit", namespaces: ["b", "a"] }],
  });
  expect(
    Object.values(resource.aws_eks_access_policy_association ?? {}).map(({ policy_arn, access_scope }) => [
      policy_arn.replace("arn:aws:eks::aws:cluster-access-policy/", ""),
      access_scope,
    ]),
  ).toEqual([
    ["AmazonEKSEditPolicy", { namespaces: ["a", "b"], type: "namespace" }],
    ["AmazonEKSAdminViewPolicy", { type: "cluster" }],
    ["AmazonEKSClusterAdminPolicy", { type: "cluster" }],
  ]);
});

test("gives a role that is named twice the policy once, where it is widest", () => {
  const { resource } = withCluster({
    viewers: [team],
    access: [{ role: team, policy: "admin-view", namespaces: ["apps"] }],
  });
  const scopes = Object.entries(resource.aws_eks_access_policy_association ?? {})
    .filter(([name]) => name.includes("team"))
    .map(([, { access_scope }]) => access_scope);
  expect(scopes).toEqual([{ type: "cluster" }]);
});

test("takes the pipeline's own role among the administrators for what it is", () => {
  const apply = "arn:aws:iam::111122223333:role/test-terraform-apply";
  const { resource } = withCluster(
    { admins: [apply] },
    { delivery: { github: { repository: "acme/platform" } } },
  );
  expect(Object.keys(resource.aws_eks_access_entry ?? {})).toHaveLength(2);
});

test("gives a role with several policies one entry", () => {
  const { resource } = withCluster({
    access: [
      { role: team, policy: "view" },
      { role: team, policy: "edit", namespaces: ["apps"] },
    ],
  });
  const ofTeam = Object.keys(resource.aws_eks_access_entry ?? {}).filter((name) => name.includes("team"));
  expect(ofTeam).toHaveLength(1);
});

test("lets Terraform assume a role, for AWS and for Helm alike", () => {
  const [role = ""] = small.cluster.admins;
  const { provider } = withCluster({}, { aws: { ...small.aws, assumeRole: role } });
  expect(provider.aws).toEqual([expect.objectContaining({ assume_role: [{ role_arn: role }] })]);
  const [helm] = provider.helm as readonly { kubernetes: { exec: { args: readonly string[] } } }[];
  expect(helm?.kubernetes.exec.args.slice(-2)).toEqual(["--role-arn", role]);
});

test("reaches a private API server through a proxy, for Helm and for kubectl alike", () => {
  const proxied = withCluster({ endpoint: { proxy: "http://proxy.example.com:3128" } });
  expect(proxied.provider.helm).toEqual([
    { kubernetes: expect.objectContaining({ proxy_url: "http://proxy.example.com:3128" }) },
  ]);
  expect(resourceOf(proxied, "terraform_data", "sweep_").provisioner[0]["local-exec"].command).toContain(
    "HTTPS_PROXY=http://proxy.example.com:3128 kubectl",
  );
});

test("gives add-ons the version of the definition before the one that is pinned", () => {
  const named = withCluster({}, { addOns: { versions: { coredns: "v1.99.0-eksbuild.1" } } });
  expect(resourceOf(named, "aws_eks_addon", "coredns").addon_version).toBe("v1.99.0-eksbuild.1");
});

test("leaves room for the system's own attachments on a node, which the driver cannot count", () => {
  expect(JSON.parse(resourceOf(json, "aws_eks_addon", "ebs-csi").configuration_values)).toEqual({
    node: { reservedVolumeAttachments: 5 },
  });
});

test("says how to reach what was deployed", () => {
  expect(Object.keys(json.output ?? {}).sort()).toEqual([
    "cluster-endpoint",
    "cluster-name",
    "kubeconfig-command",
    "load-balancer-dns-name",
    "load-balancer-name",
    "role-arns",
    "traefik-dashboard-command",
  ]);
});
