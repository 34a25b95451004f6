import { parseArgs } from "node:util";
import { didYouMean } from "../../platform/definition/suggest";
import { type Level, levels } from "../../review/report/finding";

/** What `npm run review` is asked to do. */
export type Request =
  | ({ readonly kind: "review" } & ReviewRequest)
  | {
      readonly kind: "check";
      readonly report: string;
      readonly plan: string;
      /** The stack that is deployed; undefined where only the plan is compared. */
      readonly stack: string | undefined;
    }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly message: string };

export interface ReviewRequest {
  /** Git revisions; the head is the working tree where none is named. */
  readonly base: string | undefined;
  readonly head: string | undefined;
  /** Every environment where none is named. */
  readonly environments: readonly string[];
  /** JSON of a plan, and what `terraform plan -json` printed of it. */
  readonly plan: string | undefined;
  readonly diagnostics: string | undefined;
  /** Files instead of what a revision would give. */
  readonly stack: string | undefined;
  readonly baseStack: string | undefined;
  readonly manifests: string | undefined;
  readonly baseManifests: string | undefined;
  readonly output: string;
  /** The quietest level that fails. */
  readonly failOn: Level;
  readonly acknowledgements: string | undefined;
  readonly findings: readonly string[];
  readonly format: Format;
}

/** What is printed; the files are written in any case. */
export const formats = ["terminal", "markdown", "json", "sarif"] as const;
export type Format = (typeof formats)[number];

export const defaultOutput = ".slipway/review";
export const defaultAcknowledgements = "review.yaml";

export const usage = `npm run review -- --base <git revision> [--env <environment>]…
npm run review -- --plan <plan.json> [--base <git revision>] [--env <environment>]
npm run review -- --check <review.json> --plan <plan.json> [--stack <cdk.tf.json>]

  --base              what it was before: a git revision, compared from where the head parted from it
  --head              what is proposed; without it, the working tree as it is
  --env               an environment to review, with its bootstrap stack; may be repeated; without it, all of them
  --plan              a plan as "terraform show -json" prints it; without it, Terraform rehearses the change
  --diagnostics       what "terraform plan -json" printed while it made the plan
  --stack             a proposed cdk.tf.json, or the folder with it, instead of synthesizing
  --base-stack        the same of before
  --manifests         a folder of proposed manifests, instead of synthesizing
  --base-manifests    the same of before
  --findings          what another tool found, as SARIF; may be repeated
  --acknowledgements  findings that are taken on; by default review.yaml, where there is one
  --fail-on           stop, high or note: the quietest finding that fails; by default stop
  --output            folder for the report; by default .slipway/review
  --format            what to print: terminal, markdown, json or sarif; by default terminal
  --check             says whether a plan is the one that a review.json is about
`;

const options = {
  base: { type: "string" },
  head: { type: "string" },
  env: { type: "string", multiple: true },
  plan: { type: "string" },
  diagnostics: { type: "string" },
  stack: { type: "string" },
  "base-stack": { type: "string" },
  manifests: { type: "string" },
  "base-manifests": { type: "string" },
  findings: { type: "string", multiple: true },
  acknowledgements: { type: "string" },
  "fail-on": { type: "string" },
  output: { type: "string" },
  format: { type: "string" },
  check: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const repeated = ["env", "findings"];

export function parseRequest(args: readonly string[]): Request {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const names = Object.keys(options).map((name) => `--${name}`);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (!(name in options))
      return mistake(
        `unknown option ${rawName}${didYouMean(rawName, names) || `; there are ${names.join(", ")}`}`,
      );
    if (name === "help") continue;
    // a single dash stands for standard input
    if (value === undefined || value === "" || /^-./.test(value)) return mistake(`${rawName} needs a value`);
    if (seen.has(name) && !repeated.includes(name)) return mistake(`${rawName} is given twice`);
    seen.add(name);
  }
  if (values.help === true) return { kind: "help" };
  const [stray] = positionals;
  if (stray !== undefined) return mistake(`${stray} belongs to no option; an environment is named by --env`);
  return requestOf(values as Values);
}

// --- internal ---

type Values = { readonly [name in Exclude<keyof typeof options, "env" | "findings" | "help">]?: string } & {
  readonly env?: readonly string[];
  readonly findings?: readonly string[];
};

function requestOf(values: Values): Request {
  const { check, plan, stack, base, head, manifests } = values;
  const { "base-stack": baseStack, "base-manifests": baseManifests, "fail-on": failOn = "stop" } = values;
  if (check !== undefined) {
    const [other] = Object.keys(values).filter((name) => !["check", "plan", "stack"].includes(name));
    if (other !== undefined) return mistake(`--${other} does not go with --check`);
    return plan === undefined
      ? mistake("--check needs the plan that is about to be applied: --plan plan.json")
      : { kind: "check", report: check, plan, stack };
  }
  const level = levels.find((known) => known === failOn);
  if (level === undefined) return mistake(`--fail-on takes ${levels.join(", ")}, not ${failOn}`);
  const { format: wanted = "terminal" } = values;
  const format = formats.find((known) => known === wanted);
  if (format === undefined) return mistake(`there is no format ${wanted}; there are ${formats.join(", ")}`);
  if (base === undefined && plan === undefined && baseStack === undefined && baseManifests === undefined)
    return mistake("say what to compare with, as in --base main, or what to review, as in --plan plan.json");
  if (values.diagnostics !== undefined && plan === undefined)
    return mistake("--diagnostics belong to a plan: --plan plan.json");
  if (head !== undefined && (stack !== undefined || manifests !== undefined))
    return mistake("--head is synthesized; it does not go with --stack and --manifests");
  if (base !== undefined && (baseStack !== undefined || baseManifests !== undefined))
    return mistake("--base is synthesized; it does not go with --base-stack and --base-manifests");
  if (baseStack !== undefined && stack === undefined) return mistake("--base-stack needs --stack beside it");
  if (baseManifests !== undefined && manifests === undefined)
    return mistake("--base-manifests needs --manifests beside it");
  return {
    kind: "review",
    base,
    head,
    environments: values.env ?? [],
    plan,
    diagnostics: values.diagnostics,
    stack,
    baseStack,
    manifests,
    baseManifests,
    output: values.output ?? defaultOutput,
    failOn: level,
    acknowledgements: values.acknowledgements,
    findings: values.findings ?? [],
    format,
  };
}

const mistake = (message: string): Request => ({ kind: "mistake", message });
