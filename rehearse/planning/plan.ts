import type { Attribute, Block, NestedBlock } from "../schema/block";
import { blockHoldsDynamic, isNested } from "../schema/block";
import type { TypeOverlay } from "../schema/overlay";
import { equal, isList, isObject, type ObjectValue, unknown, type Value } from "../values/value";
import { type Path, replacedPaths } from "./replace";

export interface Change {
  readonly block: Block;
  readonly overlay: TypeOverlay | undefined;
  /** Null when the object is to be created. */
  readonly prior: Value;
  /** Dotted paths of values in the prior state that were made up. */
  readonly madeUp: readonly string[];
  /** What core makes of configuration and prior state; null when the object is to be destroyed. */
  readonly proposed: Value;
  /** Attributes that follow from the provider's configuration. */
  readonly fromProvider: (proposed: ObjectValue) => ObjectValue;
}

export interface Plan {
  readonly planned: Value;
  /** Paths whose change needs a new object. */
  readonly replace: readonly Path[];
  /** Whether a default was planned for an attribute that is not computed, which core takes from older providers only. */
  readonly legacy: boolean;
}

/** Plans as a provider does: what is not known yet, what the provider chooses, what needs a new object. */
export function plan({
  block,
  overlay = { sources: [] },
  prior,
  madeUp,
  proposed,
  fromProvider,
}: Change): Plan {
  if (!isObject(proposed)) return { planned: proposed, replace: [], legacy: false };
  const completion: Completion = { defaults: overlay.defaults ?? {}, legacy: false };
  const before = isObject(prior) ? prior : null;
  const planned = complete(block, { ...proposed, ...fromProvider(proposed) }, before, completion, "");
  const { legacy } = completion;
  if (before === null) return { planned, replace: [], legacy };
  if (equal(planned, before)) return { planned: before, replace: [], legacy };
  // whether what the configuration now says is what a real provider had chosen, nobody knows here
  const known = (overlay.replace ?? []).filter((path) => !madeUp.includes(path));
  return {
    planned: { ...planned, ...computedAnew(overlay, before, planned) },
    replace: replacedPaths(block, known, before, planned),
    legacy,
  };
}

// --- internal ---

function computedAnew({ changing = {} }: TypeOverlay, prior: ObjectValue, planned: ObjectValue): ObjectValue {
  const changed = Object.keys(planned).filter((name) => !equal(planned[name], prior[name]));
  return Object.fromEntries(
    Object.entries(changing)
      .filter(([, exceptions]) => changed.some((name) => !exceptions.includes(name)))
      .map(([name]) => [name, unknown]),
  );
}

interface Completion {
  readonly defaults: Readonly<Record<string, Value>>;
  legacy: boolean;
}

/**
 * Fills in what the configuration leaves open: defaults, and where the provider will choose, values that are known
 * after apply. Of what exists, core has proposed the values it had.
 */
function complete(
  block: Block,
  proposed: ObjectValue,
  prior: ObjectValue | null,
  completion: Completion,
  prefix: string,
): ObjectValue {
  const attributes = block.attributes.map((attribute) => {
    const { name } = attribute;
    const before = prior === null ? undefined : (prior[name] ?? null);
    return [name, attributeValue(attribute, proposed[name] ?? null, before, completion, `${prefix}${name}`)];
  });
  const blocks = block.blocks.map((nested) => {
    const { name } = nested;
    const path = `${prefix}${name}.`;
    return [name, blockValue(nested, proposed[name] ?? null, prior?.[name] ?? null, completion, path)];
  });
  return { ...proposed, ...Object.fromEntries([...attributes, ...blocks]) };
}

/** @param prior undefined in a new object or element */
function attributeValue(
  { type, computed }: Attribute,
  proposed: Value,
  prior: Value | undefined,
  completion: Completion,
  path: string,
): Value {
  if (proposed === null) {
    const byDefault = completion.defaults[path];
    if (byDefault !== undefined) {
      completion.legacy ||= !computed;
      return byDefault;
    }
    if (!computed) return null;
    return prior === undefined ? unknown : prior;
  }
  if (!isNested(type)) return proposed;
  const block: Block = { attributes: type.attributes, blocks: [] };
  const inner = (element: Value, before: Value | undefined) =>
    elementValue(block, element, before, completion, `${path}.`);
  switch (type.nesting) {
    case "single":
      return inner(proposed, prior);
    case "map":
      if (!isObject(proposed)) return proposed;
      return Object.fromEntries(
        Object.entries(proposed).map(([key, element]) => [
          key,
          inner(element, isObject(prior) ? prior[key] : undefined),
        ]),
      );
    case "list":
    case "set":
      return elementValues(block, type.nesting, proposed, prior, completion, `${path}.`);
    default:
      return type.nesting satisfies never;
  }
}

function blockValue(
  { nesting, block }: NestedBlock,
  proposed: Value,
  prior: Value,
  completion: Completion,
  prefix: string,
): Value {
  // blocks that hold values with types of their own travel as one such value
  if (blockHoldsDynamic(block)) return proposed;
  if (nesting === "single") return elementValue(block, proposed, prior, completion, prefix);
  return elementValues(block, nesting, proposed, prior, completion, prefix);
}

function elementValues(
  block: Block,
  nesting: "list" | "set",
  proposed: Value,
  prior: Value | undefined,
  completion: Completion,
  prefix: string,
): Value {
  if (!isList(proposed)) return proposed;
  const before = isList(prior) ? prior : [];
  return proposed.map((element, index) => {
    const same = nesting === "list" ? before[index] : before.find((other) => agrees(block, element, other));
    return elementValue(block, element, same, completion, prefix);
  });
}

const elementValue = (
  block: Block,
  proposed: Value,
  prior: Value | undefined,
  completion: Completion,
  prefix: string,
): Value =>
  isObject(proposed)
    ? complete(block, proposed, isObject(prior) ? prior : null, completion, prefix)
    : proposed;

/**
 * Whether an element of a set is one that there was. Core does not find them all where attributes are both optional
 * and computed: what the configuration leaves open is then what it was in the element that is otherwise the same.
 */
function agrees(block: Block, proposed: Value, prior: Value): boolean {
  if (!isObject(proposed) || !isObject(prior)) return equal(proposed, prior);
  return (
    block.attributes.every(({ name, computed }) => {
      const value = proposed[name] ?? null;
      return (value === null && computed) || equal(value, prior[name]);
    }) &&
    block.blocks.every((nested) => {
      const [after, before] = [proposed[nested.name] ?? null, prior[nested.name] ?? null];
      if (!isList(after) || !isList(before)) return agrees(nested.block, after, before);
      return (
        after.length === before.length &&
        after.every((element, index) => agrees(nested.block, element, before[index] ?? null))
      );
    })
  );
}
