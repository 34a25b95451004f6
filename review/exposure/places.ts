import { configurationAddress } from "../plan/address";
import { attribute, textAt } from "../plan/attribute";
import type { PlanChange } from "../plan/change";
import type { RuleContext } from "../rules/rule";

/** Finds the resource behind the id of a security group or network ACL, also where the id is not known yet. */
export interface Places {
  /** The address behind an id; the id itself where the plan does not have it. */
  readonly ofId: (id: string) => string;
  /** The address behind an attribute that is only known after apply; undefined where several come into question. */
  readonly ofUnknown: (change: PlanChange, attribute: string) => string | undefined;
}

const groupTypes = ["aws_security_group", "aws_default_security_group"];
const aclTypes = ["aws_network_acl", "aws_default_network_acl"];

export function placesOf({ plan, stacks }: RuleContext): Places {
  const byId = new Map<string, string>();
  const candidates = new Set<string>();
  for (const { address, type, before, after, deposed } of plan?.changes ?? []) {
    if (deposed !== undefined) continue;
    if (groupTypes.includes(type) || aclTypes.includes(type)) {
      candidates.add(configurationAddress(address));
      for (const side of [before, after]) {
        const id = textAt(side, "id");
        if (id !== undefined) byId.set(id, address);
      }
    }
    if (type === "aws_eks_cluster") {
      for (const side of [before, after]) {
        const id = textAt(side, "vpc_config.cluster_security_group_id");
        if (id !== undefined) byId.set(id, clusterGroup(address));
      }
    }
  }

  const target = (reference: string): string | undefined => {
    const [type = "", name = ""] = reference.replace(/^(module\.[^.]+\.)*/, "").split(/[.[]/);
    const address = configurationAddress(reference)
      .split(".")
      .slice(0, reference.startsWith("module.") ? 4 : 2)
      .join(".");
    if (candidates.has(address)) return address;
    return type === "aws_eks_cluster" && reference.includes("cluster_security_group_id")
      ? clusterGroup(`aws_eks_cluster.${name}`)
      : undefined;
  };

  return {
    ofId: (id) => byId.get(id) ?? id,
    ofUnknown: (change, path) => {
      const address = configurationAddress(change.address);
      // the stack says which attribute refers to what; a plan only says that the resource does
      const configured = attribute(stacks?.after?.resources.get(address), path);
      if (typeof configured === "string") {
        const [, reference = ""] = /^\$\{([^}]+)\}$/.exec(configured) ?? [];
        return target(reference);
      }
      const all = plan?.references.get(change.address) ?? plan?.references.get(address) ?? [];
      const found = [...new Set(all.flatMap((reference) => target(reference) ?? []))];
      return found.length === 1 ? found[0] : undefined;
    },
  };
}

// --- internal ---

const clusterGroup = (address: string): string => `cluster security group of ${address}`;
