import { releasesOf } from "../verify/input/releases";
import { readStack } from "../verify/input/terraform";
import { isRecord } from "../verify/structural/record";
import type { ManifestDifference, ManifestObject } from "./manifests/difference";
import { differencesOf } from "./manifests/differences";
import type { ManifestText } from "./manifests/documents";
import { shownIdentity } from "./manifests/identity";
import { type ReadManifests, readManifests } from "./manifests/read";
import { manifestReport } from "./manifests/report";
import type { ConstructMap } from "./origins/construct-map";
import { type Causes, type Origins, originsOf } from "./origins/origins";
import { resourceOf } from "./origins/terraform-paths";
import { platformPicture } from "./pictures/platform";
import { routesPicture } from "./pictures/routes";
import type { Plan } from "./plan/change";
import { type DescribedChange, describeChanges } from "./plan/describe";
import { planNotices } from "./plan/notices";
import type { PlanJson } from "./plan/parse";
import { readPlan } from "./plan/read";
import { planReport } from "./plan/report";
import { coveredReport } from "./report/finished";
import type {
  EnvironmentReport,
  ManifestReport,
  Notice,
  ObjectIdentity,
  Origin,
  PlanReport,
} from "./report/report";
import { routingInputs } from "./routing/inputs";
import { type Routing, routingOf } from "./routing/routing";
import type { PresentObject, ReleaseValues, RuleContext, StackContents } from "./rules/rule";
import { runRules } from "./rules/run";
import type { ForeignSubjects } from "./sarif/merge";
import { collectSecrets } from "./secrets/collect";
import { type Secrets, secretsFrom } from "./secrets/secrets";

/** Everything that is at hand about the change of one environment, as text. */
export interface EnvironmentInput {
  readonly name: string;
  readonly revisions?: EnvironmentReport["revisions"];
  readonly before: EnvironmentSide;
  readonly after: EnvironmentSide;
  /** Whether manifests are compared; a side that has none then has no objects. */
  readonly comparesManifests: boolean;
  readonly plan?: PlanInput;
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
  /** Everything secret that was met. */
  readonly secretValues: ReadonlySet<string>;
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
  const { secrets, secretValues, manifests } = readSecretsFirst(input);
  const objects = manifests === undefined ? undefined : compareManifests(manifests, origins);
  const routing = manifests === undefined ? undefined : routingOn(manifests, before, after, secrets);
  const plan = input.plan === undefined ? undefined : planOf(input.plan, after, origins, secrets);
  const originOf = originOfSubject(origins, objects?.differences ?? []);
  let present: readonly PresentObject[] | undefined;
  const findings = runRules(
    {
      environment: name,
      ...(plan !== undefined && { plan: plan.plan }),
      resources: plan?.described.map(({ report }) => report) ?? [],
      ...(objects !== undefined && { manifests: objects.differences }),
      objects: objects?.report.changes ?? [],
      routing: routing?.changes ?? [],
      releases: releasesOn(before, after),
      stacks: stacksOn(before, after),
      get present() {
        // most changes can be judged without, and it is all there is
        if (manifests !== undefined) present ??= presentObjects(manifests, after);
        return present;
      },
    },
    originOf,
  );
  const routes = routing === undefined ? undefined : routesPicture(routing);
  const report: EnvironmentReport = {
    name,
    ...(revisions !== undefined && { revisions }),
    ...(plan !== undefined && { plan: plan.report(new Set(findings.map(({ subject }) => subject))) }),
    ...(objects !== undefined && { manifests: objects.report }),
    routing: routing?.changes ?? [],
    notices: loudestFirst([
      ...(plan === undefined ? [] : [...refusedReplacements(plan.plan, after), ...plan.notices]),
      ...notices,
      ...(objects?.notices ?? []),
      ...(routing === undefined ? [] : leftOutRoutes(routing)),
    ]),
    findings,
    pictures: [
      ...(plan === undefined ? [] : [platformPicture(plan.plan, originOf)]),
      ...(routes === undefined ? [] : [routes]),
    ],
  };
  return {
    report: coveredReport(report, secrets),
    subjects: {
      ...(after.stack !== undefined && { stack: after.stack }),
      manifests: after.manifests ?? [],
      origins,
    },
    secretValues,
  };
}

// --- internal ---

/** Secrets of both halves are known before either is compared, so that each is covered in both. */
function readSecretsFirst({ plan, before, after, comparesManifests }: EnvironmentInput): {
  readonly secrets: Secrets;
  readonly secretValues: ReadonlySet<string>;
  readonly manifests?: ReadManifests;
} {
  const planned = plan === undefined ? new Set<string>() : collectSecrets(plan.json);
  if (!comparesManifests) return { secrets: secretsFrom(planned), secretValues: planned };
  let all = planned;
  const manifests = readManifests(before.manifests ?? [], after.manifests ?? [], {
    secrets(own) {
      all = new Set([...planned, ...own]);
      return secretsFrom(all);
    },
  });
  return { secrets: manifests.secrets, secretValues: all, manifests };
}

