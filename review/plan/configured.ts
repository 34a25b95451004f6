import { isRecord } from "../differences/value";

/** What the configuration sets, by the address of the resource there; dotted paths of names, such as `vpc_config.subnet_ids`. */
export function configuredIn(configuration: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  if (isRecord(configuration)) addModule(configuration.root_module, "", found);
  return found;
}

/** Whether the configuration has a say in what stands at a path; it has in a block as a whole if in any part. */
export function isConfigured(configured: ReadonlySet<string>, path: readonly (string | number)[]): boolean {
  const names = path.filter((step) => typeof step === "string");
  const dotted = names.join(".");
  if (names.some((_, index) => configured.has(names.slice(0, index + 1).join(".")))) return true;
  return [...configured].some((one) => one.startsWith(`${dotted}.`));
}

// --- internal ---

function addModule(module: unknown, prefix: string, found: Map<string, ReadonlySet<string>>): void {
  if (!isRecord(module)) return;
  for (const resource of Array.isArray(module.resources) ? module.resources : []) {
    if (!isRecord(resource)) continue;
    const paths = new Set<string>();
    addPaths(resource.expressions, [], paths);
    found.set(`${prefix}${String(resource.address)}`, paths);
  }
  for (const [name, call] of Object.entries(isRecord(module.module_calls) ? module.module_calls : {})) {
    if (isRecord(call)) addModule(call.module, `${prefix}module.${name}.`, found);
  }
}

/** An expression is empty, or has a constant or references; everything else are blocks. */
function addPaths(node: unknown, path: readonly string[], paths: Set<string>): void {
  if (Array.isArray(node)) for (const inner of node) addPaths(inner, path, paths);
  if (!isRecord(node)) return;
  const isExpression =
    path.length > 0 &&
    (Object.keys(node).length === 0 || "constant_value" in node || Array.isArray(node.references));
  if (isExpression) paths.add(path.join("."));
  else for (const [name, inner] of Object.entries(node)) addPaths(inner, [...path, name], paths);
}
