import { expect, test } from "@jest/globals";
import { deriveBlock } from "../../../rehearse/schema/derive";
import { attribute, nestedBlock, resource, schemaOf } from "../bindings";

const flags = { computed: false, optional: false, required: false };

test("tells what is required, optional, computed, and both of the latter", () => {
  const cluster = resource("aws_eks_cluster");
  expect(attribute(cluster, "name")).toEqual({ name: "name", type: "string", ...flags, required: true });
  expect(attribute(cluster, "arn")).toEqual({ name: "arn", type: "string", ...flags, computed: true });
  expect(attribute(cluster, "force_update_version")).toEqual({
    name: "force_update_version",
    type: "bool",
    ...flags,
    optional: true,
  });
  expect(attribute(cluster, "version")).toEqual({
    name: "version",
    type: "string",
    ...flags,
    optional: true,
    computed: true,
  });
});

test("tells lists from sets and maps, also where only a getter shows it", () => {
  const cluster = resource("aws_eks_cluster");
  expect(attribute(cluster, "enabled_cluster_log_types").type).toEqual(["set", "string"]);
  expect(attribute(cluster, "tags").type).toEqual(["map", "string"]);
  expect(attribute(resource("aws_vpc_endpoint"), "cidr_blocks").type).toEqual(["list", "string"]);
  expect(attribute(resource("aws_vpc_endpoint"), "network_interface_ids").type).toEqual(["set", "string"]);
});

test("tells blocks from attributes, and how often a block may occur", () => {
  const cluster = resource("aws_eks_cluster");
  const shape = ({ name, nesting, minItems, maxItems }: ReturnType<typeof nestedBlock>) =>
    `${name} ${nesting} ${minItems}..${maxItems}`;
  expect(cluster.blocks.map(shape)).toEqual([
    "access_config list 0..1",
    "compute_config list 0..1",
    "control_plane_scaling_config list 0..1",
    "encryption_config list 0..1",
    "kubernetes_network_config list 0..1",
    "outpost_config list 0..1",
    "remote_network_config list 0..1",
    "storage_config list 0..1",
    "timeouts single 0..0",
    "upgrade_policy list 0..1",
    "vpc_config list 1..1",
    "zonal_shift_config list 0..1",
  ]);
  expect(shape(nestedBlock(resource("aws_eks_node_group"), "taint"))).toBe("taint set 0..0");
});

test("follows blocks to their depth", () => {
  const config = nestedBlock(resource("aws_eks_cluster"), "encryption_config").block;
  expect(attribute(config, "resources").type).toEqual(["set", "string"]);
  const provider = nestedBlock(config, "provider");
  expect(provider.block.attributes.map(({ name, required }) => ({ name, required }))).toEqual([
    { name: "key_arn", required: true },
  ]);
});

test("knows computed objects within objects, which Terraform addresses by index", () => {
  expect(attribute(resource("aws_eks_cluster"), "identity").type).toEqual([
    "list",
    ["object", { oidc: ["list", ["object", { issuer: "string" }]] }],
  ]);
});

test("knows attributes that are written like blocks", () => {
  const { type, optional, computed } = attribute(resource("aws_security_group"), "ingress");
  expect({ optional, computed }).toEqual({ optional: true, computed: true });
  expect(type).toEqual([
    "set",
    [
      "object",
      {
        cidr_blocks: ["list", "string"],
        description: "string",
        from_port: "number",
        ipv6_cidr_blocks: ["list", "string"],
        prefix_list_ids: ["list", "string"],
        protocol: "string",
        security_groups: ["set", "string"],
        self: "bool",
        to_port: "number",
      },
    ],
  ]);
});

test("gives members of nested attributes flags of their own where the provider speaks protocol 6", () => {
  const { type } = attribute(resource("helm_release"), "set");
  expect(type).toEqual({
    nesting: "list",
    attributes: [
      { name: "name", type: "string", ...flags, required: true },
      { name: "type", type: "string", ...flags, optional: true, computed: true },
      { name: "value", type: "string", ...flags, optional: true },
    ],
  });
});

test("derives a provider's own configuration, without the alias that the generator adds", () => {
  const aws = schemaOf("aws", { kind: "provider" });
  expect(aws.attributes.map(({ name }) => name)).not.toContain("alias");
  expect(attribute(nestedBlock(aws, "default_tags").block, "tags").type).toEqual(["map", "string"]);
  const helm = schemaOf("helm", { kind: "provider" });
  const { type } = attribute(helm, "kubernetes");
  expect(type).toMatchObject({ nesting: "single" });
});

test("serves a subtree that the bindings leave out as a value of any type, in lists for want of sets", () => {
  const rule = nestedBlock(resource("aws_wafv2_web_acl"), "rule");
  expect(rule.nesting).toBe("list");
  expect(attribute(rule.block, "statement").type).toBe("dynamic");
});

test("finds the configuration of a class that had to give its name away", () => {
  const association = resource("aws_wafv2_web_acl_association");
  expect(attribute(association, "web_acl_arn").required).toBe(true);
});

test("derives data sources", () => {
  const zones = schemaOf("aws", { kind: "dataSource", type: "aws_availability_zones" });
  expect(attribute(zones, "names").type).toEqual(["list", "string"]);
});

test("says when a source is not what the generator writes", () => {
  expect(() => deriveBlock("export class Nothing {\n}\n", 5)).toThrow(
    "the binding has no class of a resource",
  );
});
