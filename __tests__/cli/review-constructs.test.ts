import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";

const root = resolve(__dirname, "../..");
let folder: string;
let project: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-constructs-"));
  mkdirSync(join(folder, "real"));
  // as the temporary folder of macOS is one
  symlinkSync("real", join(folder, "project"));
  project = join(folder, "project");
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, ...lines: string[]): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), `${lines.join("\n")}\n`);
}

/** Runs a program of the project with and without being watched, and gives the map. */
function watch(file: string): Record<string, { classes: string[]; object?: object; frames: string[] }> {
  const map = join(folder, "map.json");
  const { status, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", file], {
    cwd: project,
    encoding: "utf8",
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${JSON.stringify(join(root, "cli", "review", "record-constructs.cjs"))}`,
      SLIPWAY_CONSTRUCT_MAP: map,
    },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { version, constructs } = JSON.parse(readFileSync(map, "utf8"));
  expect(version).toBe(1);
  return Object.fromEntries(
    Object.entries(
      constructs as Record<string, { frames: { file: string; line: number; column: number }[] }>,
    ).map(([path, { frames, ...rest }]) => [
      path,
      { ...rest, frames: frames.map(({ file: name, line, column }) => `${name}:${line}:${column}`) },
    ]),
  ) as ReturnType<typeof watch>;
}

test("finds where each element of a stack is made, by the lines of the sources", () => {
  write(
    "lib/network.ts",
    'import { Vpc } from "@cdktf/provider-aws/lib/vpc";',
    'import { Construct } from "constructs";',
    "",
    "interface Props { readonly cidr: string }",
    "export class Network extends Construct {",
    "  constructor(scope: Construct, id: string, props: Props) {",
    "    super(scope, id);",
    "    // a type that is gone when this runs",
    "    const block: string = props.cidr;",
    '    new Vpc(this, "vpc", { cidrBlock: block });',
    "  }",
    "}",
  );
  write(
    "main.ts",
    'import { App, TerraformStack } from "cdktf";',
    'import { Network } from "./lib/network";',
    "",
    'const stack = new TerraformStack(new App({ outdir: "out" }), "dev");',
    'new Network(stack, "network", { cidr: "10.0.0.0/16" });',
  );
  const { dev, "dev/network": network, "dev/network/vpc": vpc } = watch("main.ts");
  expect(dev?.frames).toEqual(["main.ts:4:15"]);
  // not where its class calls the one that it extends
  expect(network).toEqual({ classes: ["Network"], frames: ["main.ts:5:1"] });
  expect(vpc).toEqual({
    classes: ["Vpc", "TerraformResource", "TerraformElement"],
    frames: ["lib/network.ts:10:5", "main.ts:5:1"],
  });
});

test("finds the objects of charts by what they are called in a cluster", () => {
  write(
    "main.ts",
    'import { ApiObject, App, Chart } from "cdk8s";',
    'import { Deployment } from "cdk8s-plus-27";',
    "",
    'const chart = new Chart(new App(), "dev", { namespace: "apps" });',
    'new ApiObject(chart, "role", { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "a" } });',
    'new ApiObject(chart, "map", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b", namespace: "c" } });',
    'new Deployment(chart, "shop", { metadata: { name: "shop" }, containers: [{ image: "shop" }] });',
  );
  const map = watch("main.ts");
  expect(map["dev/role"]).toEqual({
    classes: ["ApiObject"],
    frames: ["main.ts:5:1"],
    object: { group: "rbac.authorization.k8s.io", kind: "Role", namespace: "apps", name: "a" },
  });
  expect(map["dev/map"]?.object).toEqual({ group: "", kind: "ConfigMap", namespace: "c", name: "b" });
  expect(map["dev/shop/Resource"]).toMatchObject({
    frames: ["main.ts:7:1"],
    object: { group: "apps", kind: "Deployment", namespace: "apps", name: "shop" },
  });
});

test("leaves a program alone that makes no constructs, or has no library for them", () => {
  rmSync(join(project, "node_modules"));
  write("main.js", 'console.log("done")');
  const { status, stdout, stderr } = spawnSync(process.execPath, ["main.js"], {
    cwd: project,
    encoding: "utf8",
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${JSON.stringify(join(root, "cli", "review", "record-constructs.cjs"))}`,
      SLIPWAY_CONSTRUCT_MAP: join(folder, "map.json"),
    },
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "done\n", stderr: "" });
});
