import { parseStructure } from "../differences/structured-text";
import { isRecord } from "../differences/value";
import { Covered, Unknown, type Value } from "../plan/change";
import { credentialIn } from "./credentials";
import { isSecretName } from "./names";
import { passwordsWithin } from "./passwords";
import { visit } from "./places";

/** Texts that are secret wherever they stand. */
export type SecretValues = Set<string>;

/**
 * Shorter ones stand in too many places to be covered in all of them; where they stood in the first place they are
 * covered nevertheless.
 */
const shortest = { text: 3, number: 4 };

/** Adds everything that is secret in a value. */
export function addSecretsIn(value: Value, marks: unknown, into: SecretValues): void {
  visit(value, marks, {
    key: (name) => name,
    secret: (found) => {
      addAll(found, into);
      return found;
    },
    leaf: (leaf) => {
      if (typeof leaf === "string") addFrom(leaf, into);
      return leaf;
    },
  });
}

/** Adds all texts and numbers below a value that is secret as a whole. */
export function addAll(value: Value, into: SecretValues): void {
  if (typeof value === "string") addText(value, into);
  else if (typeof value === "number") addNumber(value, into);
  else if (value instanceof Covered || value instanceof Unknown) return;
  else if (Array.isArray(value)) for (const inner of value) addAll(inner, into);
  else if (isRecord(value)) for (const inner of Object.values(value)) addAll(inner, into);
}

/** Adds what is secret within a text that is none itself. */
export function addFrom(text: string, into: SecretValues): void {
  if (text.length < 4) return;
  if (credentialIn(text) !== undefined && !/\s/.test(text.trim())) addText(text, into);
  if (credentialIn(text)?.endsWith("private key") === true) addText(text, into);
  const structure = parseStructure(text);
  if (structure !== undefined) addSecretsIn(structure.value, undefined, into);
  else for (const password of passwordsWithin(text, isSecretName)) addText(password, into);
}

// --- internal ---

/**
 * What stands everywhere tells nothing, be it somebody's password: common settings, and words that every plan and every
 * report are made of.
 */
const words = new Set(
  [
    "true false null none yes no default enabled disabled required optional auto automatic custom basic standard",
    "create update delete forget import replace move read added removed changed unknown sensitive sensitivity",
    "action actions address after attribute attributes before change changes changed construct counts definition",
    "drift environment environments file findings folds format manifest manifests name notices object objects origin",
    "outputs path plan reason report resource resources routing rule source subject system text type value values version",
  ].flatMap((line) => line.split(" ")),
);

function addNumber(value: number, into: SecretValues): void {
  if (String(value).length >= shortest.number) into.add(String(value));
}

function addText(text: string, into: SecretValues): void {
  if (text.length >= shortest.text && !words.has(text.toLowerCase()) && !isShortNumber(text)) into.add(text);
  const decoded = decodedText(text);
  if (decoded !== undefined && decoded.length >= 6) into.add(decoded);
  if (!text.includes("\n") && !/^\s*[[{]/.test(text)) return;
  const structure = parseStructure(text);
  if (structure !== undefined) addParts(structure.value, into);
  // a key in several lines may be indented where it stands
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line.length >= 20 && !/\s/.test(line) && structure === undefined) into.add(line);
  }
}

const isShortNumber = (text: string): boolean => /^\d+$/.test(text) && text.length < shortest.number;

/** A secret that holds many values: those of them that may be the reason. */
function addParts(value: unknown, into: SecretValues): void {
  addSecretsIn(value, undefined, into);
  const visitLeaf = (inner: unknown): void => {
    if (typeof inner === "string") {
      if (inner.length >= 8 && !isIdentifier(inner)) into.add(inner);
    } else if (typeof inner === "object" && inner !== null) {
      for (const part of Object.values(inner)) visitLeaf(part);
    }
  };
  visitLeaf(value);
}

/** What names something in the open: ids, addresses, versions, words. */
export const isIdentifier = (text: string): boolean =>
  [
    /^arn:/,
    /^[a-z][a-z0-9+.-]*:\/\/[^@\s]*$/i,
    /^[a-z]{1,8}-[0-9a-f]{8,17}$/,
    /^[0-9a-f.:]+\/\d{1,3}$/i,
    /^\d{1,3}(?:\.\d{1,3}){3}$/,
    /^(?:[a-z0-9_*-]+\.)+[a-z][a-z0-9-]*(?:[:/][\w./:@-]*)?$/i,
    /^[a-z]{2}(?:-[a-z]+)+-\d[a-z]?$/,
    /^v?\d+(?:\.\d+)*(?:-[a-z0-9.]+)?$/,
    /^\d{12}$/,
    /^[A-Za-z]+(?:[-_ ][A-Za-z]+)*$/,
  ].some((form) => form.test(text));

/** The text that a value of base64 stands for, if it is one. */
function decodedText(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length < 8 || trimmed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(trimmed))
    return undefined;
  const decoded = Buffer.from(trimmed, "base64").toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what has them is no text
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(decoded) ? undefined : decoded;
}
