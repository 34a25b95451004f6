import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { RehearsalError } from "../../rehearse/error";
import type { Scratch } from "../../rehearse/scratch";
import { findTerraform, type TerraformBinary } from "../../rehearse/terraform/binary";
import type { Causes, DefinitionLine } from "../../review/origins/origins";
import { type PlanJson, parsePlan } from "../../review/plan/parse";
import type { Notice } from "../../review/report/report";
import { type EnvironmentSide, type ReviewedEnvironment, reviewEnvironment } from "../../review/review";
import { type ForeignResult, readSarif } from "../../review/sarif/read";
import { type Secrets, secretsFrom } from "../../review/secrets/secrets";
import { allEnded } from "./all-ended";
import type { ReviewRequest } from "./arguments";
import { type EnvironmentFolders, environmentsOf, readSide, type SideFolders } from "./environments";
import { ReviewError } from "./error";
import type { PrintedCauses } from "./find-causes";
import { environmentOfPlan } from "./given-plan";
import { comparePlan, type FoundPlan, rehearsePlan } from "./plans";
import { runCauses } from "./run-causes";
import { findSides, type Sides, stackFile } from "./sides";

export interface RunProps {
  readonly request: ReviewRequest;
  /** The project's folder. */
  readonly root: string;
  /** Folder that paths are looked for in. */
  readonly from: string;
  readonly scratch: Scratch;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told what is being done, one line each. */
  readonly say: (line: string) => void;
}

export type RunResult =
  | {
      readonly kind: "reviewed";
      readonly environments: readonly ReviewedEnvironment[];
      /** What other tools found, not yet placed. */
      readonly foreign: readonly ForeignResult[];
      /** Everything secret in what was read. */
      readonly secrets: Secrets;
    }
  /** There is nothing to review, in words. */
  | { readonly kind: "nothing"; readonly message: string };

/**
 * Brings everything together that a review needs, and reviews each environment.
 *
 * @throws ReviewError where something of it cannot be had
 */
export async function runReview(props: RunProps): Promise<RunResult> {
  const { request, say } = props;
  const foreign = request.findings.flatMap((file) => foreignResults(file, props.from));
  if (foreign.length > 0) say(`${foreign.length} findings of other tools`);
  say("Synthesizing what was and what is proposed …");
  const found = await findSides(props);
  if (found.kind === "same") return { kind: "nothing", message: found.message };
  const { sides } = found;
  const all = environmentsOf(sides, request.environments);
  const given = request.plan === undefined ? undefined : givenPlan(request.plan, all, props);
  if (given?.environment === undefined && given !== undefined) return foreignPlan(given);
  const environments = given === undefined ? all : all.filter(({ name }) => name === given.environment);
  const read = environments.map((folders) => ({
    folders,
    before: readSide(folders.before, sides.before),
    after: readSide(folders.after, sides.after),
  }));
  const changed = read
    .filter(({ before, after }) => !isSame(before, after))
    .map(({ folders }) => folders.name);
  const stop = new AbortController();
  const looking = runCauses(sides, changed, AbortSignal.any([props.signal, stop.signal]));
  const planning = plansOf(given, environments, props).catch((error: unknown) => {
    stop.abort();
    throw error;
  });
  const [plans, causes] = await allEnded([planning, looking]);
  const reviewed = read.map(({ folders: { name, ...folders }, before, after }) => {
    const planned = plans.get(name);
    const told = [...sides.told, ...before.problems, ...after.problems, ...toldBy(causes, name)];
    return reviewEnvironment({
      name,
      ...revisionsOf(sides),
      before,
      after,
      comparesManifests:
        folders.compares.manifests &&
        (folders.before.manifests !== undefined || folders.after.manifests !== undefined),
      ...(planned?.plan !== undefined && {
        plan: {
          ...planned.plan,
          ...(given?.diagnostics !== undefined && { diagnostics: given.diagnostics }),
        },
      }),
      causes: causesOf(causes, name),
      notices: [...told.map((text): Notice => ({ kind: "source", text })), ...(planned?.notices ?? [])],
    });
  });
  const secrets = secretsFrom(...reviewed.map(({ secretValues }) => secretValues));
  return { kind: "reviewed", environments: reviewed, foreign, secrets };
}

// --- internal ---

const givenPlanFound = ({ plan }: GivenPlan): FoundPlan => ({
  plan: { json: plan, source: "terraform" },
  notices: [],
});

function isSame(before: EnvironmentSide, after: EnvironmentSide): boolean {
  const texts = ({ stack, manifests }: EnvironmentSide) => JSON.stringify([stack, manifests]);
  return texts(before) === texts(after);
}

