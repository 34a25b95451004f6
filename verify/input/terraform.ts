import { isRecord } from "../structural/record";
import type { InputProblem, TerraformResource, TerraformStack } from "./input";
import { locatorsOf } from "./manifest-text";
import { tooLarge } from "./size";

export type ReadStack =
  | { readonly kind: "stack"; readonly stack: TerraformStack }
  | { readonly kind: "broken"; readonly problem: InputProblem };

/** Reads Terraform's JSON syntax as data: of one resource, of lists of blocks as of single ones. */
export function readStack(file: string, text: string): ReadStack {
  const broken = (message: string): ReadStack => ({
    kind: "broken",
    problem: { file, line: 1, column: 1, message },
  });
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch (error) {
    return broken(`is no JSON: ${(error as Error).message}`);
  }
  const reason = tooLarge(root);
  if (reason !== undefined) return broken(reason);
  if (!isRecord(root)) return broken("must be an object with Terraform's blocks");
  const locate = once(() => locatorsOf(text)[0]);
  const resources = new Map<string, Map<string, TerraformResource>>();
  for (const [type, named] of blocks(root.resource).flatMap(Object.entries)) {
    for (const [name, body] of blocks(named).flatMap(Object.entries)) {
      const [attributes] = blocks(body);
      if (attributes === undefined) continue;
      const ofType = resources.get(type) ?? new Map<string, TerraformResource>();
      resources.set(type, ofType);
      ofType.set(name, {
        file,
        type,
        address: `${type}.${name}`,
        attributes,
        locate: (path) => locate()?.(["resource", type, name, ...path]) ?? { line: 1, column: 1 },
      });
    }
  }
  return { kind: "stack", stack: { file, resources } };
}

/** The mappings of a block, which may be written once or as a list (Terraform, JSON configuration syntax). */
export const blocks = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  (Array.isArray(value) ? value : [value]).filter(isRecord);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
