import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isEmpty, type PlanSummary, summarize } from "./planning/summary";
import { type AttachedProviders, attachProviders } from "./protocol/attach";
import { openScratch, type Scratch } from "./scratch";
import { copyStack, liftProtection, stateFile } from "./stack/copy";
import { readStack, typesInState, union } from "./stack/stack";
import type { TerraformBinary } from "./terraform/binary";
import { terraformEnvironment } from "./terraform/environment";
import { type Run, runTerraform } from "./terraform/run";

export interface RehearsalProps {
  /** Folder of a synthesized stack. */
  readonly stack: string;
  /** Folder of an earlier form of the stack; the plan then shows what changes. */
  readonly baseline?: string;
  /** Folder from which the bindings of providers are resolved. */
  readonly project: string;
  /** Where `plan.json` and `plan.tfplan` are put. */
  readonly output: string;
  /** Also applies, plans again and destroys. */
  readonly apply: boolean;
  readonly terraform: TerraformBinary;
  readonly env: NodeJS.ProcessEnv;
  /** Whether Terraform may use colours. */
  readonly colour: boolean;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

export type Verdict =
  | { readonly kind: "rehearsed"; readonly plan: PlanSummary; readonly applied: boolean }
  | { readonly kind: "refused"; readonly step: string };

/** Rehearses a stack: Terraform's own core plans it, with providers made from their bindings, and no account. */
export async function rehearse(props: RehearsalProps): Promise<Verdict> {
  const scratch = openScratch();
  let providers: AttachedProviders | undefined;
  try {
    const directory = join(scratch.directory, "stack");
    mkdirSync(directory);
    const stacks = [props.stack, ...(props.baseline === undefined ? [] : [props.baseline])];
    const required = new Map(
      stacks.flatMap((stack) => readStack(stack).providers).map((provider) => [provider.address, provider]),
    );
    providers = await attachProviders([...required.values()], props.project, () =>
      union(readStack(directory).types, typesInState(join(directory, stateFile))),
    );
    return await new Steps(props, scratch, directory, providers.reattach).all();
  } finally {
    providers?.stop();
    scratch.remove();
  }
}

// --- internal ---

/** Ends a rehearsal that Terraform refuses. */
class Refusal extends Error {
  constructor(readonly step: string) {
    super(step);
  }
}

class Steps {
  private readonly env: NodeJS.ProcessEnv;

  constructor(
    private readonly props: RehearsalProps,
    scratch: Scratch,
    private readonly directory: string,
    reattach: string,
  ) {
    this.env = {
      ...terraformEnvironment(props.env, { reattach, configuration: scratch.configuration }),
      // without advice on what to run next, which would not be right here
      TF_IN_AUTOMATION: "1",
    };
  }

  async all(): Promise<Verdict> {
    try {
      if (this.props.baseline !== undefined) await this.baseline(this.props.baseline);
      copyStack(this.props.stack, this.directory);
      await this.step("init", ["init", "-input=false"]);
      this.show(await this.step("validate", ["validate"]));
      const plan = await this.plan();
      if (this.props.apply) await this.cycle();
      return { kind: "rehearsed", plan, applied: this.props.apply };
    } catch (error) {
      if (error instanceof Refusal) return { kind: "refused", step: error.step };
      throw error;
    }
  }

  private async baseline(stack: string): Promise<void> {
    copyStack(stack, this.directory);
    await this.step("init of the baseline", ["init", "-input=false"]);
    await this.step("apply of the baseline", ["apply", "-auto-approve", "-input=false"]);
  }

  private async plan(): Promise<PlanSummary> {
    const file = "plan.tfplan";
    const run = await this.step("plan", ["plan", "-input=false", `-out=${file}`]);
    this.show({ ...run, stdout: withoutSavedNote(run.stdout) });
    const { stdout: json } = await this.step("show", ["show", "-json", file], false);
    mkdirSync(this.props.output, { recursive: true });
    putFile(join(this.props.output, "plan.json"), (path) => writeFileSync(path, json));
    putFile(join(this.props.output, file), (path) => copyFileSync(join(this.directory, file), path));
    return summarize(JSON.parse(json));
  }

  private async cycle(): Promise<void> {
    await this.step("apply", ["apply", "-input=false", "plan.tfplan"], true, "rehearsed apply    ");
    const again = await this.step("second plan", ["plan", "-input=false", "-out=again.tfplan"]);
    const { stdout } = await this.step("show", ["show", "-json", "again.tfplan"], false);
    if (!isEmpty(summarize(JSON.parse(stdout)))) {
      this.show(again);
      throw new Refusal("second plan, which should have found nothing to change");
    }
    const lifted = liftProtection(this.directory);
    if (lifted.length > 0) this.props.print(`lifted ${lifted}\n`);
    await this.step("destroy", ["destroy", "-auto-approve", "-input=false"], true, "rehearsed destroy  ");
    const { resources } = JSON.parse(readFileSync(join(this.directory, stateFile), "utf8"));
    if (resources.length > 0) throw new Refusal("destroy, which left something in the state");
  }

  private async step(
    name: string,
    args: readonly string[],
    colour = this.props.colour,
    prefix?: string,
  ): Promise<Run> {
    const run = await runTerraform(
      this.props.terraform,
      [...args.slice(0, 1), ...(colour || args[0] === "show" ? [] : ["-no-color"]), ...args.slice(1)],
      {
        directory: this.directory,
        env: this.env,
        signal: this.props.signal,
        onLine: prefix === undefined ? undefined : (line) => this.props.print(`${prefix}${line}\n`),
      },
    );
    if (run.status !== 0) {
      if (prefix === undefined) this.props.print(run.stdout);
      this.props.printError(run.stderr);
      throw new Refusal(name);
    }
    return run;
  }

  private show({ stdout, stderr }: Run): void {
    this.props.print(stdout);
    this.props.printError(stderr);
  }
}

const withoutSavedNote = (text: string): string =>
  text.replace(/\n\u2500+\n\nSaved the plan to:[\s\S]*$/, "\n");

/** Another rehearsal of the same stack that ends at the same time finds a whole file. */
function putFile(path: string, write: (path: string) => void): void {
  const temporary = `${path}.${process.pid}`;
  write(temporary);
  renameSync(temporary, path);
}
