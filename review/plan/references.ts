import { byCodeUnits, isRecord } from "../differences/value";

/**
 * What each resource refers to, by its address in the configuration, from `configuration` in the JSON of a plan.
 * References to variables of a module are followed to what the module is called with, those to its outputs into it.
 */
export function referencesIn(configuration: unknown): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (!isRecord(configuration)) return found;
  const root = moduleOf(configuration.root_module, "", undefined, {});
  const providers = isRecord(configuration.provider_config) ? configuration.provider_config : {};
  for (const module of modulesIn(root)) {
    for (const resource of module.resources) {
      const address = `${module.prefix}${resource.address}`;
      const own = resolved(expressionsOf(resource), module);
      const provider = providers[String(resource.provider_config_key)];
      const scope = isRecord(provider) ? (moduleAt(root, provider.module_address) ?? root) : root;
      const used = isRecord(provider) ? resolved(referencesOf(provider.expressions), scope) : [];
      found.set(
        address,
        mostExact([...own, ...used]).filter((reference) => !isWithin(reference, address)),
      );
    }
  }
  return new Map([...found].sort(([one], [other]) => byCodeUnits(one, other)));
}

// --- internal ---

type Entries = Readonly<Record<string, unknown>>;

interface Module {
  /** `module.network.` */
  readonly prefix: string;
  readonly parent: Module | undefined;
  /** What its variables are set to, by name. */
  readonly given: Entries;
  readonly outputs: Entries;
  readonly resources: readonly Entries[];
  readonly modules: ReadonlyMap<string, Module>;
}

function moduleOf(node: unknown, prefix: string, parent: Module | undefined, given: Entries): Module {
  const source = isRecord(node) ? node : {};
  const modules = new Map<string, Module>();
  const module: Module = {
    prefix,
    parent,
    given,
    outputs: isRecord(source.outputs) ? source.outputs : {},
    resources: Array.isArray(source.resources) ? source.resources.filter(isRecord) : [],
    modules,
  };
  for (const [name, call] of Object.entries(isRecord(source.module_calls) ? source.module_calls : {})) {
    if (!isRecord(call)) continue;
    const inputs = isRecord(call.expressions) ? call.expressions : {};
    modules.set(name, moduleOf(call.module, `${prefix}module.${name}.`, module, inputs));
  }
  return module;
}

function* modulesIn(module: Module): Generator<Module> {
  yield module;
  for (const inner of module.modules.values()) yield* modulesIn(inner);
}

function moduleAt(root: Module, address: unknown): Module | undefined {
  return typeof address === "string"
    ? [...modulesIn(root)].find(({ prefix }) => prefix === `${address}.`)
    : undefined;
}

const expressionsOf = (resource: Entries): readonly string[] => [
  ...referencesOf(resource.expressions),
  ...referencesOf(resource.for_each_expression),
  ...referencesOf(resource.count_expression),
  ...referencesOf(resource.provisioners),
  ...texts(resource.depends_on),
];

/** Never what is constant: in JSON that is the text before anything is put in. */
function referencesOf(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(referencesOf);
  if (!isRecord(node)) return [];
  return Object.entries(node).flatMap(([key, inner]) => {
    if (key === "constant_value") return [];
    return key === "references" && Array.isArray(inner) && inner.every(isText) ? inner : referencesOf(inner);
  });
}

const isText = (value: unknown): value is string => typeof value === "string";
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter(isText) : []);

function resolved(references: readonly string[], module: Module, visited: readonly string[] = []): string[] {
  return references.flatMap((reference) => {
    const key = `${module.prefix}${reference}`;
    if (visited.includes(key)) return [];
    const [kind = "", name = "", output = ""] = reference.split(/[.[\]]+/);
    switch (kind) {
      case "var": {
        const { parent } = module;
        return parent === undefined
          ? []
          : resolved(referencesOf(module.given[name]), parent, [...visited, key]);
      }
      case "module": {
        const inner = module.modules.get(name);
        const expression = inner?.outputs[afterModule(reference) ?? output];
        return inner === undefined || !isRecord(expression)
          ? []
          : resolved([...referencesOf(expression.expression), ...texts(expression.depends_on)], inner, [
              ...visited,
              key,
            ]);
      }
      case "each":
      case "count":
      case "self":
      case "path":
      case "terraform":
      case "local":
        return [];
      default:
        return [key];
    }
  });
}

/** `module.a["b.c"].vpc_id` → `vpc_id` */
const afterModule = (reference: string): string | undefined =>
  /^module\.[^.[]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*"|[^\]]*)\])?\.([^.[]+)/.exec(reference)?.[1];

/** Terraform names `a.b.id` and `a.b`, which says no more. */
function mostExact(references: readonly string[]): readonly string[] {
  const sorted = [...new Set(references)].sort(byCodeUnits);
  const covered = new Set<string>();
  for (const reference of sorted) {
    for (const { index } of reference.matchAll(/[.[]/g)) covered.add(reference.slice(0, index));
  }
  return sorted.filter((reference) => !covered.has(reference));
}

const isWithin = (reference: string, address: string): boolean =>
  reference === address || reference.startsWith(`${address}.`) || reference.startsWith(`${address}[`);
