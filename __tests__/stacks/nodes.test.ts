import { expect, test } from "@jest/globals";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const withGroup = (system: DefinitionInput["nodeGroups"][string]) =>
  terraformJson(resolve({ ...small, nodeGroups: { system } }));

const json = withGroup({});

test("hardens instances: session tokens, one hop, no tags in the metadata", () => {
  expect(resourceOf(json, "aws_launch_template").metadata_options).toEqual({
    http_endpoint: "enabled",
    http_put_response_hop_limit: 1,
    http_tokens: "required",
    instance_metadata_tags: "disabled",
  });
});

test("encrypts both of Bottlerocket's volumes", () => {
  const mappings = resourceOf(json, "aws_launch_template").block_device_mappings;
  expect(mappings).toEqual([
    { device_name: "/dev/xvda", ebs: expect.objectContaining({ encrypted: "true", volume_size: 4 }) },
    { device_name: "/dev/xvdb", ebs: expect.objectContaining({ encrypted: "true", volume_size: 50 }) },
  ]);
});

test("gives Amazon Linux its one volume", () => {
  const mappings = resourceOf(
    withGroup({ ami: "al2023-arm64" }),
    "aws_launch_template",
  ).block_device_mappings;
  expect(mappings).toEqual([
    { device_name: "/dev/xvda", ebs: expect.objectContaining({ encrypted: "true", volume_size: 50 }) },
  ]);
});

test("puts a single instance type into the launch template, where it can change in place", () => {
  expect(resourceOf(json, "aws_launch_template").instance_type).toBe("m7g.large");
  expect(resourceOf(json, "aws_eks_node_group").instance_types).toBeUndefined();
});

test("gives several instance types to the group, which refuses them in both places", () => {
  const several = withGroup({ instances: ["m7g.large", "m6g.large"] });
  expect(resourceOf(several, "aws_launch_template").instance_type).toBeUndefined();
  expect(resourceOf(several, "aws_eks_node_group").instance_types).toEqual(["m7g.large", "m6g.large"]);
});

test("follows the launch template's version by reference, not by a token's placeholder", () => {
  expect(resourceOf(json, "aws_eks_node_group").launch_template.version).toMatch(
    /^\$\{aws_launch_template\.[\w-]+\.latest_version\}$/,
  );
});

test("replaces groups side by side", () => {
  expect(resourceOf(json, "aws_eks_node_group").lifecycle).toEqual({ create_before_destroy: true });
});

test("runs the least number of nodes: EKS refuses a minimum above the desired size", () => {
  const { scaling_config } = resourceOf(withGroup({ size: { min: 3, max: 5 } }), "aws_eks_node_group");
  expect(scaling_config).toEqual({ desired_size: 3, max_size: 5, min_size: 3 });
});

test("leaves the number of nodes to the autoscaler, and follows the minimum without one", () => {
  expect(resourceOf(json, "aws_eks_node_group").lifecycle).toEqual({ create_before_destroy: true });
  const autoscaled = terraformJson(resolve({ ...small, scaling: { autoscaler: "cluster-autoscaler" } }));
  expect(resourceOf(autoscaled, "aws_eks_node_group").lifecycle).toEqual({
    create_before_destroy: true,
    ignore_changes: ["scaling_config[0].desired_size"],
  });
});

test("taints nodes in EKS's own words, and takes spot capacity", () => {
  const { resource } = terraformJson(
    resolve({
      ...small,
      nodeGroups: {
        system: {},
        batch: { capacity: "spot", taints: [{ key: "dedicated", value: "batch", effect: "NoExecute" }] },
      },
    }),
  );
  const batch = Object.values(resource.aws_eks_node_group ?? {}).find(
    ({ capacity_type }) => capacity_type === "SPOT",
  );
  expect(batch?.taint).toEqual([{ effect: "NO_EXECUTE", key: "dedicated", value: "batch" }]);
});

const strict = terraformJson(
  resolve({ ...small, cluster: { ...small.cluster, strictSecurityGroups: true } }),
);

test("opens to the control plane the ports of what is installed, and no others", () => {
  const rules = Object.entries(strict.resource.aws_vpc_security_group_ingress_rule ?? {})
    .filter(([name]) => name.includes("from-control-plane"))
    .map(([, { from_port, to_port, description }]) => [from_port, to_port, description]);
  expect(rules).toEqual([
    [10250, 10250, "Control plane: kubelets, webhook of cert-manager, metrics-server"],
    [443, 443, "Control plane: extension API servers"],
    [9443, 9443, "Control plane: webhook of the AWS Load Balancer Controller"],
  ]);
});

test("puts nodes into their own group alone, which the load balancer then leads to", () => {
  expect(resourceOf(strict, "aws_launch_template").vpc_security_group_ids).toEqual([
    expect.stringMatching(/aws_security_group\.node-security-group/),
  ]);
  expect(
    resourceOf(strict, "aws_vpc_security_group_ingress_rule", "websecure-into-cluster").security_group_id,
  ).toMatch(/aws_security_group\.node-security-group/);
});

test("marks the one group of a node by which the load balancer controller finds it", () => {
  const tagged = Object.values(strict.resource.aws_security_group ?? {}).filter(
    ({ tags }) => tags["kubernetes.io/cluster/test"] === "owned",
  );
  expect(tagged.map(({ name }) => name)).toEqual(["test-nodes"]);
  const shared = Object.values(json.resource.aws_security_group ?? {});
  expect(shared.filter(({ tags }) => "kubernetes.io/cluster/test" in tags)).toEqual([]);
});
