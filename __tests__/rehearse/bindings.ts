import { resolve } from "node:path";
import { findBindings, type Subject } from "../../rehearse/schema/bindings";
import type { Attribute, Block, NestedBlock } from "../../rehearse/schema/block";
import { readOverlay } from "../../rehearse/schema/overlay";
import { derive } from "../../rehearse/schema/schemas";

export const root = resolve(__dirname, "..", "..");

/** The schema of a type of this project's bindings. */
export function schemaOf(provider: string, subject: Subject): Block {
  return derive(findBindings(provider, root), subject, readOverlay(provider));
}

export const resource = (type: string): Block =>
  schemaOf(type.split("_")[0] ?? "", { kind: "resource", type });

export function attribute(block: Block, name: string): Attribute {
  const found = block.attributes.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no attribute ${name}`);
  return found;
}

export function nestedBlock(block: Block, name: string): NestedBlock {
  const found = block.blocks.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`there is no block ${name}`);
  return found;
}
