import { expect, test } from "@jest/globals";
import { emptyObject, fromState } from "../../../rehearse/values/state";
import { resource } from "../bindings";

test("gives an object without values every attribute as null and every block as none", () => {
  const { name, access_config: accessConfig, timeouts } = emptyObject(resource("aws_eks_cluster"));
  expect({ name, accessConfig, timeouts }).toEqual({ name: null, accessConfig: [], timeouts: null });
});

test("adds to a state what the schema has since got, and drops what it no longer has", () => {
  const block = resource("aws_eks_access_policy_association");
  const state = fromState(block, {
    policy_arn: "arn",
    gone: 1,
    access_scope: [{ type: "cluster", gone: 1 }],
  });
  expect(state).toMatchObject({
    policy_arn: "arn",
    cluster_name: null,
    access_scope: [{ type: "cluster", namespaces: null }],
  });
  expect(state).not.toHaveProperty("gone");
});

test("reads nested attributes, and objects that are attributes", () => {
  expect(
    fromState(resource("helm_release"), { set: [{ name: "a" }], metadata: { chart: "x" } }),
  ).toMatchObject({
    set: [{ name: "a", type: null, value: null }],
    metadata: { chart: "x", revision: null },
  });
  expect(
    fromState(resource("aws_eks_cluster"), { identity: [{ oidc: [{ issuer: "https://x" }] }] }),
  ).toMatchObject({ identity: [{ oidc: [{ issuer: "https://x" }] }] });
});

test("reads values that carry their own type", () => {
  const block = {
    attributes: [{ name: "any", type: "dynamic", required: false, optional: true, computed: false } as const],
    blocks: [],
  };
  expect(fromState(block, { any: { type: "string", value: "x" } })).toEqual({
    any: [Buffer.from('"string"'), "x"],
  });
});
