import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RehearsalError } from "../../rehearse/error";
import { rehearse } from "../../rehearse/rehearsal";
import type { Scratch } from "../../rehearse/scratch";
import type { TerraformBinary } from "../../rehearse/terraform/binary";
import { type PlanJson, parsePlan } from "../../review/plan/parse";
import { writtenPlan } from "../../review/plan/written";
import type { Notice, PlanReport } from "../../review/report/report";
import { stackFile } from "./sides";

export interface RehearsedPlanProps {
  readonly environment: string;
  /** Folders of the stack; undefined on a side where there is none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Folder from which the bindings of providers are resolved. */
  readonly root: string;
  readonly terraform: TerraformBinary;
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** A plan where there is one, and what is to be known about it. */
export interface FoundPlan {
  readonly plan?: { readonly json: PlanJson; readonly source: PlanReport["source"] };
  readonly notices: readonly Notice[];
}

/** Rehearses the change of a stack: Terraform applies it as it was, with made-up objects, and plans what is proposed. */
export async function rehearsePlan(props: RehearsedPlanProps): Promise<FoundPlan> {
  const { environment, before, after, root, terraform, scratch, env, signal } = props;
  const stack =
    after ?? (before === undefined ? undefined : emptied(before, scratch.folder(`${environment}-gone`)));
  if (stack === undefined) return { notices: [] };
  const output = scratch.folder(`${environment}-plan`);
  const texts = [textOf(before), textOf(after)] as const;
  const said: string[] = [];
  try {
    const verdict = await rehearse({
      stack,
      ...(before !== undefined && { baseline: before }),
      project: root,
      output,
      apply: false,
      unprotected: true,
      terraform,
      scratch,
      env,
      colour: false,
      signal,
      print: () => {},
      printError: (text) => said.push(text),
    });
    if (verdict.kind === "refused") {
      const { plan, notices } = comparePlan(...texts, "Terraform refuses it");
      const text = refusalText(verdict.step, said.join(""));
      return { ...(plan !== undefined && { plan }), notices: [{ kind: "errored", text }, ...notices] };
    }
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    return comparePlan(...texts, `the change cannot be rehearsed, ${error.message}`);
  }
  return {
    plan: {
      json: parsePlan(readFileSync(join(output, "plan.json"), "utf8"), "the rehearsed plan"),
      source: "rehearsal",
    },
    notices:
      after === undefined
        ? [
            {
              kind: "destroy",
              text: `${environment} is gone from the definitions. Nothing destroys it by itself; the plan shows what destroying it would take away.`,
            },
          ]
        : [],
  };
}

/** Compares the stacks as they are written, where nobody can plan. */
export function comparePlan(before: string | undefined, after: string | undefined, why: string): FoundPlan {
  return {
    plan: { json: writtenPlan(before, after), source: "configuration" },
    notices: [
      {
        kind: "source",
        text: `There is no plan: ${why}. The stacks are compared as they are written, so that it is not known which changes need a new object, and what follows from them.`,
      },
    ],
  };
}

// --- internal ---

interface ProviderConfiguration {
  readonly alias?: string;
}

const textOf = (stack: string | undefined): string | undefined =>
  stack === undefined ? undefined : readFileSync(join(stack, stackFile), "utf8");

/** The stack with its providers and nothing else, so that a plan of it takes everything away. */
function emptied(stack: string, folder: string): string {
  const { terraform, provider } = JSON.parse(readFileSync(join(stack, stackFile), "utf8")) as {
    readonly terraform?: unknown;
    readonly provider?: Readonly<Record<string, ProviderConfiguration | readonly ProviderConfiguration[]>>;
  };
  mkdirSync(folder, { recursive: true });
  // settings may be read from what goes; aliases are how the state names a provider
  const bare = Object.entries(provider ?? {}).map(([name, configurations]) => [
    name,
    [configurations].flat().map(({ alias }) => (alias === undefined ? {} : { alias })),
  ]);
  writeFileSync(join(folder, stackFile), JSON.stringify({ terraform, provider: Object.fromEntries(bare) }));
  return folder;
}

function refusalText(step: string, said: string): string {
  const errors = [...said.matchAll(/\bError: (.*)/g)].map(([, text = ""]) => text.trim().replace(/\.$/, ""));
  const reasons = [...new Set(errors)].join("; ");
  return `Terraform refuses it, at ${step}${reasons === "" ? "" : `: ${reasons}`}.`;
}
