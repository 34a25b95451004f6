import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { findBaseline, synthesizeProject } from "../../cli/rehearse/synthesized";
import { openScratch, type Scratch } from "../../rehearse/scratch";
import { small } from "../outputs";

let root: string;
let scratch: Scratch;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-baseline-"));
  scratch = openScratch();
});
afterEach(() => {
  rmSync(root, { recursive: true });
  scratch.remove();
});

function write(path: string, content: unknown): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

/** A project whose app writes one stack, as cdktf does. */
function writeApp(folder: string, stack: string): void {
  const manifest = { stacks: { [stack]: { name: stack, workingDirectory: `stacks/${stack}` } } };
  const app = `
    const fs = require("node:fs");
    const out = process.env.CDKTF_OUTDIR;
    fs.mkdirSync(out + "/stacks/${stack}", { recursive: true });
    fs.writeFileSync(out + "/manifest.json", ${JSON.stringify(JSON.stringify(manifest))});
    fs.writeFileSync(out + "/stacks/${stack}/cdk.tf.json", "{}");
  `;
  write(join(folder, "cdktf.json"), { app: "node app.js" });
  writeFileSync(join(root, folder, "app.js"), app);
}

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: root });

test("is a git revision, synthesized by its own code while the repository stays as it is", () => {
  git("init", "--quiet");
  writeApp("", "before");
  git("add", ".");
  git("commit", "--quiet", "--message", "before");
  writeApp("", "after");
  const baseline = findBaseline("HEAD", root, scratch);
  expect(existsSync(join(baseline("before") ?? "", "cdk.tf.json"))).toBe(true);
  expect(baseline("after")).toBeUndefined();
  expect(git("status", "--porcelain").toString()).toBe(" M app.js\n");
  expect(git("worktree", "list").toString().trim().split("\n")).toHaveLength(1);
});

test("is a project's folder, synthesized by its own code", () => {
  writeApp("other", "dev");
  expect(existsSync(join(findBaseline(join(root, "other"), root, scratch)("dev") ?? "", "cdk.tf.json"))).toBe(
    true,
  );
});

test("is a folder with definitions, synthesized by this code", () => {
  write("earlier/environments/dev.yaml", { ...small, name: "dev" });
  const baseline = findBaseline(join(root, "earlier"), root, scratch);
  expect(existsSync(join(baseline("dev") ?? "", "cdk.tf.json"))).toBe(true);
  expect(baseline("prod")).toBeUndefined();
});

test("is an output folder of cdktf, or the folder of a stack", () => {
  write("environments/dev.yaml", { ...small, name: "dev" });
  const output = synthesizeProject(root, scratch.folder("output"));
  cpSync(output, join(root, "cdktf.out"), { recursive: true });
  const stack = join(root, "cdktf.out", "stacks", "dev");
  expect(findBaseline(join(root, "cdktf.out"), root, scratch)("dev")).toBe(stack);
  expect(findBaseline(stack, root, scratch)("dev")).toBe(stack);
});

test("is nothing else", () => {
  expect(() => findBaseline("no-such-revision", root, scratch)).toThrow(
    `no-such-revision is neither a folder nor a revision of the git repository in ${root}`,
  );
  expect(() => findBaseline(root, root, scratch)).toThrow(
    `${root} is no baseline: it has neither cdktf.json nor environments/, and is neither an output folder of cdktf nor a stack's`,
  );
  write("cdktf.json", { app: "echo broken >&2; exit 3" });
  expect(() => findBaseline(root, root, scratch)).toThrow("the baseline cannot be synthesized:\nbroken\n");
});
