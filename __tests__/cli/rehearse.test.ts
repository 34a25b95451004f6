import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
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
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseRequest } from "../../cli/rehearse/arguments";
import { small } from "../outputs";
import { projectCopy, removeProject } from "../project";
import { withTerraform } from "../rehearse/with-terraform";

let project: string;
let temporary: string;
beforeAll(() => {
  project = projectCopy();
  // one small environment is enough for the command line
  const environments = join(project, "environments");
  rmSync(environments, { recursive: true });
  mkdirSync(environments);
  writeFileSync(join(environments, "dev.yaml"), JSON.stringify({ ...small, name: "dev" }, undefined, 2));
  temporary = mkdtempSync(join(tmpdir(), "slipway-temporary-"));
});
afterAll(() => {
  removeProject(project);
  rmSync(temporary, { recursive: true });
});

const entry = () => ["--require", "tsx/cjs", join(project, "cli", "rehearse", "main.ts")];

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...entry(), ...args], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, TMPDIR: temporary, ...env },
  });
  return { status, stdout, stderr };
}

const leftBehind = () => readdirSync(temporary).filter((name) => name.startsWith("slipway-"));

describe("arguments", () => {
  test.each([
    [[], { kind: "rehearse", environments: [], apply: false, baseline: undefined }],
    [
      ["dev", "prod", "--apply"],
      { kind: "rehearse", environments: ["dev", "prod"], apply: true, baseline: undefined },
    ],
    [["--baseline", "main"], { kind: "rehearse", environments: [], apply: false, baseline: "main" }],
    [["--baseline=v1", "dev"], { kind: "rehearse", environments: ["dev"], apply: false, baseline: "v1" }],
    [
      ["dev", "--with", "npx", "cdktf", "diff", "--apply"],
      { kind: "attach", environment: "dev", allTypes: false, command: ["npx", "cdktf", "diff", "--apply"] },
    ],
    [
      ["--all-types", "dev", "--with", "npx", "jest"],
      { kind: "attach", environment: "dev", allTypes: true, command: ["npx", "jest"] },
    ],
    [["--help"], { kind: "help" }],
  ])("%j are understood", (args, request) => {
    expect(parseRequest(args)).toEqual(request);
  });

  test.each([
    [["--aply"], 'unknown option --aply; did you mean "--apply"?'],
    [["-x"], "unknown option -x; there are --apply, --baseline, --all-types, --help, --with"],
    [["--baseline"], "--baseline needs a value"],
    [["--baseline", "--apply"], "--baseline needs a value"],
    [["--apply=yes"], "--apply takes no value"],
    [["--all-types"], "--all-types is for --with"],
    [["dev", "--with"], "--with needs a command"],
    [["--with", "terraform"], "--with needs one environment before it"],
    [["dev", "prod", "--with", "terraform"], "--with needs one environment before it"],
    [["dev", "--apply", "--with", "terraform"], "--with runs a command instead of --apply and --baseline"],
  ])("%j are a mistake", (args, message) => {
    expect(parseRequest(args)).toEqual({ kind: "mistake", message });
  });
});

test("says what is wrong with an argument, and where to read more", () => {
  expect(run(["--aply"])).toEqual({
    status: 2,
    stdout: "",
    stderr: 'unknown option --aply; did you mean "--apply"?; npm run rehearse -- --help says more\n',
  });
});

test("says that there is no Terraform", () => {
  const { status, stdout, stderr } = run(["dev"], { PATH: temporary });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(
    /^cannot run terraform: there is no such program; a rehearsal runs your own Terraform/,
  );
});

