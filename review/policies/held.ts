import { configurationAddress } from "../plan/address";
import { attribute, itemsAt, same, textAt } from "../plan/attribute";
import { type Plan, type PlanChange, Unknown, type Value } from "../plan/change";
import { oncePerContext } from "../rules/once";
import type { RuleContext, StackContents } from "../rules/rule";
import { type PolicyDifference, policyDifference } from "./difference";
import { type Policy, readPolicy, type Statement } from "./document";

/** Whose policy it is: what an identity may do, who may assume a role, who may use a resource. */
export type PolicyKind = "identity" | "trust" | "resource";

/** Policies of one holder that change, taken together. */
export interface PolicyChange {
  /** Address of the change that says so; of the first where several do. */
  readonly subject: string;
  readonly kind: PolicyKind;
  /** Whether whoever has the policies is created by this plan, so that nobody could use them before. */
  readonly fresh: boolean;
  readonly outcome:
    | ({ readonly kind: "judged" } & PolicyDifference)
    | { readonly kind: "hidden"; readonly because: string };
}

/** Every change of what policies allow, wherever they stand. */
export const policyChanges = oncePerContext((context): readonly PolicyChange[] => {
  const { plan } = context;
  if (plan === undefined) return [];
  const groups = new Map<string, Held[]>();
  for (const held of plan.changes.flatMap((change) => heldBy(change, plan))) {
    groups.set(held.holder, [...(groups.get(held.holder) ?? []), held]);
  }
  return [...groups.values()].flatMap((group) => changeOf(group, context, plan) ?? []);
});

/** The role that a policy or an attachment belongs to, as far as the plan knows it. */
export function roleOf(change: PlanChange, plan: Plan): PlanChange | undefined {
  const name = textAt(change.after, "role") ?? textAt(change.before, "role");
  const roles = plan.changes.filter(({ type, deposed }) => type === "aws_iam_role" && deposed === undefined);
  const named = roles.filter((role) =>
    [role.after, role.before].some((side) => name !== undefined && textAt(side, "name") === name),
  );
  if (named.length > 0) return named[0];
  const references = referencesOf(change, plan);
  return roles.find(({ address }) =>
    references.some((reference) => reference.startsWith(`${configurationAddress(address)}.`)),
  );
}

/** What a change refers to that is only known after apply, such as `aws_sqs_queue.events.arn`. */
export function unknownReferences(change: PlanChange, plan: Plan): readonly string[] {
  const byAddress = new Map(plan.changes.map((other) => [configurationAddress(other.address), other]));
  return referencesOf(change, plan).filter((reference) => {
    const steps = reference.split(".");
    const target = [3, 2, 4, 5].flatMap((length) => byAddress.get(steps.slice(0, length).join(".")) ?? [])[0];
    if (target === undefined) return false;
    const path = reference.slice(configurationAddress(target.address).length + 1);
    return path !== "" && attribute(target.after, path) instanceof Unknown;
  });
}

// --- internal ---

interface Place {
  readonly path: string;
  readonly kind: PolicyKind;
}

const resource = (path: string): readonly Place[] => [{ path, kind: "resource" }];
const identity: readonly Place[] = [{ path: "policy", kind: "identity" }];

/** Where policies stand, by type. */
const places: Readonly<Record<string, readonly Place[]>> = {
  aws_ecr_registry_policy: resource("policy"),
  aws_ecr_repository_policy: resource("policy"),
  aws_efs_file_system_policy: resource("policy"),
  aws_iam_group_policy: identity,
  aws_iam_policy: identity,
  aws_iam_role: [
    { path: "assume_role_policy", kind: "trust" },
    { path: "inline_policy", kind: "identity" },
  ],
  aws_iam_role_policy: identity,
  aws_iam_user_policy: identity,
  aws_kms_key: resource("policy"),
  aws_kms_key_policy: resource("policy"),
  aws_s3_bucket_policy: resource("policy"),
  aws_secretsmanager_secret_policy: resource("policy"),
  aws_sns_topic: resource("policy"),
  aws_sns_topic_policy: resource("policy"),
  aws_sqs_queue: resource("policy"),
  aws_sqs_queue_policy: resource("policy"),
  aws_vpc_endpoint: resource("policy"),
  aws_vpc_endpoint_policy: resource("policy"),
};

interface Held {
  readonly change: PlanChange;
  readonly holder: string;
  readonly place: Place;
  readonly holderChange: PlanChange | undefined;
}

