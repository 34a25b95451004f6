import { dirname, join, relative } from "node:path";
import { didYouMean } from "../../platform/definition/suggest";
import { runAttached } from "../../rehearse/attached-command";
import { RehearsalError } from "../../rehearse/error";
import { describeSummary } from "../../rehearse/planning/summary";
import { rehearse, type Verdict } from "../../rehearse/rehearsal";
import { openScratch, type Scratch } from "../../rehearse/scratch";
import { findTerraform, type TerraformBinary } from "../../rehearse/terraform/binary";
import { RevisionError } from "../revision";
import { parseRequest, type Request, usage } from "./arguments";
import type { Baseline, Stacks } from "./synthesized";

const root = dirname(dirname(__dirname));

/** Exit statuses: 0 rehearsed, 1 refused by Terraform, 2 something that cannot be rehearsed, 128 + n stopped by signal n. */
async function main(signal: AbortSignal): Promise<number> {
  const request = parseRequest(process.argv.slice(2));
  switch (request.kind) {
    case "help":
      process.stdout.write(usage);
      return 0;
    case "mistake":
      process.stderr.write(`${request.message}; npm run rehearse -- --help says more\n`);
      return 2;
  }
  const terraform = findTerraform(process.env.TERRAFORM_BINARY_NAME ?? "terraform", process.env);
  // loading cdktf takes longer than all the rest; what goes wrong before that is said at once
  const { findBaseline, stacksIn, synthesizeProject } =
    require("./synthesized") as typeof import("./synthesized");
  const scratch = openScratch();
  try {
    const synthesized = synthesizeProject(root, scratch.folder("cdktf.out"));
    const stacks = stacksIn(synthesized);
    switch (request.kind) {
      case "rehearse":
        return await rehearseEach(request, {
          terraform,
          scratch,
          stacks,
          baseline:
            request.baseline === undefined ? undefined : findBaseline(request.baseline, root, scratch),
          signal,
        });
      case "attach":
        stackOf(request.environment, stacks);
        return await attach(request, synthesized, scratch, signal);
      default:
        return request satisfies never;
    }
  } finally {
    scratch.remove();
  }
}

interface Context {
  readonly terraform: TerraformBinary;
  readonly scratch: Scratch;
  readonly stacks: Stacks;
  readonly baseline: Baseline | undefined;
  readonly signal: AbortSignal;
}

async function rehearseEach(
  { environments, apply, baseline: where }: Extract<Request, { kind: "rehearse" }>,
  { terraform, scratch, stacks, baseline, signal }: Context,
): Promise<number> {
  const names = environments.length > 0 ? environments : [...stacks.keys()];
  const folders = names.map((name) => [name, stackOf(name, stacks)] as const);
  const verdicts: string[] = [];
  let refused = false;
  for (const [name, stack] of folders) {
    print(
      `Rehearsal of ${name}: Terraform ${terraform.version}, providers made from their bindings, no account\n\n`,
    );
    const earlier = baseline?.(name);
    if (baseline !== undefined && earlier === undefined)
      print(`${where} has no ${name}; everything is new.\n\n`);
    const output = join(root, "rehearsal", name);
    const verdict = await rehearse({
      stack,
      baseline: earlier,
      project: root,
      output,
      apply,
      terraform,
      scratch,
      env: process.env,
      colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
      signal,
      print,
      printError: (text) => process.stderr.write(text),
    });
    refused ||= verdict.kind === "refused";
    if (verdict.kind === "rehearsed" && verdict.plan.update > 0) print(`\n${knownReplacements}\n`);
    verdicts.push(describeVerdict(name, verdict, apply));
    print(`\n${verdicts.at(-1)}\n`);
  }
  if (verdicts.length > 1) print(`\n${verdicts.join("\n")}\n`);
  return refused ? 1 : 0;
}

const knownReplacements =
  "Which changes need a new object is known for the attributes in rehearse/overlays only; any other is planned as an update.";

function describeVerdict(name: string, verdict: Verdict, apply: boolean): string {
  switch (verdict.kind) {
    case "refused":
      return `${name}: Terraform refuses it, at ${verdict.step}.`;
    case "rehearsed": {
      const plan = join("rehearsal", name, "plan.json");
      const cycle = apply
        ? "; applied, planned again without changes and destroyed, all in a scratch folder"
        : "";
      return `${name}: rehearsed, ${describeSummary(verdict.plan)}${cycle}. The plan is in ${plan}.`;
    }
    default:
      return verdict satisfies never;
  }
}

async function attach(
  { environment, allTypes, command }: Extract<Request, { kind: "attach" }>,
  synthesized: string,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<number> {
  const output = join(root, "rehearsal", environment, "cdktf.out");
  process.stderr.write(
    `Rehearsal of ${environment}: providers made from their bindings, no account; output and state are in ${relative(process.cwd(), output)}\n`,
  );
  return runAttached({
    command,
    project: process.cwd(),
    synthesized,
    output,
    allTypes,
    scratch,
    env: process.env,
    interactive: process.stdin.isTTY === true,
    signal,
  });
}

function stackOf(name: string, stacks: Stacks): string {
  const stack = stacks.get(name);
  if (stack !== undefined) return stack;
  const names = [...stacks.keys()];
  throw new RehearsalError(
    `there is no environment ${name}${didYouMean(name, names) || `; there are ${names.join(", ")}`}`,
  );
}

function print(text: string): void {
  process.stdout.write(text);
}

const stopped = new AbortController();
const signals = { SIGHUP: 1, SIGINT: 2, SIGPIPE: 13, SIGTERM: 15 } as const;
for (const name of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(name, () => stopped.abort(name));
// whoever reads our output has gone
process.stdout.on("error", () => stopped.abort("SIGPIPE"));

main(stopped.signal).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (stopped.signal.aborted) {
      const name = stopped.signal.reason as keyof typeof signals;
      if (name !== "SIGPIPE") process.stderr.write(`\nstopped by ${name}; nothing is left behind\n`);
      process.exitCode = 128 + signals[name];
      return;
    }
    const known =
      error instanceof RehearsalError ||
      error instanceof RevisionError ||
      (error as NodeJS.ErrnoException).syscall !== undefined;
    process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
    process.exitCode = known ? 2 : 1;
  },
);
