import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { kubernetesFiles } from "../k8s/app";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { stacks } from "./outputs";

const root = resolve(__dirname, "..");
const { definitions, problems } = readDefinitions(join(root, "environments"));

beforeAll(() => expect(problems).toEqual([]));

test("has a small, a closed and a highly available environment", () => {
  expect(definitions.map(({ definition }) => definition.name)).toEqual(["dev", "private", "prod"]);
});

test.each(definitions.map(({ definition }) => [definition.name, definition] as const))(
  "%s: Terraform JSON",
  (_name, definition) => {
    expect(stacks(resolvePlatform(definition))).toMatchSnapshot();
  },
);

const manifests = definitions.flatMap(({ definition }) =>
  kubernetesFiles(resolvePlatform(definition)).map(
    ({ path, text }) => [`${definition.name}/${path}`, text] as const,
  ),
);

test.each(manifests)("%s", (_path, text) => {
  expect(text).toMatchSnapshot();
});
