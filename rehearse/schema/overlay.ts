import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attribute, Block } from "./block";
import { isNested } from "./block";

/**
 * What bindings do not say of a type, read in the provider's source. Paths are dotted names, `vpc_config.subnet_ids`,
 * without the indexes of blocks.
 */
export interface TypeOverlay {
  /** Files of the provider's repository in which every entry was read, each at a commit: `path@commit`. */
  readonly sources: readonly string[];
  /** A change of these makes a new object in the place of the old one. */
  readonly replace?: readonly string[];
  readonly sensitive?: readonly string[];
  /** What the provider plans where the configuration is silent. */
  readonly defaults?: Readonly<Record<string, string | number | boolean | null>>;
  /** Attributes that are computed anew with an update, unless nothing but the listed ones changes. */
  readonly changing?: Readonly<Record<string, readonly string[]>>;
}

export interface Overlay {
  /** Version of the provider, in whose schema every path exists. */
  readonly version: string;
  /** Version of the plugin protocol that the provider speaks. */
  readonly protocol: 5 | 6;
  readonly types: Readonly<Record<string, TypeOverlay>>;
}

const none: Overlay = { version: "", protocol: 6, types: {} };

/** The overlay of a provider; an empty one where nobody has written one yet. */
export function readOverlay(provider: string): Overlay {
  const file = join(__dirname, "..", "overlays", `${provider}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Overlay) : none;
}

/** The block with the attributes marked that the overlay knows to be sensitive. */
export function markSensitive(block: Block, paths: readonly string[] = [], prefix = ""): Block {
  if (paths.length === 0) return block;
  const mark = (attribute: Attribute, at: string): Attribute => {
    const path = `${at}${attribute.name}`;
    if (paths.includes(path)) return { ...attribute, sensitive: true };
    if (!isNested(attribute.type)) return attribute;
    const attributes = attribute.type.attributes.map((inner) => mark(inner, `${path}.`));
    return { ...attribute, type: { ...attribute.type, attributes } };
  };
  return {
    attributes: block.attributes.map((attribute) => mark(attribute, prefix)),
    blocks: block.blocks.map((nested) => ({
      ...nested,
      block: markSensitive(nested.block, paths, `${prefix}${nested.name}.`),
    })),
  };
}
