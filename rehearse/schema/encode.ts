import type { Attribute, Block, NestedBlock } from "./block";
import { isNested } from "./block";

/** A schema as a message of the plugin protocol. */
export const encodeSchema = (block: Block) => ({ version: 0, block: encodeBlock(block) });

// --- internal ---

const encodeBlock = ({ attributes, blocks }: Block): object => ({
  attributes: attributes.map(encodeAttribute),
  blockTypes: blocks.map(encodeNestedBlock),
});

const encodeAttribute = ({ name, type, required, optional, computed, sensitive }: Attribute): object => {
  const flags = { name, required, optional, computed, sensitive: sensitive === true };
  if (!isNested(type)) return { ...flags, type: Buffer.from(JSON.stringify(type)) };
  return {
    ...flags,
    nestedType: { nesting: type.nesting.toUpperCase(), attributes: type.attributes.map(encodeAttribute) },
  };
};

const encodeNestedBlock = ({ name, nesting, block, minItems, maxItems }: NestedBlock): object => ({
  typeName: name,
  nesting: nesting.toUpperCase(),
  block: encodeBlock(block),
  minItems,
  maxItems,
});
