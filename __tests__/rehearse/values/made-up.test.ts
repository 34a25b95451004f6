import { expect, test } from "@jest/globals";
import type { Block } from "../../../rehearse/schema/block";
import { fromProvider, makeUp, readForms } from "../../../rehearse/values/made-up";
import { emptyObject } from "../../../rehearse/values/state";
import { type ObjectValue, unknown, type Value } from "../../../rehearse/values/value";
import { resource } from "../bindings";

const forms = readForms("aws");
const configuration = {
  region: "eu-west-1",
  allowed_account_ids: ["111122223333"],
  default_tags: [{ tags: { Team: "a", Stage: "dev" } }],
};
const making = (type: string, seed = "") => ({
  forms,
  type,
  block: resource(type),
  configuration,
  seed,
});
const made = (type: string, planned: ObjectValue, seed?: string): ObjectValue =>
  makeUp({ ...emptyObject(resource(type)), ...planned }, making(type, seed)).object;

test("makes identifiers as the provider does", () => {
  const {
    id,
    arn,
    default_security_group_id: group,
  } = made("aws_vpc", {
    id: unknown,
    arn: unknown,
    default_security_group_id: unknown,
    cidr_block: "10.0.0.0/16",
  });
  expect(id).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(arn).toBe(`arn:aws:vpc:eu-west-1:111122223333:vpc/${id}`);
  expect(group).toMatch(/^default_security_group_id-[0-9a-f]{12}$/);
});

test("makes the same for the same configuration, and another for another or for a twin", () => {
  const planned = { id: unknown, cidr_block: "10.0.0.0/16" };
  const { id } = made("aws_vpc", planned);
  expect(made("aws_vpc", planned).id).toBe(id);
  expect(made("aws_vpc", { ...planned, cidr_block: "10.1.0.0/16" }).id).not.toBe(id);
  expect(made("aws_vpc", planned, "1").id).not.toBe(id);
});

test("takes the name for the identifier where the provider does, and keeps what is known", () => {
  const role = made("aws_iam_role", { id: unknown, arn: unknown, name: "prod-cluster", description: "x" });
  expect(role).toMatchObject({
    id: "prod-cluster",
    arn: "arn:aws:iam::111122223333:role/prod-cluster",
    description: "x",
    tags: null,
  });
});

test("makes a name where none is given, before what is made from it", () => {
  const { id, name } = made("aws_iam_role", { id: unknown, name: unknown });
  expect(name).toMatch(/^name-[0-9a-f]{12}$/);
  expect(id).toBe(name);
});

test("gives computed lists one element, so that what refers to the first finds it", () => {
  const {
    certificate_authority: authority,
    identity,
    vpc_config: config,
  } = made("aws_eks_cluster", {
    name: "prod",
    certificate_authority: unknown,
    identity: unknown,
    vpc_config: [{ subnet_ids: ["a"], cluster_security_group_id: unknown }],
  });
  expect(authority).toEqual([{ data: Buffer.from("rehearsal").toString("base64") }]);
  expect(identity).toEqual([
    { oidc: [{ issuer: expect.stringMatching(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\//) }] },
  ]);
  expect(config).toMatchObject([
    { subnet_ids: ["a"], cluster_security_group_id: expect.stringMatching(/^sg-[0-9a-f]{17}$/) },
  ]);
});

test("makes something for every type of attribute without any forms", () => {
  const types = ["string", "number", "bool", ["map", "string"], ["set", "number"], "dynamic"] as const;
  const block = {
    attributes: types.map((type, index) => ({
      name: `a${index}`,
      type,
      required: false,
      optional: false,
      computed: true,
    })),
    blocks: [],
  };
  const planned = Object.fromEntries(block.attributes.map(({ name }) => [name, unknown]));
  const other = { forms: readForms("nobody"), type: "x_y", block, configuration: null, seed: "" };
  expect(makeUp(planned, other)).toEqual({
    object: {
      a0: expect.stringMatching(/^a0-[0-9a-f]{12}$/),
      a1: 1,
      a2: false,
      a3: {},
      a4: [1],
      a5: null,
    },
    paths: ["a0", "a1", "a2", "a3", "a4", "a5"],
  });
});

const following = (block: Block, given: Value, config: ObjectValue, proposed: ObjectValue = config) => {
  const whole = (value: ObjectValue) => ({ ...emptyObject(block), ...value });
  return fromProvider(forms, block, given, { config: whole(config), proposed: whole(proposed) });
};

test("takes tags and region from the provider's configuration, the object's own first", () => {
  const block = resource("aws_vpc");
  const tags = { Stage: "prod" };
  expect(following(block, configuration, { tags })).toEqual({
    region: "eu-west-1",
    tags_all: { Team: "a", Stage: "prod" },
  });
  expect(following(block, null, { tags })).toEqual({ tags_all: tags });
  expect(following(block, configuration, { tags: unknown }).tags_all).toBe(unknown);
});

test("leaves what the configuration of the object says, and the region where it is", () => {
  const block = resource("aws_vpc");
  expect(following(block, configuration, { region: "eu-south-1", tags_all: { a: "b" } })).toEqual({});
  expect(following(block, configuration, {}, { region: "eu-south-1" })).toEqual({
    tags_all: { Team: "a", Stage: "dev" },
  });
});

test("leaves alone what only bears the name", () => {
  // there, region is no string that is computed
  const block = resource("aws_config_aggregate_authorization");
  expect(following(block, configuration, {})).not.toHaveProperty("region");
});
