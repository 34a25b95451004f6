import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RehearsalError } from "../../rehearse/error";
import { rehearse } from "../../rehearse/rehearsal";
import type { Scratch } from "../../rehearse/scratch";
import type { TerraformBinary } from "../../rehearse/terraform/binary";
import { type PlanJson, parsePlan } from "../../review/plan/parse";
import type { Notice } from "../../review/report/report";
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
export interface RehearsedPlan {
  readonly plan?: PlanJson;
  readonly notices: readonly Notice[];
}

/** Rehearses the change of a stack: Terraform applies it as it was, with made-up objects, and plans what is proposed. */
export async function rehearsePlan(props: RehearsedPlanProps): Promise<RehearsedPlan> {
  const { environment, before, after, root, terraform, scratch, env, signal } = props;
  const stack =
    after ?? (before === undefined ? undefined : emptied(before, scratch.folder(`${environment}-gone`)));
  if (stack === undefined) return { notices: [] };
  const output = scratch.folder(`${environment}-plan`);
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
    if (verdict.kind === "refused")
      return { notices: [{ kind: "errored", text: refusalText(verdict.step, said.join("")) }] };
  } catch (error) {
    if (!(error instanceof RehearsalError)) throw error;
    return { notices: [{ kind: "source", text: `The change could not be rehearsed: ${error.message}` }] };
  }
  return {
    plan: parsePlan(readFileSync(join(output, "plan.json"), "utf8"), "the rehearsed plan"),
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

// --- internal ---

interface ProviderConfiguration {
  readonly alias?: string;
}

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
