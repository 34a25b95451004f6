import type { ManifestDifference, ManifestObject } from "../../../review/manifests/difference";
import { type Plan, type PlanChange, Unknown, type Value } from "../../../review/plan/change";
import type { ObjectIdentity } from "../../../review/report/report";
import type { PresentObject, ReleaseValues, RuleContext } from "../../../review/rules/rule";

export const unknown = Unknown.value;

/** What a test says about a rule: what it finds in a context, as `level subject: happens`. */
export interface Case {
  readonly name: string;
  readonly context: RuleContext;
  readonly finds: readonly string[];
}

/** Both sides of a rule: contexts in which it finds something, and near misses in which it does not. */
export interface Cases {
  readonly fires: readonly Case[];
  readonly quiet: readonly Omit<Case, "finds">[];
}

type Attributes = Readonly<Record<string, Value>>;

/** A change of one resource; its type and name come from the address. */
export function change(
  address: string,
  action: PlanChange["action"],
  before: Attributes | undefined,
  after: Attributes | undefined,
  rest: Partial<PlanChange> = {},
): PlanChange {
  const [type = "", name = ""] = address.replace(/^module\.[^.]+\./, "").split(/[.[]/);
  return {
    address,
    mode: "managed",
    type,
    name,
    action,
    replacePaths: [],
    before,
    after,
    onlySensitivity: false,
    ...rest,
  };
}

export const create = (address: string, after: Attributes = {}, rest?: Partial<PlanChange>): PlanChange =>
  change(address, "create", undefined, after, rest);

export const remove = (address: string, before: Attributes = {}, rest?: Partial<PlanChange>): PlanChange =>
  change(address, "delete", before, undefined, rest);

export const update = (address: string, before: Attributes, after: Attributes): PlanChange =>
  change(address, "update", before, after);

export const keep = (address: string, attributes: Attributes = {}): PlanChange =>
  change(address, "no-op", attributes, attributes);

/** Replaced because of `paths`. */
export const replace = (
  address: string,
  before: Attributes = {},
  after: Attributes = before,
  paths: readonly string[] = [],
  action: "replace-delete-first" | "replace-create-first" = "replace-delete-first",
): PlanChange =>
  change(address, action, before, after, { replacePaths: paths.map((path) => path.split(".")) });

export function plan(changes: readonly PlanChange[], rest: Partial<Plan> = {}): Plan {
  return {
    terraformVersion: "1.11.4",
    applyable: true,
    complete: true,
    errored: false,
    refreshOnly: false,
    rehearsed: false,
    changes,
    drift: [],
    outputs: [],
    checks: [],
    references: new Map(),
    ...rest,
  };
}

/** A context in which nothing but `rest` is at hand. */
export const context = (rest: Partial<RuleContext>): RuleContext => ({
  environment: "prod",
  resources: [],
  objects: [],
  routing: [],
  releases: {},
  ...rest,
});

/** A context with a plan of these changes. */
export const planned = (changes: readonly PlanChange[], rest?: Partial<Plan>): RuleContext =>
  context({ plan: plan(changes, rest) });

export const release = (address: string, rest: Partial<ReleaseValues> = {}): ReleaseValues => ({
  address,
  name: address.split(".")[1] ?? "",
  namespace: "default",
  chart: address.split(".")[1] ?? "",
  values: {},
  ...rest,
});

/** An object as a manifest has it. */
export type KubernetesObject = Readonly<Record<string, unknown>> & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

export function identityOf({ apiVersion, kind, metadata }: KubernetesObject): ObjectIdentity {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return { group, kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

const manifest = (object: KubernetesObject): ManifestObject => ({
  file: `${object.kind}.yaml`,
  apiVersion: object.apiVersion,
  object,
});

/** One object before and after; undefined on the side where it is not. */
export function difference(
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
): ManifestDifference {
  const object = after ?? before;
  if (object === undefined) throw new Error("an object on one side at least");
  return {
    identity: identityOf(object),
    action: before === undefined ? "create" : after === undefined ? "delete" : "update",
    ...(before === undefined ? {} : { before: manifest(before) }),
    ...(after === undefined ? {} : { after: manifest(after) }),
  };
}

export const present = (object: KubernetesObject): PresentObject => ({
  identity: identityOf(object),
  object: manifest(object),
});

/** A context with manifests that differ. */
export const manifests = (
  differences: readonly ManifestDifference[],
  rest: Partial<RuleContext> = {},
): RuleContext => context({ manifests: differences, ...rest });