/** A plan of a stack that is nowhere here: what it says of itself, and nothing of where it comes from. */
function foreignPlan({ plan, diagnostics }: GivenPlan): RunResult {
  const reviewed = reviewEnvironment({
    name: "plan",
    before: {},
    after: {},
    comparesManifests: false,
    plan: { json: plan, source: "terraform", ...(diagnostics !== undefined && { diagnostics }) },
    notices: [
      {
        kind: "source",
        text: "The plan is of none of the stacks here, so that nothing is known of where its changes come from, nor of manifests.",
      },
    ],
  });
  return {
    kind: "reviewed",
    environments: [reviewed],
    foreign: [],
    secrets: secretsFrom(reviewed.secretValues),
  };
}

interface GivenPlan {
  /** Undefined where it is of a stack that is not here. */
  readonly environment: string | undefined;
  readonly plan: PlanJson;
  readonly diagnostics?: string;
}

/** Whether the command line says what a plan has to do with. */
const namesSides = ({
  base,
  environments,
  stack,
  baseStack,
  manifests,
  baseManifests,
}: ReviewRequest): boolean =>
  [base, stack, baseStack, manifests, baseManifests].some((side) => side !== undefined) ||
  environments.length > 0;

function givenPlan(
  file: string,
  environments: readonly EnvironmentFolders[],
  { request, from }: RunProps,
): GivenPlan {
  const plan = parsePlan(readFileSync(file === "-" ? 0 : resolve(from, file), "utf8"), file);
  const stacks = new Map(
    environments.flatMap(({ name, after }) => {
      const stack = stackText(after);
      return stack === undefined ? [] : [[name, stack] as const];
    }),
  );
  return {
    environment: environmentOfPlan({ file, plan, stacks, mayBeForeign: !namesSides(request) }),
    plan,
    ...(request.diagnostics !== undefined && {
      diagnostics: readFileSync(resolve(from, request.diagnostics), "utf8"),
    }),
  };
}

async function plansOf(
  given: GivenPlan | undefined,
  environments: readonly EnvironmentFolders[],
  props: RunProps,
): Promise<ReadonlyMap<string, FoundPlan>> {
  return given === undefined
    ? rehearsedPlans(environments, props)
    : new Map(environments.map(({ name }) => [name, givenPlanFound(given)]));
}

async function rehearsedPlans(
  environments: readonly EnvironmentFolders[],
  { root, scratch, env, signal, say }: RunProps,
): Promise<ReadonlyMap<string, FoundPlan>> {
  const plans = new Map<string, FoundPlan>();
  let terraform: TerraformBinary | RehearsalError | undefined;
  for (const { name, before, after, compares } of environments) {
    if (!compares.stacks || (before.stack === undefined && after.stack === undefined)) continue;
    if (stackText(before) === stackText(after)) {
      const text = `The stack of ${name} is the same before and after, so Terraform has nothing to do for this change.`;
      plans.set(name, { notices: [{ kind: "source", text }] });
      continue;
    }
    terraform ??= terraformOf(env);
    if (terraform instanceof RehearsalError) {
      plans.set(name, comparePlan(stackText(before), stackText(after), terraform.message));
      continue;
    }
    say(`Rehearsing the change of ${name} …`);
    plans.set(
      name,
      await rehearsePlan({
        environment: name,
        before: before.stack,
        after: after.stack,
        root,
        terraform,
        scratch,
        env,
        signal,
      }),
    );
  }
  return plans;
}

const stackText = ({ stack }: SideFolders): string | undefined =>
  stack === undefined ? undefined : readFileSync(join(stack, stackFile), "utf8");

function terraformOf(env: NodeJS.ProcessEnv): TerraformBinary | RehearsalError {
  try {
    return findTerraform(env.TERRAFORM_BINARY_NAME ?? "terraform", env);
  } catch (error) {
    if (error instanceof RehearsalError) return error;
    throw error;
  }
}

function revisionsOf({ before, after }: Sides) {
  if (before?.revision === undefined || after.revision === undefined) return {};
  return { revisions: { base: before.revision, head: after.revision } };
}

const toldBy = (causes: PrintedCauses | undefined, name: string): readonly string[] => {
  const told = causes?.environments[name]?.told;
  return told === undefined ? [] : [told];
};

function causesOf(causes: PrintedCauses | undefined, name: string): Causes {
  const all = Object.entries(causes?.environments ?? {});
  // a bootstrap stack is of its environment's definition
  const resources = all.flatMap(([, { resources: stacks }]) => Object.entries(stacks[name] ?? {}));
  const objects: [string, DefinitionLine][] = all.flatMap(([environment, { objects: lines }]) =>
    environment === name ? Object.entries(lines) : [],
  );
  return { resources: new Map(resources), objects: new Map(objects) };
}

function foreignResults(file: string, from: string): readonly ForeignResult[] {
  const read = readSarif(readFileSync(resolve(from, file), "utf8"));
  if (read.kind === "broken") throw new ReviewError(`${file} ${read.message}`);
  return read.results;
}
