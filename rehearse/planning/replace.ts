import type { Block } from "../schema/block";
import { isNested } from "../schema/block";
import { equal, isList, isObject, type Value } from "../values/value";

/** Names of attributes and blocks, and indexes in lists of blocks. */
export type Path = readonly (string | number)[];

/** Where a change of one of the `paths` needs a new object, as core wants to be told. */
export function replacedPaths(block: Block, paths: readonly string[], prior: Value, planned: Value): Path[] {
  return paths.flatMap((path) => changesAt(block, path.split("."), prior, planned, []));
}

// --- internal ---

function changesAt(
  block: Block,
  names: readonly string[],
  prior: Value | undefined,
  planned: Value | undefined,
  at: Path,
): Path[] {
  const [name, ...rest] = names;
  if (name === undefined) return equal(prior, planned) ? [] : [at];
  const here = [...at, name];
  const before = isObject(prior) ? (prior[name] ?? null) : null;
  const after = isObject(planned) ? (planned[name] ?? null) : null;
  const inner = innerOf(block, name);
  if (rest.length === 0 || inner === undefined) return equal(before, after) ? [] : [here];
  // elements of a set have no address of their own
  if (inner.nesting === "set") return equal(before, after) ? [] : [here];
  if (!isList(before) || !isList(after)) return changesAt(inner.block, rest, before, after, here);
  // an element that comes or goes counts by the attribute in question
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => {
    const inBoth = index < before.length && index < after.length;
    const found = changesAt(inner.block, rest, before[index] ?? {}, after[index] ?? {}, [...here, index]);
    return inBoth ? found : found.map(() => here);
  }).flat();
}

function innerOf(
  block: Block,
  name: string,
): { readonly block: Block; readonly nesting: string } | undefined {
  const nested = block.blocks.find((candidate) => candidate.name === name);
  if (nested !== undefined) return { block: nested.block, nesting: nested.nesting };
  const type = block.attributes.find((candidate) => candidate.name === name)?.type;
  if (type === undefined || !isNested(type)) return undefined;
  return { block: { attributes: type.attributes, blocks: [] }, nesting: type.nesting };
}
