import type { TerraformJson } from "../outputs";

/** Addresses that each resource depends on, directly and indirectly, as Terraform reads them from the JSON. */
export function dependencyClosure({ resource }: TerraformJson): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, readonly string[]>(
    Object.entries(resource).flatMap(([type, resources]) =>
      Object.entries(resources).map(
        ([name, body]) => [`${type}.${name}`, references(JSON.stringify(body))] as const,
      ),
    ),
  );
  const closure = new Map<string, Set<string>>();
  const reach = (address: string): Set<string> => {
    const known = closure.get(address);
    if (known !== undefined) return known;
    const reached = new Set<string>();
    closure.set(address, reached);
    for (const next of direct.get(address) ?? []) {
      if (!direct.has(next)) continue;
      reached.add(next);
      for (const further of reach(next)) reached.add(further);
    }
    return reached;
  };
  for (const address of direct.keys()) reach(address);
  return closure;
}

const references = (text: string): string[] =>
  text.match(/\b(?:aws_[a-z0-9_]+|helm_[a-z0-9_]+|terraform_data)\.[\w-]+/g) ?? [];
