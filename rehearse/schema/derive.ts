import type { Attribute, Block, Collection, NestedBlock, NestedType, Type } from "./block";
import { blockHoldsDynamic, holdsDynamic } from "./block";
import { type Declarations, type Member, readDeclarations, type Struct } from "./declarations";

/**
 * The schema from which the generator made a binding: what it does, backwards.
 *
 * @param protocol version of the plugin protocol that the provider speaks. Attributes that hold objects are of an
 * object type in 5, and may have attributes of their own, each with its flags, from 6 on; bindings do not tell the two
 * apart.
 */
export function deriveBlock(source: string, protocol: 5 | 6): Block {
  const context = { ...readDeclarations(source), protocol };
  // a copy, since names that were cut out of the source would keep the whole of it in memory
  return structuredClone(blockOf(context.main, context, []));
}

// --- internal ---

interface Context extends Declarations {
  readonly protocol: 5 | 6;
}

function blockOf(struct: Struct, context: Context, path: readonly string[]): Block {
  const attributes: Attribute[] = [];
  const blocks: NestedBlock[] = [];
  for (const member of struct.members) {
    if (member.form === "attribute") attributes.push(attributeOf(member, context, path));
    else blocks.push(nestedBlockOf(member, context, path));
  }
  return { attributes, blocks };
}

function nestedBlockOf(member: Member, context: Context, path: readonly string[]): NestedBlock {
  const { struct } = parseStorage(member.storage, context);
  if (struct === undefined) throw new Error(`the block ${member.name} has no structure`);
  const block = blockOf(struct, context, [...path, member.storage]);
  if (member.outer === "struct")
    return { name: member.name, nesting: "single", block, minItems: 0, maxItems: 0 };
  return {
    name: member.name,
    // Terraform's core refuses a value that carries its own type inside a set
    nesting: member.outer === "set" && !blockHoldsDynamic(block) ? "set" : "list",
    block,
    minItems: member.required ? 1 : 0,
    maxItems: member.form === "single-item-block" ? 1 : 0,
  };
}

function attributeOf(member: Member, context: Context, path: readonly string[]): Attribute {
  const { name, computed, optional, required } = member;
  return { name, computed, optional, required, type: typeOf(member, context, path) };
}

function typeOf(member: Member, context: Context, path: readonly string[]): Type | NestedType {
  const { base, struct, wrappings } = parseStorage(member.storage, context);
  // which of list and set an inner collection is, the bindings do not keep
  const kinds = wrappings.map(
    (kind, depth): Collection => (depth === 0 && kind === "list" && member.outer === "set" ? "set" : kind),
  );
  if (struct === undefined) return wrap(kinds, scalarOf(base));
  if (path.includes(member.storage)) throw new Error(`${member.name} holds itself`);
  const attributes = struct.members.map((inner) => attributeOf(inner, context, [...path, member.storage]));
  if (context.protocol === 6 && kinds.length < 2) return { nesting: kinds[0] ?? "single", attributes };
  return wrap(kinds, [
    "object",
    Object.fromEntries(attributes.map(({ name, type }) => [name, type as Type])),
  ]);
}

const scalarOf = (base: string): Type => {
  switch (base) {
    case "string":
    case "number":
      return base;
    case "boolean":
      return "bool";
    case "any":
      return "dynamic";
    default:
      throw new Error(`${base} is no type that is known`);
  }
};

const wrap = (kinds: readonly Collection[], element: Type): Type =>
  // a map of anything is how the generator writes a value that carries its own type
  holdsDynamic(element) ? "dynamic" : kinds.reduceRight<Type>((type, kind) => [kind, type], element);

interface Storage {
  readonly base: string;
  readonly struct: Struct | undefined;
  /** From the outside in. */
  readonly wrappings: readonly ("list" | "map")[];
}

/** `stringListMap` is a map of lists of strings; a structure's own name may end like a wrapping. */
function parseStorage(storage: string, { structs }: Context): Storage {
  const wrappings: ("list" | "map")[] = [];
  for (let base = storage; ; ) {
    const struct = structs.get(base);
    const [, inner, wrapping] = /^(.+)(List|Map)$/.exec(base) ?? [];
    if (struct !== undefined || inner === undefined) return { base, struct, wrappings };
    wrappings.push(wrapping === "List" ? "list" : "map");
    base = inner;
  }
}
