import * as access from "./access";
import * as iam from "./iam";
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
  Access: [
    access.newAdministrator,
    access.lastAdministrator,
    access.foreignTrust,
    access.newAccess,
    access.newIdentity,
    access.loosenedSubject,
    access.groups,
  ],
  IAM: [
    iam.everything,
    iam.everybody,
    iam.boundary,
    iam.broadened,
    iam.passRole,
    iam.managedPolicy,
    iam.narrowed,
    iam.hiddenPolicy,
  ],
};

export const rules: readonly Rule[] = Object.values(ruleGroups).flat();
