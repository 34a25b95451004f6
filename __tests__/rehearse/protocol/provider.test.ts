import { expect, test } from "@jest/globals";
import { openSession, procedures, type Request } from "../../../rehearse/protocol/provider";
import { readOverlay } from "../../../rehearse/schema/overlay";
import { readForms } from "../../../rehearse/values/made-up";
import { emptyObject } from "../../../rehearse/values/state";
import {
  type DynamicValue,
  decodeValue,
  encodeValue,
  type ObjectValue,
  unknown,
  type Value,
} from "../../../rehearse/values/value";
import { resource, schemaOf } from "../bindings";

const noNotes = new Uint8Array();
const types = ["aws_vpc", "aws_iam_role", "aws_eks_cluster"];
const zones = "aws_availability_zones";

function provider() {
  const table = procedures({
    schema: () => ({
      provider: schemaOf("aws", { kind: "provider" }),
      resources: Object.fromEntries(types.map((type) => [type, resource(type)])),
      dataSources: { [zones]: schemaOf("aws", { kind: "dataSource", type: zones }) },
    }),
    overlay: readOverlay("aws"),
    forms: readForms("aws"),
  });
  const session = openSession();
  // biome-ignore lint/suspicious/noExplicitAny: answers differ by procedure
  const call = (name: string, request: Partial<Request> = {}): any => {
    const procedure = table[name];
    if (procedure === undefined) throw new Error(`there is no procedure ${name}`);
    // as the wire gives them when they are not sent
    return procedure({ priorPrivate: noNotes, plannedPrivate: noNotes, ...request } as Request, session);
  };
  call("ConfigureProvider", {
    config: encodeValue({ region: "eu-west-1", allowed_account_ids: ["111122223333"] }),
  });
  return call;
}

const object = (type: string, values: ObjectValue): DynamicValue =>
  encodeValue({ ...emptyObject(resource(type)), ...values });
const nothing = encodeValue(null);

/** Creates an object as core does: plan, then apply. */
function create(call: ReturnType<typeof provider>, typeName: string, values: ObjectValue): Value {
  const config = object(typeName, values);
  const { plannedState } = call("PlanResourceChange", {
    typeName,
    config,
    priorState: nothing,
    proposedNewState: config,
  });
  return decodeValue(
    call("ApplyResourceChange", { typeName, config, plannedState, priorState: nothing }).newState,
  );
}

test("offers the schemas that it is asked for, in the protocol's form", () => {
  const {
    provider: own,
    resourceSchemas,
    dataSourceSchemas,
    serverCapabilities,
  } = provider()("GetProviderSchema");
  expect(Object.keys(resourceSchemas)).toEqual(types);
  expect(Object.keys(dataSourceSchemas)).toEqual([zones]);
  expect(serverCapabilities).toEqual({ getProviderSchemaOptional: true });
  expect(own.block.attributes).toContainEqual({
    name: "region",
    type: Buffer.from('"string"'),
    required: false,
    optional: true,
    computed: false,
    sensitive: false,
  });
});

test("refuses a value for what the provider alone decides", () => {
  const call = provider();
  const validate = (values: ObjectValue) =>
    call("ValidateResourceConfig", { typeName: "aws_vpc", config: object("aws_vpc", values) }).diagnostics;
  expect(validate({ cidr_block: "10.0.0.0/16" })).toEqual([]);
  expect(validate({ arn: "x" })).toEqual([
    {
      severity: "ERROR",
      summary: "Value for unconfigurable attribute",
      detail: 'Can\'t configure a value for "arn": the provider decides it.',
      attribute: { steps: [{ attributeName: "arn" }] },
    },
  ]);
});

