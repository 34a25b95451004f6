/** An address as Terraform writes it: `module.a["b.c"].aws_vpc.main[0]`. */
export type Address = string;

/**
 * Paths of constructs by address, from what cdktf writes beside each resource. Modules stand for what is in them.
 *
 * @param stack text of `cdk.tf.json`; what is none gives nothing
 */
export function constructPaths(stack: string | undefined): ReadonlyMap<string, string> {
  const root = parse(stack ?? "{}");
  const paths = new Map<string, string>();
  const add = (address: string, block: unknown) => {
    const path = pathOf(block);
    if (path !== undefined) paths.set(address, path);
  };
  for (const [type, named] of entries(root.resource))
    for (const [name, block] of entries(named)) add(`${type}.${name}`, block);
  for (const [type, named] of entries(root.data))
    for (const [name, block] of entries(named)) add(`data.${type}.${name}`, block);
  for (const [name, block] of entries(root.module)) add(`module.${name}`, block);
  return paths;
}

/** The address in the root module that an address belongs to: without its index, of what is in a module the module's. */
export function resourceOf(address: Address): string {
  const steps = stepsOf(address);
  const length = steps[0] === "data" ? 3 : 2;
  return steps.slice(0, length).join(".");
}

// --- internal ---

/** Names between the dots; indexes, whose keys may hold anything, are left out. */
function stepsOf(address: Address): readonly string[] {
  const withoutIndexes = address.replaceAll(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
  return withoutIndexes.split(".");
}

function pathOf(block: unknown): string | undefined {
  const { "//": comment } = (block ?? {}) as { "//"?: { metadata?: { path?: unknown } } };
  const path = comment?.metadata?.path;
  return typeof path === "string" ? path : undefined;
}

const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