interface ReadPlan {
  readonly plan: Plan;
  readonly described: readonly DescribedChange[];
  readonly notices: readonly Notice[];
  /** @param keep addresses of what has a finding */
  readonly report: (keep: ReadonlySet<string>) => PlanReport;
}

function planOf(
  { json, source, diagnostics }: PlanInput,
  { stack }: EnvironmentSide,
  origins: Origins,
  secrets: Secrets,
): ReadPlan {
  const plan = readPlan(json, secrets, { rehearsed: source === "rehearsal" });
  const options = { originOf: origins.ofResource, secrets };
  const described = describeChanges(plan, options);
  return {
    plan,
    described,
    notices: planNotices(plan, { ...(diagnostics !== undefined && { log: diagnostics }), secrets }),
    report: (keep) => ({
      ...planReport(plan, {
        ...options,
        described,
        keep,
        json,
        ...(stack !== undefined && { stackText: stack }),
      }),
      source,
    }),
  };
}

const noticeOrder: readonly Notice["kind"][] = [
  "errored",
  "diagnostic",
  "refresh-only",
  "destroy",
  "incomplete",
  "check",
  "source",
  "acknowledgement",
];

const loudestFirst = (notices: readonly Notice[]): readonly Notice[] =>
  [...notices].sort((a, b) => noticeOrder.indexOf(a.kind) - noticeOrder.indexOf(b.kind));

/** What a rehearsal shows although Terraform would stop there. */
function refusedReplacements({ changes }: Plan, { stack }: EnvironmentSide): readonly Notice[] {
  const resources = stack === undefined ? undefined : contentsOf(stack).resources;
  const refused = changes
    .filter(({ action }) => action.startsWith("replace-"))
    .filter(({ address }) => {
      const { lifecycle } = resources?.get(resourceOf(address)) ?? {};
      return isRecord(lifecycle) && lifecycle.prevent_destroy === true;
    })
    .map(({ address }) => address);
  return refused.length === 0
    ? []
    : [
        {
          kind: "errored",
          text: `Terraform will refuse this: ${refused.join(", ")} would be destroyed, and prevent_destroy protects it.`,
        },
      ];
}

function leftOutRoutes({ leftOut: { routers, changes } }: Routing): readonly Notice[] {
  const some = (count: number, noun: string) =>
    count === 0 ? [] : [`${count} ${noun}${count === 1 ? "" : "s"}`];
  const left = [...some(routers, "router"), ...some(changes, "change")];
  return left.length === 0
    ? []
    : [
        {
          kind: "source",
          text: `Of the changes of routes, ${left.join(" and ")} are left out: there are too many.`,
        },
      ];
}

interface ComparedManifests {
  readonly differences: readonly ManifestDifference[];
  readonly report: ManifestReport;
  readonly notices: readonly Notice[];
}

function compareManifests(read: ReadManifests, origins: Origins): ComparedManifests {
  const differences = differencesOf(read.base, read.head);
  return {
    differences,
    report: manifestReport({ differences, objects: read.objects, originOf: origins.ofObject }),
    notices: read.problems.map(({ side, file, line, column, message }) => ({
      kind: "source",
      text: `${side === "base" ? "Before, " : ""}${file}:${line}:${column}: ${message}.`,
    })),
  };
}

function routingOn(
  manifests: ReadManifests,
  before: EnvironmentSide,
  after: EnvironmentSide,
  { coverText }: Secrets,
): Routing | undefined {
  const file = (text: string) => ({ path: "cdk.tf.json", text });
  const inputs = routingInputs(manifests, {
    ...(before.stack !== undefined && { base: file(before.stack) }),
    ...(after.stack !== undefined && { head: file(after.stack) }),
  });
  return inputs === undefined ? undefined : routingOf(inputs.base, inputs.head, { coverText });
}

/** Every object that is proposed, secrets covered. */
function presentObjects(read: ReadManifests, { manifests = [] }: EnvironmentSide): readonly PresentObject[] {
  const groups = manifests.flatMap(({ text }) =>
    [...text.matchAll(/^\s*(?:- )?"?apiVersion"?:[ \t]*["']?([\w.-]+)(\/)?/gm)].map(
      ([, group = "", slash]) => (slash === undefined ? "" : group),
    ),
  );
  return read
    .everything([...new Set(groups)])
    .head.map(({ file, apiVersion, group, kind, namespace, name, object }) => ({
      identity: { group, kind, namespace, name },
      object: { file, apiVersion, object: read.secrets.cover(object) as ManifestObject["object"] },
    }));
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
