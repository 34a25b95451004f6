import { releasesOf } from "../verify/input/releases";
import { readStack } from "../verify/input/terraform";
import { isRecord } from "../verify/structural/record";
import type { ManifestDifference } from "./manifests/difference";
import { differencesOf } from "./manifests/differences";
import type { ManifestText } from "./manifests/documents";
import { shownIdentity } from "./manifests/identity";
import { type ReadManifests, readManifests } from "./manifests/read";
import { manifestReport } from "./manifests/report";
import type { ConstructMap } from "./origins/construct-map";
import { type Causes, type Origins, originsOf } from "./origins/origins";
import type { PlanJson } from "./plan/parse";
import type {
  EnvironmentReport,
  ManifestReport,
  Notice,
  ObjectIdentity,
  Origin,
  PlanReport,
} from "./report/report";
import type { ReleaseValues, RuleContext, StackContents } from "./rules/rule";
import { runRules } from "./rules/run";
import type { ForeignSubjects } from "./sarif/merge";
import type { Secrets } from "./secrets/secrets";

/** Everything that is at hand about the change of one environment, as text. */
export interface EnvironmentInput {
  readonly name: string;
  readonly revisions?: EnvironmentReport["revisions"];
  readonly before: EnvironmentSide;
  readonly after: EnvironmentSide;
  /** Whether manifests are compared; a side that has none then has no objects. */
  readonly comparesManifests: boolean;
  readonly plan?: PlanInput;
  /** Everything secret in what is reviewed; shared by environments that are reviewed together. */
  readonly secrets: Secrets;
  readonly causes?: Causes;
  /** What is known about how it all came to be. */
  readonly notices: readonly Notice[];
}

export interface PlanInput {
  readonly json: PlanJson;
  readonly source: PlanReport["source"];
  /** What `terraform plan -json` printed, line by line. */
  readonly diagnostics?: string;
}

export interface EnvironmentSide {
  /** Text of `cdk.tf.json`; undefined where there is none. */
  readonly stack?: string;
  readonly manifests?: readonly ManifestText[];
  readonly constructs?: ConstructMap;
}

export interface ReviewedEnvironment {
  readonly report: EnvironmentReport;
  /** What other tools may speak of. */
  readonly subjects: ForeignSubjects;
}

/** Reviews one environment: what changes, where that comes from, and what of it could hurt. */
export function reviewEnvironment(input: EnvironmentInput): ReviewedEnvironment {
  const { name, revisions, before, after, causes, notices } = input;
  const origins = originsOf({
    environment: name,
    before,
    after,
    ...(causes !== undefined && { causes }),
  });
  const manifests = input.comparesManifests ? compareManifests(before, after, origins) : undefined;
  const context: RuleContext = {
    environment: name,
    resources: [],
    ...(manifests !== undefined && { manifests: manifests.differences }),
    objects: manifests?.report.changes ?? [],
    routing: [],
    releases: releasesOn(before, after),
    stacks: stacksOn(before, after),
  };
  return {
    subjects: {
      ...(after.stack !== undefined && { stack: after.stack }),
      manifests: after.manifests ?? [],
      origins,
    },
    report: {
      name,
      ...(revisions !== undefined && { revisions }),
      ...(manifests !== undefined && { manifests: manifests.report }),
      routing: [],
      notices: [...notices, ...(manifests?.notices ?? [])],
      findings: runRules(context, originOfSubject(origins, manifests?.differences ?? [])),
      pictures: [],
    },
  };
}

// --- internal ---

interface ComparedManifests {
  readonly read: ReadManifests;
  readonly differences: readonly ManifestDifference[];
  readonly report: ManifestReport;
  readonly notices: readonly Notice[];
}

function compareManifests(
  before: EnvironmentSide,
  after: EnvironmentSide,
  origins: Origins,
): ComparedManifests {
  const read = readManifests(before.manifests ?? [], after.manifests ?? []);
  const differences = differencesOf(read.base, read.head);
  return {
    read,
    differences,
    report: manifestReport({ differences, objects: read.objects, originOf: origins.ofObject }),
    notices: read.problems.map(({ side, file, line, column, message }) => ({
      kind: "source",
      text: `${side === "base" ? "Before, " : ""}${file}:${line}:${column}: ${message}.`,
    })),
  };
}

/** Findings name an object by kind, namespace and name, and a resource by its address. */
function originOfSubject(
  origins: Origins,
  differences: readonly ManifestDifference[],
): (subject: string) => Origin {
  const objects = new Map<string, ObjectIdentity>(
    differences.map(({ identity }) => [shownIdentity(identity), identity]),
  );
  return (subject) => {
    const object = objects.get(subject);
    return object === undefined ? origins.ofResource(subject) : origins.ofObject(object);
  };
}

function releasesOn(before: EnvironmentSide, after: EnvironmentSide): RuleContext["releases"] {
  const [old, proposed] = [before, after].map(({ stack }) =>
    stack === undefined ? undefined : releasesIn(stack),
  );
  return { ...(old !== undefined && { before: old }), ...(proposed !== undefined && { after: proposed }) };
}

function releasesIn(text: string): readonly ReleaseValues[] {
  const read = readStack("cdk.tf.json", text);
  if (read.kind === "broken") return [];
  return releasesOf(read.stack).releases.map(
    ({ address = "", name = "", namespace = "default", ...rest }) => ({
      address,
      name,
      namespace,
      chart: rest.chart,
      ...(rest.version !== undefined && { version: rest.version }),
      values: rest.values,
    }),
  );
}

function stacksOn(before: EnvironmentSide, after: EnvironmentSide): NonNullable<RuleContext["stacks"]> {
  const [old, proposed] = [before, after].map(({ stack }) =>
    stack === undefined ? undefined : contentsOf(stack),
  );
  return { ...(old !== undefined && { before: old }), ...(proposed !== undefined && { after: proposed }) };
}

function contentsOf(text: string): StackContents {
  const read = readStack("cdk.tf.json", text);
  const resources =
    read.kind === "broken" ? [] : [...read.stack.resources.values()].flatMap((it) => [...it.values()]);
  return {
    backend: backendIn(text),
    resources: new Map(resources.map(({ address, attributes }) => [address, attributes])),
  };
}

function backendIn(text: string): unknown {
  try {
    const root = JSON.parse(text) as unknown;
    const terraform = isRecord(root) ? root.terraform : undefined;
    return isRecord(terraform) ? terraform.backend : undefined;
  } catch {
    return undefined;
  }
}
