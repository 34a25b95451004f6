import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runAttached } from "../../rehearse/attached-command";
import { openScratch, type Scratch } from "../../rehearse/scratch";
import { root } from "./bindings";

let folder: string;
let scratch: Scratch;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-attached-"));
  scratch = openScratch();
  const stack = join(folder, "synthesized", "stacks", "dev");
  mkdirSync(stack, { recursive: true });
  writeFileSync(
    join(stack, "cdk.tf.json"),
    JSON.stringify({
      terraform: { backend: { s3: {} }, required_providers: { aws: { source: "aws" } } },
      resource: { terraform_data: { a: { provisioner: [{ "local-exec": { command: "kubectl apply" } }] } } },
    }),
  );
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  scratch.remove();
});

const attached = (script: string, signal = new AbortController().signal) =>
  runAttached({
    command: ["sh", "-c", script],
    project: root,
    synthesized: join(folder, "synthesized"),
    output: join(folder, "output"),
    allTypes: false,
    scratch,
    env: { ...process.env, AWS_ACCESS_KEY_ID: "real", AWS_PROFILE: "real" },
    interactive: false,
    signal,
  });

test("ends as the command ends", async () => {
  expect(await attached("exit 0")).toBe(0);
  expect(await attached("exit 7")).toBe(7);
});

test("gives the command the providers, a folder for its output, and nothing real", async () => {
  const file = join(folder, "seen");
  await attached(
    `printf '%s\\n' "$TF_REATTACH_PROVIDERS" "$CDKTF_OUTPUT" "$AWS_ACCESS_KEY_ID" "$AWS_PROFILE" > ${file}`,
  );
  const [reattach = "", ...others] = readFileSync(file, "utf8").split("\n");
  expect(JSON.parse(reattach)).toEqual({
    "registry.terraform.io/hashicorp/aws": {
      Protocol: "grpc",
      ProtocolVersion: 6,
      Pid: process.pid,
      Test: true,
      Addr: { Network: "tcp", String: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    },
  });
  expect(others).toEqual([join(folder, "output"), "rehearsal", "", ""]);
});

test("keeps the state of every stack in the output folder, and runs no provisioner", async () => {
  await attached("exit 0");
  const override = join(folder, "output", "stacks", "dev", "rehearsal_override.tf.json");
  expect(JSON.parse(readFileSync(override, "utf8"))).toEqual({
    terraform: { backend: { local: { path: "rehearsal.tfstate" } } },
    resource: { terraform_data: { a: { provisioner: [{ "local-exec": { command: "exit 0" } }] } } },
  });
});

test("keeps what a command before it has left in the output folder", async () => {
  const state = join(folder, "output", "stacks", "dev", "rehearsal.tfstate");
  await attached(`printf '{}' > ${state}`);
  await attached("exit 0");
  expect(existsSync(state)).toBe(true);
});

test("stops the command when it is told to", async () => {
  const stop = new AbortController();
  const stopped = attached("trap 'exit 3' TERM; while :; do sleep 0.05; done", stop.signal);
  setTimeout(() => stop.abort("SIGTERM"), 300);
  await expect(stopped).rejects.toBe("SIGTERM");
});

test("says which command there is not", async () => {
  const missing = runAttached({
    command: ["no-such-command"],
    project: root,
    synthesized: join(folder, "synthesized"),
    output: join(folder, "output"),
    allTypes: false,
    scratch,
    env: process.env,
    interactive: false,
    signal: new AbortController().signal,
  });
  await expect(missing).rejects.toThrow("spawn no-such-command ENOENT");
});