withTerraform("npm run rehearse", () => {
  test("prints what Terraform prints and a verdict, and leaves the plan", () => {
    const { status, stdout, stderr } = run(["dev"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(
      /^Rehearsal of dev: Terraform \d+\.\d+\.\d+, providers made from their bindings, no account$/,
    );
    const { resource_changes: changes } = JSON.parse(
      readFileSync(join(project, "rehearsal", "dev", "plan.json"), "utf8"),
    );
    expect(lines).toContain(`Plan: ${changes.length} to add, 0 to change, 0 to destroy.`);
    expect(lines.slice(-2)).toEqual([
      `dev: rehearsed, ${changes.length} to create. The plan is in rehearsal/dev/plan.json.`,
      "",
    ]);
    expect(leftBehind()).toEqual([]);
  });

  test("knows only environments that there are", () => {
    expect(run(["dve"])).toEqual({
      status: 2,
      stdout: "",
      stderr: 'there is no environment dve; did you mean "dev"?\n',
    });
  });

  test("shows problems of definitions at their lines", () => {
    const file = join(project, "environments", "dev.yaml");
    const dev = readFileSync(file, "utf8");
    writeFileSync(file, dev.replace('"name"', '"nope": 1, "name"'));
    const { status, stderr } = run(["dev"]);
    writeFileSync(file, dev);
    expect(status).toBe(2);
    expect(stderr).toMatch(/environments\/dev\.yaml:\d+:\d+ {2}nope {2}/);
  });

  test("attaches the providers to a command, for cdktf's own checks too", () => {
    const script = `
      const { LocalBackend, Testing, TerraformStack } = require("cdktf");
      const { toBeValidTerraform, toPlanSuccessfully } = require("cdktf/lib/testing/matchers");
      const { AwsProvider } = require("@cdktf/provider-aws/lib/provider");
      const { Vpc } = require("@cdktf/provider-aws/lib/vpc");
      const check = (name, config) => {
        const stack = new TerraformStack(Testing.app(), name);
        new AwsProvider(stack, "aws", { region: "eu-central-1" });
        new LocalBackend(stack, { path: "x.tfstate" });
        const vpc = new Vpc(stack, "vpc", { cidrBlock: "10.0.0.0/16" });
        vpc.addOverride("nope", config);
        const folder = Testing.fullSynth(stack);
        return [toBeValidTerraform(folder).pass, toPlanSuccessfully(folder).pass];
      };
      console.log(JSON.stringify([check("good", undefined), check("bad", 1)]));
    `;
    const { status, stdout, stderr } = run(["dev", "--with", process.execPath, "-e", script]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        "Rehearsal of dev: providers made from their bindings, no account; output and state are in rehearsal/dev/cdktf.out\n",
    });
    expect(JSON.parse(stdout)).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(leftBehind()).toEqual([]);
  });

  describe("when it is stopped", () => {
    /** A Terraform that leaves its process id where the test finds it. */
    function watched(): string {
      const file = join(project, "terraform-watched");
      writeFileSync(file, `#!/bin/sh\necho $$ >> ${join(project, "pids")}\nexec terraform "$@"\n`);
      chmodSync(file, 0o755);
      return file;
    }

    const isRunning = (pid: number) => {
      try {
        process.kill(pid, 0);
        return true;
      } catch {
        return false;
      }
    };

    test.each([
      ["SIGINT", 130],
      ["SIGTERM", 143],
      ["SIGKILL", null],
    ] as const)(
      "by %s in the middle of an apply, leaves no process and nothing on disk",
      async (signal, status) => {
        rmSync(join(project, "pids"), { force: true });
        const child = spawn(process.execPath, [...entry(), "dev", "--apply"], {
          cwd: project,
          env: { ...process.env, TMPDIR: temporary, TERRAFORM_BINARY_NAME: watched() },
        });
        child.stdout.setEncoding("utf8");
        await new Promise<void>((resolve) => {
          child.stdout.on("data", (text: string) => {
            if (text.includes("rehearsal: ")) resolve();
          });
        });
        const exited = once(child, "exit");
        child.kill(signal);
        expect(await exited).toEqual(status === null ? [null, signal] : [status, null]);
        const pids = readFileSync(join(project, "pids"), "utf8").trim().split("\n").map(Number);
        // without its providers, Terraform ends by itself
        for (let waited = 0; waited < 50 && pids.some(isRunning); waited += 1) {
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        expect(pids.filter(isRunning)).toEqual([]);
        // what a killed run could not remove, the next one does
        if (status === null) expect(run(["dve"]).status).toBe(2);
        expect(leftBehind()).toEqual([]);
        expect(existsSync(join(project, "rehearsal", "dev", "plan.json"))).toBe(true);
      },
    );
  });
});
