import * as lifecycle from "./lifecycle";
import type { Rule } from "./rule";

/** All rules, by subject as the documentation lists them. */
export const ruleGroups: Readonly<Record<string, readonly Rule[]>> = {
  Lifecycle: [
    lifecycle.lossOfData,
    lifecycle.disruption,
    lifecycle.gap,
    lifecycle.muchGoes,
    lifecycle.rename,
    lifecycle.forgotten,
    lifecycle.otherLoss,
    lifecycle.deposed,
    lifecycle.imported,
  ],
};

export const rules: readonly Rule[] = Object.values(ruleGroups).flat();