test("plans and applies a new object", () => {
  const call = provider();
  const config = object("aws_vpc", { cidr_block: "10.0.0.0/16" });
  const planned = call("PlanResourceChange", {
    typeName: "aws_vpc",
    config,
    priorState: nothing,
    proposedNewState: config,
  });
  expect(decodeValue(planned.plannedState)).toMatchObject({
    id: unknown,
    cidr_block: "10.0.0.0/16",
    region: "eu-west-1",
    enable_dns_support: true,
  });
  expect(planned).toMatchObject({ requiresReplace: [], legacyTypeSystem: true });
  expect(create(call, "aws_vpc", { cidr_block: "10.0.0.0/16" })).toMatchObject({
    id: expect.stringMatching(/^vpc-/),
    owner_id: "111122223333",
  });
});

test("tells twins apart within a connection, and makes the same in the next", () => {
  const call = provider();
  const twins = [create(call, "aws_vpc", {}), create(call, "aws_vpc", {})] as ObjectValue[];
  expect(twins[0]?.id).not.toBe(twins[1]?.id);
  expect(create(provider(), "aws_vpc", {})).toEqual(twins[0]);
});

test("says which change needs a new object", () => {
  const call = provider();
  const prior = create(call, "aws_iam_role", { name: "a", assume_role_policy: "{}" }) as ObjectValue;
  const proposed = encodeValue({ ...prior, name: "b" });
  const { requiresReplace } = call("PlanResourceChange", {
    typeName: "aws_iam_role",
    config: proposed,
    priorState: encodeValue(prior),
    proposedNewState: proposed,
  });
  expect(requiresReplace).toEqual([{ steps: [{ attributeName: "name" }] }]);
});

test("notes what it made up, whose change to what the configuration says replaces nothing", () => {
  const call = provider();
  const typeName = "aws_iam_role";
  const config = object(typeName, { assume_role_policy: "{}" });
  const { plannedState } = call("PlanResourceChange", {
    typeName,
    config,
    priorState: nothing,
    proposedNewState: config,
  });
  const { newState, private: notes } = call("ApplyResourceChange", { typeName, config, plannedState });
  expect(JSON.parse(Buffer.from(notes).toString())).toContain("name");
  const proposed = encodeValue({ ...(decodeValue(newState) as ObjectValue), name: "mine" });
  const named = { typeName, config: proposed, priorState: newState, proposedNewState: proposed };
  expect(call("PlanResourceChange", { ...named, priorPrivate: notes }).requiresReplace).toEqual([]);
  const applied = call("ApplyResourceChange", { ...named, plannedState: proposed, plannedPrivate: notes });
  expect(JSON.parse(Buffer.from(applied.private).toString())).not.toContain("name");
});

test("destroys, reads back what there is, and upgrades a state by the schema", () => {
  const call = provider();
  const state = object("aws_vpc", { id: "vpc-1" });
  expect(call("ReadResource", { currentState: state }).newState).toBe(state);
  expect(
    decodeValue(
      call("ApplyResourceChange", {
        typeName: "aws_vpc",
        config: nothing,
        plannedState: nothing,
        priorState: state,
      }).newState,
    ),
  ).toBeNull();
  const rawState = { json: Buffer.from(JSON.stringify({ id: "vpc-1", gone: true })) };
  expect(decodeValue(call("UpgradeResourceState", { typeName: "aws_vpc", rawState }).upgradedState)).toEqual(
    decodeValue(state),
  );
});

test("imports an object of which only the identifier is known", () => {
  const { importedResources } = provider()("ImportResourceState", { typeName: "aws_vpc", id: "vpc-1" });
  expect(decodeValue(importedResources[0].state)).toEqual({
    ...emptyObject(resource("aws_vpc")),
    id: "vpc-1",
  });
});

test("answers data sources, always alike", () => {
  const call = provider();
  const block = schemaOf("aws", { kind: "dataSource", type: zones });
  const read = () =>
    decodeValue(call("ReadDataSource", { typeName: zones, config: encodeValue(emptyObject(block)) }).state);
  expect(read()).toMatchObject({ names: ["eu-west-1a"], zone_ids: ["eu-west-1-az1"] });
  expect(read()).toEqual(read());
});
