import { byCodeUnits, canonical, equals, isRecord, type Path } from "../differences/value";
import type { Action } from "../report/report";
import type { Secrets } from "../secrets/secrets";
import { configurationAddress } from "./address";
import type { Plan, PlanChange, Value } from "./change";
import { configuredIn } from "./configured";
import type { PlanJson } from "./parse";
import { referencesIn } from "./references";
import { withUnknown } from "./unknown";

export interface ReadOptions {
  /** Whether a rehearsal made it, whose computed values are made up. @default false */
  readonly rehearsed?: boolean;
}

/**
 * A plan in one form, with secrets covered.
 *
 * @param json from `parsePlan`
 * @param secrets from `secretsFrom(collectSecrets(json), …)`; ordinals are given in the order of addresses
 */
export function readPlan(json: PlanJson, secrets: Secrets, { rehearsed = false }: ReadOptions = {}): Plan {
  const deferred = records(json.deferred_changes).flatMap(({ reason, resource_change: change }) =>
    isRecord(change) ? [{ raw: change, deferred: text(reason) ?? "unknown" }] : [],
  );
  const changes = changesOf(
    [...records(json.resource_changes).map((raw) => ({ raw })), ...deferred],
    secrets,
  );
  return {
    terraformVersion: text(json.terraform_version) ?? "",
    // older releases do not say these (Terraform 1.5 to 1.7)
    applyable: json.applyable !== false,
    complete: json.complete !== false,
    errored: json.errored === true,
    refreshOnly: isRefreshOnly(json),
    rehearsed,
    changes,
    drift: changesOf(
      records(json.resource_drift).map((raw) => ({ raw })),
      secrets,
    ),
    outputs: outputsOf(json.output_changes, secrets),
    checks: checksOf(json.checks, secrets),
    ...optional("invocations", invocationsOf(json)),
    references: withInstances(referencesIn(json.configuration), changes),
    configured: configuredIn(json.configuration),
  };
}

// --- internal ---

type Entries = Readonly<Record<string, unknown>>;

const records = (value: unknown): readonly Entries[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const optional = <K extends string, V>(key: K, value: V | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };

interface Raw {
  readonly raw: Entries;
  readonly deferred?: string;
}

function changesOf(raws: readonly Raw[], secrets: Secrets): readonly PlanChange[] {
  return raws
    .map((one) => ({ ...one, key: [text(one.raw.address) ?? "", text(one.raw.deposed) ?? ""] as const }))
    .sort(({ key: one }, { key: other }) => byCodeUnits(one[0], other[0]) || byCodeUnits(one[1], other[1]))
    .map((one) => changeOf(one, secrets));
}

function changeOf({ raw, deferred }: Raw, secrets: Secrets): PlanChange {
  const change = isRecord(raw.change) ? raw.change : {};
  const actions = Array.isArray(change.actions) ? change.actions.map(String) : [];
  const before = sideOf(change.before, undefined);
  const after = sideOf(change.after, change.after_unknown);
  const sensitivity =
    before === undefined || after === undefined
      ? []
      : sensitivityPaths(before, after, change.before_sensitive, change.after_sensitive);
  const previousAddress = text(raw.previous_address);
  const importId = importIdOf(change.importing);
  const { index } = raw;
  return {
    address: text(raw.address) ?? "",
    ...optional("deposed", text(raw.deposed)),
    ...optional("module", text(raw.module_address)),
    mode: raw.mode === "data" ? "data" : "managed",
    type: text(raw.type) ?? "",
    name: text(raw.name) ?? "",
    ...optional("index", typeof index === "number" ? index : text(index)),
    action: actionOf(actions, previousAddress !== undefined, importId !== undefined),
    ...optional("actionReason", text(raw.action_reason)),
    ...optional("previousAddress", previousAddress),
    ...optional("importId", importId === undefined ? undefined : secrets.coverText(importId)),
    ...optional("deferred", deferred),
    ...(actions.includes("forget") && actions.includes("create") ? { forgetsReplaced: true } : {}),
    replacePaths: pathsOf(change.replace_paths),
    before: secrets.cover(before, change.before_sensitive),
    after: secrets.cover(after, change.after_sensitive),
    onlySensitivity: actions.join() === "update" && sensitivity.length > 0 && equals(before, after),
    ...(sensitivity.length === 0
      ? {}
      : {
          sensitivityPaths: sensitivity.map((path) =>
            path.map((step) => (typeof step === "number" ? step : secrets.coverKey(step))),
          ),
        }),
  };
}

const sideOf = (value: unknown, unknown: unknown): Value => {
  const merged = withUnknown(value, unknown);
  return merged === null ? undefined : merged;
};

/** What it does, also where a newer Terraform says more than is known here: loud rather than quiet. */
function actionOf(actions: readonly string[], moved: boolean, imported: boolean): Action {
  const [creates, deletes, forgets] = ["create", "delete", "forget"].map((name) => actions.indexOf(name)) as [
    number,
    number,
    number,
  ];
  if (creates >= 0 && deletes >= 0)
    return deletes < creates ? "replace-delete-first" : "replace-create-first";
  if (creates >= 0 && forgets >= 0) return "replace-create-first";
  if (deletes >= 0) return "delete";
  if (forgets >= 0) return "forget";
  if (creates >= 0) return "create";
  if (actions.every((name) => name === "no-op")) return imported ? "import" : moved ? "move" : "no-op";
  return actions.includes("read") ? "read" : "update";
}

/** By an id or, since Terraform 1.12, by an identity. */
function importIdOf(importing: unknown): string | undefined {
  if (!isRecord(importing)) return undefined;
  return (
    text(importing.id) ??
    (isRecord(importing.identity) ? canonical(importing.identity) : "(known after apply)")
  );
}

function pathsOf(paths: unknown): readonly Path[] {
  if (!Array.isArray(paths)) return [];
  return paths
    .filter(Array.isArray)
    .map((path: readonly unknown[]) => path.map((step) => (typeof step === "number" ? step : String(step))))
    .sort((one, other) => byCodeUnits(one.join("\0"), other.join("\0")));
}

/** Where a mark comes or goes while the value stays. */
function sensitivityPaths(
  before: Value,
  after: Value,
  old: unknown,
  young: unknown,
  path: Path = [],
): Path[] {
  if ((old === true) !== (young === true)) return equals(before, after) ? [path] : [];
  if (old === true || (!hasMark(old) && !hasMark(young))) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.flatMap((value, index) =>
      sensitivityPaths(value, after[index], at(old, index), at(young, index), [...path, index]),
    );
  }
  if (!isRecord(before) || !isRecord(after)) return [];
  return Object.keys(before)
    .filter((key) => Object.hasOwn(after, key))
    .sort()
    .flatMap((key) =>
      sensitivityPaths(before[key], after[key], at(old, key), at(young, key), [...path, key]),
    );
}

