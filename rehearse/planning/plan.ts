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
export function plan({ block, overlay, prior, proposed, fromProvider }: Change): Plan {
  if (!isObject(proposed)) return { planned: proposed, replace: [], legacy: false };
  const defaults = defaultsFor(overlay, proposed);
  const completed = { ...proposed, ...defaults, ...fromProvider(proposed) };
  const legacy = block.attributes.some(({ name, computed }) => name in defaults && !computed);
  if (!isObject(prior)) return { planned: withUnknowns(block, completed, null), replace: [], legacy };

  const planned = withUnknowns(block, completed, prior);
  if (equal(planned, prior)) return { planned: prior, replace: [], legacy };
  const anew = Object.fromEntries((overlay?.changing ?? []).map((name) => [name, unknown]));
  return {
    planned: { ...planned, ...anew },
    replace: replacedPaths(block, overlay?.replace ?? [], prior, planned),
    legacy,
  };
}

// --- internal ---

const defaultsFor = (overlay: TypeOverlay | undefined, proposed: ObjectValue): Record<string, Value> =>
  Object.fromEntries(Object.entries(overlay?.defaults ?? {}).filter(([name]) => proposed[name] === null));

/**
 * Marks what the provider will choose as known after apply: every computed attribute of a new object or element that
 * the configuration leaves open. Of what exists, core has proposed the values it had.
 */
function withUnknowns(block: Block, proposed: ObjectValue, prior: ObjectValue | null): ObjectValue {
  return {
    ...proposed,
    ...Object.fromEntries([
      ...block.attributes.map((attribute) => [
        attribute.name,
        attributeValue(
          attribute,
          proposed[attribute.name] ?? null,
          prior?.[attribute.name] ?? null,
          prior === null,
        ),
      ]),
      ...block.blocks.map((nested) => [
        nested.name,
        blockValue(nested, proposed[nested.name] ?? null, prior?.[nested.name] ?? null),
      ]),
    ]),
  };
}

function attributeValue({ type, computed }: Attribute, proposed: Value, prior: Value, isNew: boolean): Value {
  if (proposed === null && computed) return isNew ? unknown : prior;
  if (!isNested(type)) return proposed;
  const block: Block = { attributes: type.attributes, blocks: [] };
  switch (type.nesting) {
    case "single":
      return isObject(proposed) ? withUnknowns(block, proposed, isObject(prior) ? prior : null) : proposed;
    case "map":
      if (!isObject(proposed)) return proposed;
      return Object.fromEntries(
        Object.entries(proposed).map(([key, element]) => [
          key,
          elementValue(block, element, isObject(prior) ? prior[key] : undefined),
        ]),
      );
    case "list":
    case "set":
      return elementValues(block, type.nesting, proposed, prior);
    default:
      return type.nesting satisfies never;
  }
}

function blockValue({ nesting, block }: NestedBlock, proposed: Value, prior: Value): Value {
  // blocks that hold values with types of their own travel as one such value
  if (blockHoldsDynamic(block)) return proposed;
  if (nesting === "single") return elementValue(block, proposed, prior);
  return elementValues(block, nesting, proposed, prior);
}

function elementValues(block: Block, nesting: "list" | "set", proposed: Value, prior: Value): Value {
  if (!isList(proposed)) return proposed;
  const before = isList(prior) ? prior : [];
  return proposed.map((element, index) => {
    if (nesting === "list") return elementValue(block, element, before[index]);
    return elementValue(
      block,
      element,
      before.find((candidate) => agrees(block, element, candidate)),
    );
  });
}

const elementValue = (block: Block, proposed: Value, prior: Value | undefined): Value =>
  isObject(proposed) ? withUnknowns(block, proposed, isObject(prior) ? prior : null) : proposed;

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
