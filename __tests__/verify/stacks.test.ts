import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readStacks } from "../../verify/stacks";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-stacks-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Reads a stack as cdktf would have written it. */
function read(json: object) {
  const path = join("stacks", "dev", "cdk.tf.json");
  mkdirSync(join(folder, "stacks", "dev"), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(json));
  const stacks = { dev: { name: "dev", synthesizedStackPath: path } };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ version: "0.21.0", stacks }));
  return readStacks(folder);
}

const vpc = { aws_vpc: { main: { cidr_block: "10.0.0.0/16" } } };
// biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's reference
const subnet = { aws_subnet: { a: { vpc_id: "${aws_vpc.main.id}" } } };

test("counts resources, and Helm releases among them", () => {
  const release = { helm_release: { traefik: {} } };
  expect(read({ resource: { ...vpc, ...subnet, ...release } })).toEqual([
    { name: "dev", path: "stacks/dev/cdk.tf.json", resources: 3, releases: 1 },
  ]);
});

test("refuses a stack that refers to another's resource", () => {
  expect(() => read({ resource: subnet })).toThrow(
    "stacks/dev/cdk.tf.json refers to aws_vpc.main, which is not in it; stacks cannot refer to each other",
  );
});

test("takes text that only looks like a reference", () => {
  const escaped = { aws_iam_policy: { a: { policy: "$${aws_principal.tag}" } } };
  expect(() => read({ resource: { ...vpc, ...escaped } })).not.toThrow();
});

test("refuses a stack that looks things up", () => {
  expect(() => read({ resource: vpc, data: { aws_region: { current: {} } } })).toThrow(
    "stacks/dev/cdk.tf.json has data sources; a plan must depend on the repository alone",
  );
});

test("refuses a stack with nothing in it", () => {
  expect(() => read({})).toThrow("stacks/dev/cdk.tf.json has no resources");
});
