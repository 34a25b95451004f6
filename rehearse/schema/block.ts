/** A provider's schema in the words of Terraform's plugin protocol. */

/** What an attribute may hold, as cty spells types in JSON. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly [kind: Collection, element: Type]
  | readonly [kind: "object", members: Readonly<Record<string, Type>>];

export type Collection = "list" | "set" | "map";

/** An attribute whose members are attributes with flags of their own; protocol 6 only. */
export interface NestedType {
  readonly nesting: Collection | "single";
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly name: string;
  readonly type: Type | NestedType;
  readonly required: boolean;
  readonly optional: boolean;
  /** The provider may choose the value; it alone does where the attribute is not optional too. */
  readonly computed: boolean;
  /** Known from an overlay only: bindings do not say it. */
  readonly sensitive?: boolean;
}

export interface NestedBlock {
  readonly name: string;
  readonly nesting: "single" | "list" | "set";
  readonly block: Block;
  readonly minItems: number;
  /** 0: no limit, or none that the bindings know. */
  readonly maxItems: number;
}

export interface Block {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly NestedBlock[];
}

/** Schemas of one provider: its own configuration, and the types that were asked for. */
export interface ProviderSchema {
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  readonly dataSources: Readonly<Record<string, Block>>;
}

export const isNested = (type: Type | NestedType): type is NestedType =>
  typeof type === "object" && !Array.isArray(type);

/** Whether a value of the type carries its own type with it. */
export function holdsDynamic(type: Type | NestedType): boolean {
  if (isNested(type)) return type.attributes.some((attribute) => holdsDynamic(attribute.type));
  if (typeof type === "string") return type === "dynamic";
  if (type[0] === "object") return Object.values(type[1]).some(holdsDynamic);
  return holdsDynamic(type[1]);
}

export const blockHoldsDynamic = ({ attributes, blocks }: Block): boolean =>
  attributes.some(({ type }) => holdsDynamic(type)) || blocks.some(({ block }) => blockHoldsDynamic(block));
