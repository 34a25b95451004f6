import { isRecord } from "../differences/value";
import type { PlanJson } from "./parse";

/** How a plan and a synthesized stack belong together. */
export interface StackMatch {
  /** Resources of the plan's configuration, and how many of them the stack has too. */
  readonly planned: number;
  readonly common: number;
  /** What only one of them has, sorted. */
  readonly onlyPlanned: readonly string[];
  readonly onlySynthesized: readonly string[];
}

/** Compares the configuration that a plan was made of with the text of a `cdk.tf.json`, by addresses. */
export function matchStack(plan: PlanJson, stack: string): StackMatch {
  const planned = configuredAddresses(plan);
  const synthesized = new Set(addressesIn(stack));
  const onlyPlanned = planned.filter((address) => !synthesized.has(address));
  return {
    planned: planned.length,
    common: planned.length - onlyPlanned.length,
    onlyPlanned,
    onlySynthesized: [...synthesized].filter((address) => !planned.includes(address)).sort(),
  };
}

// --- internal ---

/** Of the root module; a call of a module stands for what is in it. */
function configuredAddresses({ configuration }: PlanJson): readonly string[] {
  const root = isRecord(configuration) ? configuration.root_module : undefined;
  if (!isRecord(root)) return [];
  const resources = Array.isArray(root.resources) ? root.resources.filter(isRecord) : [];
  const calls = isRecord(root.module_calls) ? Object.keys(root.module_calls) : [];
  return [
    ...resources.flatMap(({ address }) => (typeof address === "string" ? [address] : [])),
    ...calls.map((name) => `module.${name}`),
  ].sort();
}

function addressesIn(stack: string): readonly string[] {
  const root = JSON.parse(stack) as Readonly<Record<string, unknown>>;
  const named = (section: unknown, prefix: string) =>
    Object.entries(isRecord(section) ? section : {}).flatMap(([type, resources]) =>
      Object.keys(isRecord(resources) ? resources : {}).map((name) => `${prefix}${type}.${name}`),
    );
  const modules = isRecord(root.module) ? Object.keys(root.module) : [];
  return [
    ...named(root.resource, ""),
    ...named(root.data, "data."),
    ...modules.map((name) => `module.${name}`),
  ];
}
