import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isEmpty, type PlanSummary, summarize } from "./planning/summary";
import { type AttachedProviders, attachProviders } from "./protocol/attach";
import type { Scratch } from "./scratch";
import { copyStack, overrideStack, stateFile } from "./stack/copy";
import { readStack, typesInState, union } from "./stack/stack";
import type { TerraformBinary } from "./terraform/binary";
import { terraformEnvironment } from "./terraform/environment";
import { type Run, runTerraform } from "./terraform/run";

export interface RehearsalProps {
  /** Folder of a synthesized stack. */
  readonly stack: string;
  /** Folder of an earlier form of the stack, which is rehearsed first; the plan then shows what changes. */
  readonly baseline?: string;
  /** Folder from which the bindings of providers are resolved. */
  readonly project: string;
  /** Folder in which `plan.json` and `plan.tfplan` are put. */
  readonly output: string;
  /** Also applies, plans again and destroys. */
  readonly apply: boolean;
  /**
   * Also plans to destroy what the stack protects from that by `prevent_destroy`, where Terraform refuses to plan.
   * @default false
   */
  readonly unprotected?: boolean;
  readonly terraform: TerraformBinary;
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  /** Whether Terraform may use colours. */
  readonly colour: boolean;
  /** Stops the rehearsal, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Gets what Terraform prints, and what is to be known about it. */
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

export type Verdict =
  | { readonly kind: "rehearsed"; readonly plan: PlanSummary }
  | { readonly kind: "refused"; readonly step: string };

/**
 * Rehearses a stack: Terraform's own core validates, plans and applies it, with providers made from their bindings
 * and a state in the scratch folder.
 *
 * @throws RehearsalError where it cannot take place, as without bindings of a provider
 */
export async function rehearse(props: RehearsalProps): Promise<Verdict> {
  // where the plan cannot be put is known before anybody waits for it
  mkdirSync(props.output, { recursive: true });
  const directory = props.scratch.folder("stack");
  const stacks = props.baseline === undefined ? [props.stack] : [props.baseline, props.stack];
  const providers = await attachProviders(
    stacks.flatMap((stack) => readStack(stack).providers),
    props.project,
    () => union([readStack(directory).types, typesInState(join(directory, stateFile))]),
  );
  const terraform = terraformIn(directory, providers, props);
  try {
    if (props.baseline !== undefined) await applyBaseline(props.baseline, directory, terraform, props);
    const plan = await planStack(directory, terraform, props);
    if (props.apply) await runCycle(directory, terraform, props);
    return { kind: "rehearsed", plan };
  } catch (error) {
    if (error instanceof Refusal) return { kind: "refused", step: error.message };
    throw error;
  } finally {
    providers.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

// --- internal ---

/** Terraform refuses a step; what it says is printed. */
class Refusal extends Error {}

/** Runs a command of Terraform in the scratch folder, to its end and without a fault. */
type Terraform = (step: string, args: readonly string[], onLine?: (line: string) => void) => Promise<Run>;

const planFile = "plan.tfplan";

function terraformIn(directory: string, providers: AttachedProviders, props: RehearsalProps): Terraform {
  const { terraform, scratch, signal, print, printError } = props;
  const env = {
    ...terraformEnvironment(props.env, providers, scratch.terraformConfiguration),
    // without advice on what to run next, which would not be right here
    TF_IN_AUTOMATION: "1",
  };
  return async (step, args, onLine) => {
    const run = await runTerraform(terraform, args, { directory, env, signal, onLine });
    if (run.status === 0) return run;
    if (onLine === undefined) print(run.stdout);
    printError(run.stderr);
    throw new Refusal(step);
  };
}

const noColour = ({ colour }: RehearsalProps): readonly string[] => (colour ? [] : ["-no-color"]);

async function applyBaseline(
  baseline: string,
  directory: string,
  terraform: Terraform,
  props: RehearsalProps,
): Promise<void> {
  copyStack(baseline, directory);
  overrideStack(directory, { withoutProvisioners: true });
  await terraform("init of the baseline", ["init", ...noColour(props)]);
  await terraform("apply of the baseline", ["apply", "-auto-approve", ...noColour(props)]);
}

/** Validates and plans, and puts the plan where a review finds it. */
async function planStack(
  directory: string,
  terraform: Terraform,
  props: RehearsalProps,
): Promise<PlanSummary> {
  const { stack, output, unprotected = false, print, printError } = props;
  copyStack(stack, directory);
  if (unprotected) overrideStack(directory, { unprotected });
  await terraform("init", ["init", ...noColour(props)]);
  const valid = await terraform("validate", ["validate", ...noColour(props)]);
  print(valid.stdout);
  // made-up objects are always as they were left
  const args = ["plan", "-refresh=false", `-out=${planFile}`, ...noColour(props)];
  const { stdout, stderr } = await terraform("plan", args);
  print(withoutSavedNote(stdout));
  printError(stderr);

  const { stdout: json } = await terraform("show", ["show", "-json", planFile]);
  putFile(join(output, "plan.json"), (path) => writeFileSync(path, json));
  putFile(join(output, planFile), (path) => copyFileSync(join(directory, planFile), path));
  return summarize(JSON.parse(json));
}

/** Applies the stack, looks whether another plan finds anything to change, and destroys everything. */
async function runCycle(directory: string, terraform: Terraform, props: RehearsalProps): Promise<void> {
  const { print } = props;
  const say = (text: string) => print(`rehearsal: ${text}\n`);
  const plan = (step: string, file: string, ...args: readonly string[]) =>
    terraform(step, ["plan", ...args, `-out=${file}`, ...noColour(props)]);
  const apply = (step: string, file: string) => terraform(step, ["apply", ...noColour(props), file], say);

  const { provisioners } = overrideStack(directory, { withoutProvisioners: true });
  if (provisioners.length > 0)
    say(
      `Provisioners are left out, since their commands would act on what is real: ${provisioners.join(", ")}.`,
    );
  await plan("plan without provisioners", "apply.tfplan");
  await apply("apply", "apply.tfplan");

  const again = await plan("second plan", "second.tfplan");
  const { stdout: json } = await terraform("show", ["show", "-json", "second.tfplan"]);
  if (!isEmpty(summarize(JSON.parse(json)))) {
    print(withoutSavedNote(again.stdout));
    throw new Refusal("second plan, which found something to change");
  }
  say("A second plan finds nothing to change.");

  const lifted = overrideStack(directory, { withoutProvisioners: true, unprotected: true }).protected;
  if (lifted.length > 0) {
    say(
      `prevent_destroy is lifted in the scratch copy, for ${lifted.join(", ")}. A real destroy takes two steps: the stack must stop setting it first.`,
    );
  }
  await plan("plan of the destroy", "destroy.tfplan", "-destroy");
  await apply("destroy", "destroy.tfplan");
  const { resources } = JSON.parse(readFileSync(join(directory, stateFile), "utf8"));
  if (resources.length > 0) throw new Refusal("destroy, which left something in the state");
}

/** Terraform says where it saved the plan, which is the scratch folder. */
const withoutSavedNote = (text: string): string =>
  text.replace(/\n\S*─+\S*\n\nSaved the plan to:[\s\S]*$/, "");

/** Whoever reads finds a whole file, the old one or the new one. */
function putFile(path: string, write: (path: string) => void): void {
  const temporary = `${path}.${process.pid}`;
  write(temporary);
  renameSync(temporary, path);
}
