import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { copyStack, overrideStack, stateFile } from "../../../rehearse/stack/copy";
import { readStack, typesInState } from "../../../rehearse/stack/stack";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-stack-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const sorted = (names: ReadonlySet<string>) => [...names].sort();

test("reads which providers and types a stack uses, in its modules too", () => {
  write("cdk.tf.json", {
    terraform: {
      required_providers: {
        aws: { source: "aws", version: "6.25.0" },
        helm: { source: "hashicorp/helm" },
        other: { source: "example.com/acme/other" },
      },
    },
    resource: { aws_vpc: { a: {} }, helm_release: { b: {} } },
    data: { aws_region: { c: {} } },
  });
  write(
    ".terraform/modules/queue/main.tf",
    'resource "aws_sqs_queue" "q" {\n}\ndata "aws_partition" "p" {}\n',
  );
  const { providers, types } = readStack(folder);
  expect(providers).toEqual([
    { address: "registry.terraform.io/hashicorp/aws", version: "6.25.0" },
    { address: "registry.terraform.io/hashicorp/helm", version: undefined },
    { address: "example.com/acme/other", version: undefined },
  ]);
  expect(sorted(types.resources)).toEqual(["aws_sqs_queue", "aws_vpc", "helm_release"]);
  expect(sorted(types.dataSources)).toEqual(["aws_partition", "aws_region"]);
});

test("leaves it to Terraform to refuse what is no JSON", () => {
  write("cdk.tf.json", "{");
  expect(readStack(folder).providers).toEqual([]);
});

test("knows the types that only a state has", () => {
  const file = write("x.tfstate", {
    resources: [
      { mode: "managed", type: "aws_vpc" },
      { mode: "data", type: "aws_region" },
    ],
  });
  const { resources, dataSources } = typesInState(file);
  expect([sorted(resources), sorted(dataSources)]).toEqual([["aws_vpc"], ["aws_region"]]);
});

test("holds a state that is not there, or empty while it is locked, for one without types", () => {
  expect(typesInState(join(folder, "none")).resources.size).toBe(0);
  expect(typesInState(write("locked", "")).resources.size).toBe(0);
});

test("copies a stack with a state in its own folder, whatever its backend is", () => {
  write("stack/cdk.tf.json", { terraform: { backend: { s3: { bucket: "real" } } } });
  write("stack/assets/values.yaml", "a: 1\n");
  write("stack/.terraform/terraform.tfstate", "real");
  write("stack/terraform.dev.tfstate", "real");
  const copy = join(folder, "copy");
  mkdirSync(copy);
  copyStack(join(folder, "stack"), copy);
  expect(readdirSync(copy).sort()).toEqual(["assets", "cdk.tf.json", "rehearsal_override.tf.json"]);
  // over several lines, so that Terraform can quote one
  expect(readFileSync(join(copy, "cdk.tf.json"), "utf8")).toContain('\n  "terraform": {\n');
  expect(JSON.parse(readFileSync(join(copy, "rehearsal_override.tf.json"), "utf8"))).toEqual({
    terraform: { backend: { local: { path: "rehearsal.tfstate" } } },
  });
});

test("puts a stack in the place of an earlier one, whose state stays", () => {
  write("copy/old.tf.json", {});
  write(`copy/${stateFile}`, "state");
  write("stack/cdk.tf.json", {});
  const copy = join(folder, "copy");
  copyStack(join(folder, "stack"), copy);
  expect(existsSync(join(copy, "old.tf.json"))).toBe(false);
  expect(readFileSync(join(copy, stateFile), "utf8")).toBe("state");
});

const overrides = () => JSON.parse(readFileSync(join(folder, "rehearsal_override.tf.json"), "utf8"));

test("lifts protection from destruction, and says of what", () => {
  write("cdk.tf.json", {
    resource: {
      aws_vpc: { free: {}, protected: { lifecycle: { prevent_destroy: true } } },
      aws_lb: { open: { lifecycle: { prevent_destroy: false } } },
    },
  });
  expect(overrideStack(folder, { unprotected: true })).toEqual({
    provisioners: [],
    protected: ["aws_vpc.protected"],
  });
  expect(overrides().resource).toEqual({
    aws_vpc: { protected: { lifecycle: { prevent_destroy: false } } },
  });
});

test("leaves provisioners out, and says whose", () => {
  const provisioner = [{ "local-exec": { command: "kubectl delete", when: "destroy" } }];
  write("cdk.tf.json", { resource: { terraform_data: { sweep: { provisioner }, quiet: {} } } });
  expect(overrideStack(folder, { withoutProvisioners: true })).toEqual({
    provisioners: ["terraform_data.sweep"],
    protected: [],
  });
  expect(overrides().resource).toEqual({
    terraform_data: { sweep: { provisioner: [{ "local-exec": { command: "exit 0" } }] } },
  });
});

test("refuses provisioners that it cannot leave out", () => {
  const file = write(
    "modules/a/main.tf",
    'resource "terraform_data" "a" {\n  provisioner "local-exec" {\n  }\n}\n',
  );
  expect(() => overrideStack(folder, { withoutProvisioners: true })).toThrow(
    `${file} has provisioners, whose commands a rehearsal would run for real; only those in the JSON of a stack itself can be left out`,
  );
});
