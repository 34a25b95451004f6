import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../k8s/app";
import { addresses, type DefinitionInput, resolve, small, terraformJson } from "./outputs";

const addressesOf = (definition: DefinitionInput) => addresses(terraformJson(resolve(definition)));

const objectKeys = (definition: DefinitionInput) =>
  kubernetesFiles(resolve(definition))
    .flatMap(({ path, objects }) => objects.map((object) => `${path}: ${keyOf(object)}`))
    .sort();

function keyOf(object: object): string {
  const { kind, metadata } = object as { kind: string; metadata?: { namespace?: string; name: string } };
  return [kind, metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join("/");
}

test("keeps Terraform addresses: a changed one replaces the resource", () => {
  expect(addressesOf(small)).toMatchSnapshot();
});

test("keeps object keys and their files", () => {
  expect(objectKeys(small)).toMatchSnapshot();
});

test("keeps the addresses and blocks of other subnets when a zone is added in front", () => {
  const two = terraformJson(
    resolve({ ...small, network: { cidr: "10.0.0.0/16", zones: ["euc1-az2", "euc1-az3"] } }),
  );
  const three = terraformJson(
    resolve({ ...small, network: { cidr: "10.0.0.0/16", zones: ["euc1-az1", "euc1-az2", "euc1-az3"] } }),
  );
  expect(three.resource.aws_subnet).toMatchObject(two.resource.aws_subnet ?? {});
});

test("does not depend on the order of zones, node groups, services or tags", () => {
  const reversed = (record: object) => Object.fromEntries(Object.entries(record).reverse());
  const definition: DefinitionInput = {
    ...small,
    aws: { ...small.aws, tags: { A: "1", B: "2" } },
    nodeGroups: { system: {}, batch: { labels: { a: "1", b: "2" } } },
    services: { one: { image: "example/one:1" }, two: { image: "example/two:1" } },
  };
  const other: DefinitionInput = {
    ...definition,
    aws: { ...definition.aws, tags: reversed(definition.aws.tags ?? {}) },
    network: { ...definition.network, zones: [...definition.network.zones].reverse() },
    nodeGroups: reversed(definition.nodeGroups) as DefinitionInput["nodeGroups"],
    services: reversed(definition.services ?? {}) as DefinitionInput["services"],
  };
  expect(terraformJson(resolve(other))).toEqual(terraformJson(resolve(definition)));
  expect(kubernetesFiles(resolve(other))).toEqual(kubernetesFiles(resolve(definition)));
});

test("gives node groups another name only when what cannot change in place does", () => {
  const nameOf = (group: DefinitionInput["nodeGroups"][string]) =>
    resolve({ ...small, nodeGroups: { system: group } }).nodeGroups[0]?.uniqueName;
  expect(nameOf({ instances: ["m7g.xlarge"], size: { min: 3 }, diskGiB: 80 })).toBe(nameOf({}));
  expect(nameOf({ ami: "al2023-arm64" })).not.toBe(nameOf({}));
  expect(nameOf({ instances: ["m7g.large", "m6g.large"] })).not.toBe(nameOf({}));
});
