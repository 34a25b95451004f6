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
