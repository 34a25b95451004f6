import type { TerraformResource, TerraformStack } from "../../input/input";
import { strings } from "../cluster";

/** Resources of a type in the order of the file. */
export const ofType = (stack: TerraformStack | undefined, type: string): readonly TerraformResource[] => [
  ...(stack?.resources.get(type)?.values() ?? []),
];

/** A reference such as `${aws_lb.main.arn}`, taken apart. */
export interface Reference {
  /** `aws_lb.main` */
  readonly address: string;
  /** `arn`; empty where the whole resource is meant. */
  readonly attribute: string;
}

/** What a value refers to; undefined where it is more than one reference, or none. */
export function referenceIn(value: unknown): Reference | undefined {
  if (typeof value !== "string" || value.length > longest) return undefined;
  const match = /^\$\{([a-z][a-z0-9_]*)\.([\w-]+)(?:\.([^{}]+))?\}$/.exec(value);
  return match === null ? undefined : { address: `${match[1]}.${match[2]}`, attribute: match[3] ?? "" };
}

/** The resource that a value refers to. */
export function referenced(stack: TerraformStack, value: unknown): TerraformResource | undefined {
  const [type = "", name = ""] = referenceIn(value)?.address.split(".") ?? [];
  return stack.resources.get(type)?.get(name);
}

/** Whether a value can only be known by Terraform. */
export const isExpression = (value: unknown): boolean => typeof value === "string" && value.includes("${");

/** Whether a resource comes after another, directly or through others, by `depends_on` and expressions. */
export function dependsOn(
  resources: TerraformStack["resources"] | undefined,
  from: string,
  to: string,
): boolean {
  const seen = new Set<string>();
  const queue = [from];
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    if (address === to) return true;
    if (seen.has(address)) continue;
    seen.add(address);
    const [type = "", name = ""] = address.split(".");
    const attributes = resources?.get(type)?.get(name)?.attributes;
    if (attributes === undefined) continue;
    for (const one of strings(attributes.depends_on)) queue.push(one.split(".").slice(0, 2).join("."));
    for (const [, other, called] of JSON.stringify(attributes).matchAll(/\$\{([a-z0-9_]+)\.([\w-]+)\./g)) {
      queue.push(`${other}.${called}`);
    }
  }
  return false;
}

const longest = 1000;
