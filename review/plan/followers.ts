import { byCodeUnits, isRecord } from "../differences/value";
import { configurationAddress } from "./address";
import { type Plan, type PlanChange, Unknown, type Value } from "./change";

/**
 * By the address of what is replaced or gets new values, the addresses of what changes because of it: what refers to
 * something there that is not known, and so on through what follows itself. New resources follow nobody.
 */
export function followersIn(plan: Plan): ReadonlyMap<string, readonly string[]> {
  const byConfiguration = new Map<string, PlanChange[]>();
  for (const change of plan.changes) {
    const address = configurationAddress(change.address);
    byConfiguration.set(address, [...(byConfiguration.get(address) ?? []), change]);
  }
  const direct = new Map<string, Set<string>>();
  for (const change of plan.changes) {
    if (!canFollow(change)) continue;
    for (const reference of plan.references.get(configurationAddress(change.address)) ?? []) {
      const target = targetOf(reference, byConfiguration);
      for (const cause of target?.changes ?? []) {
        if (cause.address === change.address || !isUnknownAt(cause, target?.path ?? [])) continue;
        direct.set(cause.address, (direct.get(cause.address) ?? new Set()).add(change.address));
      }
    }
  }
  return new Map(
    [...direct.keys()].map((address) => [address, [...reachable(address, direct)].sort(byCodeUnits)]),
  );
}

// --- internal ---

const isReplaced = ({ action }: PlanChange): boolean =>
  action === "replace-create-first" || action === "replace-delete-first";

/** What waits for a value: a resource that changes anyway, or a data source that is read again. */
const canFollow = (change: PlanChange): boolean =>
  change.deposed === undefined &&
  (isReplaced(change) ||
    change.action === "read" ||
    (change.action === "update" && holdsUnknown(change.after)));

function targetOf(reference: string, byConfiguration: ReadonlyMap<string, readonly PlanChange[]>) {
  const steps = stepsOf(reference);
  for (let length = steps.length; length >= 2; length--) {
    if (typeof steps[length - 1] === "number") continue;
    const address = steps
      .slice(0, length)
      .filter((step) => typeof step === "string")
      .join(".");
    const changes = byConfiguration.get(address);
    if (changes !== undefined) return { changes, path: steps.slice(length) };
  }
  return undefined;
}

/** `a.b[0].c["d"]` → a, b, 0, c, d */
const stepsOf = (reference: string): (string | number)[] =>
  [...reference.matchAll(/([^.[\]]+)|\[(?:(\d+)|"((?:[^"\\]|\\.)*)"|([^\]]*))\]/g)].map(
    ([, name, index, key, other]) => (index === undefined ? (name ?? key ?? other ?? "") : Number(index)),
  );

/** Of what is only changed, the attribute that is referred to counts; what is made anew has other ones in many places. */
function isUnknownAt(change: PlanChange, path: readonly (string | number)[]): boolean {
  if (change.deposed !== undefined || change.after === undefined) return false;
  if (!isReplaced(change) && change.action !== "update" && change.action !== "read") return false;
  // an index belongs to the resource where it is one of several
  const [first, ...rest] = path;
  const steps = change.index !== undefined && first === change.index ? rest : path;
  // no value at all: it only comes first (depends_on)
  if (steps.length === 0) return false;
  let value: Value = change.after;
  for (const step of steps) {
    if (value instanceof Unknown) return true;
    if (Array.isArray(value) && typeof step === "number") value = value[step];
    else if (isRecord(value) && Object.hasOwn(value, step)) value = value[step];
    else return false;
  }
  return holdsUnknown(value);
}

function holdsUnknown(value: Value): boolean {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isRecord(value) && Object.values(value).some(holdsUnknown);
}

function reachable(from: string, direct: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set<string>();
  const queue = [...(direct.get(from) ?? [])];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || next === from) continue;
    found.add(next);
    queue.push(...(direct.get(next) ?? []));
  }
  return found;
}
