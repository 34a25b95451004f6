import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { reviewCommand } from "../../cli/review/main";
import type { Report } from "../../review/report/report";

/** What a small project makes: stacks and manifests by environment. */
export interface Made {
  readonly stacks?: Readonly<Record<string, object>>;
  readonly manifests?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Run {
  readonly status: number;
  readonly printed: string;
  readonly told: string;
  /** Undefined where none was written. */
  readonly report: Report | undefined;
}

/** A project in a git repository whose programs write what `made.json` says, as cdktf and cdk8s do. */
export interface ReviewProject {
  readonly folder: string;
  git(...args: string[]): string;
  /** Replaces what it makes, in the working tree. */
  make(made: Made): void;
  write(path: string, text: string): void;
  read(path: string): string;
  commit(message?: string): string;
  run(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Run>;
  remove(): void;
}

const program = `
const fs = require("node:fs");
const path = require("node:path");
const made = JSON.parse(fs.readFileSync("made.json", "utf8"));
const write = (file, text) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};
if (process.argv[2] === "terraform") {
  const out = process.env.CDKTF_OUTDIR;
  const names = Object.keys(made.stacks ?? {});
  const stacks = Object.fromEntries(names.map((name) => [name, { name, workingDirectory: "stacks/" + name }]));
  write(out + "/manifest.json", JSON.stringify({ stacks }));
  for (const name of names) write(out + "/stacks/" + name + "/cdk.tf.json", JSON.stringify(made.stacks[name], undefined, 2));
} else {
  for (const [name, files] of Object.entries(made.manifests ?? {}))
    for (const [file, text] of Object.entries(files)) write(path.join(process.env.CDK8S_OUTDIR, name, file), text);
}
`;

export const today = "2026-11-26";

export function reviewProject(made: Made): ReviewProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "slipway-review-")));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  const make = (wanted: Made) => write("made.json", JSON.stringify(wanted));
  const commit = (message = "a change") => {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD");
  };
  write("program.js", program);
  write("cdktf.json", JSON.stringify({ app: "node program.js terraform" }));
  write("cdk8s.yaml", "app: node program.js kubernetes\n");
  write(".gitignore", "node_modules\n.slipway/\n");
  symlinkSync(resolve(__dirname, "../../node_modules"), join(folder, "node_modules"));
  make(made);
  git("init", "--quiet", "--initial-branch", "main");
  commit("the beginning");
  return {
    folder,
    git,
    make,
    write,
    commit,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    async run(args, env = {}) {
      let [printed, told] = ["", ""];
      rmSync(join(folder, ".slipway"), { recursive: true, force: true });
      const status = await reviewCommand({
        root: folder,
        from: folder,
        args,
        env: { ...process.env, TERRAFORM_BINARY_NAME: "there-is-no-terraform", ...env },
        today,
        signal: new AbortController().signal,
        print: (text) => {
          printed += text;
        },
        printError: (text) => {
          told += text;
        },
      });
      return { status, printed, told, report: reportIn(folder) };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

// ---

function reportIn(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, ".slipway/review/review.json"), "utf8"));
  } catch {
    return undefined;
  }
}