const at = (marks: unknown, step: string | number): unknown =>
  typeof marks === "object" && marks !== null && Object.hasOwn(marks, step)
    ? (marks as Entries)[step]
    : undefined;

const hasMark = (marks: unknown): boolean =>
  marks === true || (typeof marks === "object" && marks !== null && Object.values(marks).some(hasMark));

function outputsOf(outputs: unknown, secrets: Secrets): Plan["outputs"] {
  if (!isRecord(outputs)) return [];
  return Object.keys(outputs)
    .sort()
    .map((name) => {
      const raw = outputs[name];
      const change = isRecord(raw) ? raw : {};
      const actions = Array.isArray(change.actions) ? change.actions.map(String) : [];
      // by its name as well, which may tell that it is secret
      const side = (value: unknown, unknown: unknown, marks: unknown): Value => {
        const covered = secrets.cover({ [name]: sideOf(value, unknown) }, { [name]: marks });
        return isRecord(covered) ? Object.values(covered)[0] : undefined;
      };
      return {
        name,
        action: outputAction(actions),
        before: side(change.before, undefined, change.before_sensitive),
        after: side(change.after, change.after_unknown, change.after_sensitive),
      };
    });
}

function outputAction(actions: readonly string[]): Plan["outputs"][number]["action"] {
  if (actions.includes("create") && !actions.includes("delete")) return "create";
  if (actions.join() === "delete") return "delete";
  return actions.every((name) => name === "no-op") ? "no-op" : "update";
}

const statuses = ["pass", "fail", "error", "unknown"] as const;

function checksOf(checks: unknown, secrets: Secrets): Plan["checks"] {
  return records(checks)
    .map(({ address, status, instances }) => ({
      address: (isRecord(address) ? text(address.to_display) : undefined) ?? "",
      status: statuses.find((known) => known === status) ?? ("unknown" as const),
      messages: records(instances)
        .flatMap(({ problems }) => records(problems))
        .flatMap(({ message }) => text(message) ?? [])
        .sort(),
    }))
    .sort((one, other) => byCodeUnits(one.address, other.address))
    .map((check) => ({ ...check, messages: check.messages.map(secrets.coverText) }));
}

/** Since Terraform 1.14. */
function invocationsOf(json: PlanJson): readonly string[] | undefined {
  const addresses = [
    ...records(json.action_invocations),
    ...records(json.deferred_action_invocations).map(({ action_invocation: inner }) =>
      isRecord(inner) ? inner : {},
    ),
  ].map(({ address }) => text(address) ?? "an action");
  return addresses.length === 0 ? undefined : addresses.sort();
}

/**
 * Nothing says so. Every other plan that has its whole state names what it leaves alone, while this one does not name
 * what it does not touch.
 */
function isRefreshOnly(json: PlanJson): boolean {
  const isWhole = json.complete !== false && json.errored !== true;
  if (!isWhole || records(json.resource_changes).length > 0) return false;
  const state = isRecord(json.prior_state) ? json.prior_state.values : undefined;
  return isRecord(state) && holdsResources(state.root_module);
}

function holdsResources(module: unknown): boolean {
  if (!isRecord(module)) return false;
  return (
    records(module.resources).some(({ mode }) => mode === "managed") ||
    records(module.child_modules).some(holdsResources)
  );
}

function withInstances(
  references: Map<string, readonly string[]>,
  changes: readonly PlanChange[],
): ReadonlyMap<string, readonly string[]> {
  for (const { address } of changes) {
    const own = references.get(configurationAddress(address));
    if (own !== undefined) references.set(address, own);
  }
  return references;
}