function heldBy(change: PlanChange, plan: Plan): readonly Held[] {
  if (change.mode !== "managed" || change.deposed !== undefined) return [];
  return (places[change.type] ?? []).map((place) => {
    const role = change.type === "aws_iam_role_policy" ? roleOf(change, plan) : undefined;
    const holderChange = role ?? (change.type === "aws_iam_role" ? change : target(change, plan));
    return { change, holder: `${place.kind} ${(role ?? change).address}`, place, holderChange };
  });
}

/** What a policy resource puts its policy on: the one resource of the same service that it refers to. */
function target(change: PlanChange, plan: Plan): PlanChange | undefined {
  const type = change.type.replace(/_policy$/, "");
  if (type === change.type || change.type === "aws_iam_policy") return change;
  const references = referencesOf(change, plan);
  return plan.changes.find(
    (other) =>
      other.type === type &&
      references.some((reference) => reference.startsWith(`${configurationAddress(other.address)}.`)),
  );
}

const referencesOf = ({ address }: PlanChange, plan: Plan): readonly string[] =>
  plan.references.get(address) ?? plan.references.get(configurationAddress(address)) ?? [];

function changeOf(group: readonly Held[], context: RuleContext, plan: Plan): PolicyChange | undefined {
  const changed = group.filter(({ change, place }) => {
    const [before, after] = [attribute(change.before, place.path), attribute(change.after, place.path)];
    return change.action !== "no-op" && change.action !== "forget" && !same(before, after);
  });
  const [first] = changed.filter(({ change }) => change.action !== "delete").concat(changed);
  if (first === undefined) return undefined;
  // nobody is left to use it
  if (first.holderChange?.action === "delete") return undefined;
  const fresh = first.holderChange?.action === "create";
  const about = { subject: first.change.address, kind: first.place.kind, fresh };
  const planned = outcomeOf(
    group.map(({ change, place }) => [documents(change.before, place), documents(change.after, place)]),
  );
  if (planned.kind === "judged") {
    return planned.broadened.length + planned.narrowed.length === 0
      ? undefined
      : { ...about, outcome: planned };
  }
  const configured = fromStacks(group, context);
  if (configured?.kind === "judged") {
    return configured.broadened.length + configured.narrowed.length === 0
      ? undefined
      : { ...about, outcome: configured };
  }
  const hiding = changed.flatMap(({ change }) => unknownReferences(change, plan));
  const because =
    hiding.length > 0
      ? `${planned.because}, with ${[...new Set(hiding)].sort().join(", ")}`
      : planned.because;
  return { ...about, outcome: { kind: "hidden", because } };
}

type Documents = readonly Policy[];

function documents(side: Value, { path }: Place, references?: "named"): Documents {
  if (path !== "inline_policy") return [readPolicy(attribute(side, path), references)];
  const whole = attribute(side, path);
  if (whole instanceof Unknown) return [readPolicy(whole)];
  return itemsAt(side, path).map((item) => readPolicy(attribute(item, "policy"), references));
}

function outcomeOf(sides: readonly (readonly [Documents, Documents])[]): PolicyChange["outcome"] {
  const statements: [Statement[], Statement[]] = [[], []];
  for (const [before, after] of sides) {
    // what cannot be read on either side is judged to be the same only where it is
    if (same(before, after)) continue;
    for (const [index, policies] of [before, after].entries()) {
      for (const policy of policies) {
        if (policy.kind === "hidden") return policy;
        statements[index]?.push(...policy.statements);
      }
    }
  }
  for (const [before, after] of sides) {
    if (!same(before, after)) continue;
    for (const policy of before) {
      if (policy.kind === "statements") for (const side of statements) side.push(...policy.statements);
    }
  }
  return { kind: "judged", ...policyDifference(...statements) };
}

/** Judges what the plan does not know by the stacks' own documents, in which references have names. */
function fromStacks(group: readonly Held[], { stacks }: RuleContext): PolicyChange["outcome"] | undefined {
  const side = (stack: StackContents | undefined, { change, place }: Held): Documents | undefined => {
    const attributes = stack?.resources.get(configurationAddress(change.address));
    return attributes === undefined ? undefined : documents(attributes, place, "named");
  };
  const sides: [Documents, Documents][] = [];
  for (const held of group) {
    const { change, place } = held;
    const planned = [documents(change.before, place), documents(change.after, place)] as const;
    const known = planned.flat().every(({ kind }) => kind === "statements");
    const before = known || change.action === "create" ? planned[0] : side(stacks?.before, held);
    const after = known ? planned[1] : side(stacks?.after, held);
    if (before === undefined || after === undefined) return undefined;
    sides.push([before, after]);
  }
  return outcomeOf(sides);
}
