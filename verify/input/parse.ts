import { Composer, type CST, type Document, Parser } from "yaml";
import { dialect } from "./dialect";
import { limits } from "./limits";

/**
 * Parses one document with the places of everything in it; undefined where it is nested too deeply. That is found
 * before the tree is built, since building calls itself for each level, and a stack that is full can end the process.
 */
export function parsePlaced(text: string): Document.Parsed | undefined {
  const tokens = [...new Parser().parse(text)];
  if (tokens.some((token) => isDeeper(token, limits.documentDepth))) return undefined;
  const [document] = new Composer(options).compose(tokens, true, text.length);
  return document as Document.Parsed | undefined;
}

const options = {
  ...dialect,
  prettyErrors: false,
  logLevel: "silent",
  // compares each key with each other; whoever reads quickly finds them in one pass
  uniqueKeys: false,
} as const;

function isDeeper(token: CST.Token, levels: number): boolean {
  if (token.type === "document") return token.value !== undefined && isDeeper(token.value, levels);
  if (!("items" in token)) return false;
  if (levels === 0) return true;
  return token.items.some(
    ({ key, value }) => (key && isDeeper(key, levels - 1)) || (value && isDeeper(value, levels - 1)),
  );
}
