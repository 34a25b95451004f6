import type { Block, NestedBlock, NestedType, Type } from "../schema/block";
import { blockHoldsDynamic, isNested } from "../schema/block";
import { isList, isObject, type ObjectValue, type Value } from "./value";

/**
 * A value from a state file in the form of the schema: members that the schema has and the state lacks are null,
 * others are dropped, as a provider does when a later version reads what an earlier one wrote.
 */
export function fromState(block: Block, json: Value): Value {
  if (!isObject(json)) return null;
  return Object.fromEntries([
    ...block.attributes.map(({ name, type }) => [name, conform(type, json[name] ?? null)]),
    ...block.blocks.map((nested) => [nested.name, conformBlock(nested, json[nested.name])]),
  ]);
}

/** An object of the block without any value. */
export const emptyObject = (block: Block): ObjectValue => fromState(block, {}) as ObjectValue;

// --- internal ---

function conformBlock({ nesting, block }: NestedBlock, json: Value | undefined): Value {
  if (nesting === "single") return json === undefined ? null : fromState(block, json);
  const elements = isList(json) ? json : [];
  // a list of blocks that hold values with types of their own is such a value itself
  if (blockHoldsDynamic(block)) return withType(json ?? []);
  return elements.map((element) => fromState(block, element));
}

function conform(type: Type | NestedType, value: Value): Value {
  if (value === null) return null;
  if (isNested(type)) {
    const members = (element: Value) => fromState({ attributes: type.attributes, blocks: [] }, element);
    return type.nesting === "single" ? members(value) : mapElements(value, members);
  }
  if (type === "dynamic") return withType(value);
  if (typeof type === "string") return value;
  if (type[0] === "object") {
    const [, members] = type;
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => [
        name,
        conform(member, (value as ObjectValue)[name] ?? null),
      ]),
    );
  }
  const [, element] = type;
  return mapElements(value, (item) => conform(element, item));
}

function mapElements(value: Value, change: (element: Value) => Value): Value {
  if (isList(value)) return value.map(change);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, element]) => [name, change(element)]));
}

/** The state file writes a value with its type as `{type, value}`. */
function withType(json: Value): Value {
  if (!isObject(json) || json.type === undefined) return json;
  return [Buffer.from(JSON.stringify(json.type)), json.value ?? null];
}
