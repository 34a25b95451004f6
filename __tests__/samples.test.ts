import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { projectSchemas } from "../cli/project-schemas";
import { kubernetesFiles } from "../k8s/app";
import { readDefinitions } from "../platform/definition/load";
import { meshTargetNames } from "../platform/mesh/targets";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";
import { inputOf } from "../verify/input/load";
import { verify } from "../verify/verify";
import { expectValidOutput } from "./valid-output";

const root = resolve(__dirname, "..");
const { definitions, problems } = readDefinitions(join(root, "samples/mesh/environments"));
const platforms = new Map(
  definitions.map(({ definition }) => [definition.name, resolvePlatform(definition)]),
);

function platformOf(name: string) {
  const platform = platforms.get(name);
  if (platform === undefined) throw new Error(`no sample is called ${name}`);
  return platform;
}

/** The text of the Terraform half. */
function stackOf(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-sample-"));
  try {
    terraformApp([platformOf(name)], folder).synth();
    return readFileSync(join(folder, "stacks", name, "cdk.tf.json"), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("there is a sample of every target, and nothing is wrong with any", () => {
  expect(problems).toEqual([]);
  expect(new Set(platforms.keys())).toEqual(new Set(meshTargetNames));
});

test("samples differ in the target alone, and in what two environments cannot share", () => {
  const folder = join(root, "samples/mesh/environments");
  const keys = readdirSync(folder)
    .filter((file) => file !== "base.yaml")
    .flatMap((file) => readFileSync(join(folder, file), "utf8").match(/^\w+(?=:)/gm) ?? []);
  expect(new Set(keys)).toEqual(new Set(["extends", "name", "mesh", "domain", "network", "ingress"]));
});

describe.each(meshTargetNames)("mesh: %s", (target) => {
  test("both halves are sound, and every object is as its definition wants it", () => {
    expectValidOutput(platformOf(target));
  });

  test("verify finds nothing", () => {
    const manifests = kubernetesFiles(platformOf(target)).map(({ path, text, objects }) => ({
      path,
      text,
      objects,
    }));
    const stacks = [{ path: "cdk.tf.json", text: stackOf(target) }];
    const findings = verify(inputOf({ manifests, stacks, complete: true }), projectSchemas(root, "own"));
    expect(
      findings.map(({ check, object, path, happens }) => `${check} ${object} ${path}: ${happens}`),
    ).toEqual([]);
  });

  test("the service with two versions becomes the target's own objects", () => {
    const service = kubernetesFiles(platformOf(target)).find(
      ({ path }) => path === "services/apps/whoami.yaml",
    );
    const own = (service?.objects ?? []).filter(
      (object) =>
        !["apps/v1", "autoscaling/v2", "policy/v1"].includes((object as { apiVersion: string }).apiVersion),
    );
    const told = own
      .map(
        (object) =>
          object as {
            readonly kind: string;
            readonly spec?: unknown;
            readonly metadata: { readonly name: string };
          },
      )
      .filter(({ kind }) => kind !== "ServiceAccount" && kind !== "Service")
      .map(({ kind, metadata: { name }, spec }) => ({ [`${kind} ${name}`]: spec }));
    expect(stringify(told, { aliasDuplicateObjects: false })).toMatchSnapshot();
  });
});
