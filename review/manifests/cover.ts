import type { Path } from "../../verify/structural/path";
import { isRecord } from "../../verify/structural/record";
import { coveredText } from "../differences/shown";
import { Covered } from "../plan/change";
import { isSecretField, isSecretFlag, isSecretVariable, withSecretsReplaced } from "./secret-fields";

type Fields = Readonly<Record<string, unknown>>;

/** Takes secrets out of objects. */
export interface Cover {
  /** The object with `Covered` wherever a secret stood; in a text that says more, `(sensitive #2)` stands for it. */
  readonly object: (object: Fields) => Fields;
  /** The same with `(sensitive #2)` everywhere, so that each text stays a text. */
  readonly asText: (object: Fields) => Fields;
}

/**
 * Finds the secrets of `objects` and gives each an ordinal, equal ones the same: an ordinal shows that a value changed,
 * where a digest could be guessed. Ordinals depend on the order of the objects, not on that of their keys.
 *
 * Whatever is secret in one place is covered in every other too, also where it stands encoded or within a longer text.
 */
export function coverOf(objects: readonly Fields[]): Cover {
  const ordinals = new Map<string, number>();
  const ordinalOf = (secret: string): number => {
    const known = ordinals.get(secret);
    if (known !== undefined) return known;
    ordinals.set(secret, ordinals.size + 1);
    return ordinals.size;
  };
  for (const object of objects) {
    eachLeaf(object, (path, value, siblings) => {
      if (isSecret(object, path, value, siblings)) ordinalOf(plainSecret(object, path, value));
      else if (typeof value === "string")
        withSecretsReplaced(value, (secret) => coveredText(ordinalOf(secret)));
    });
  }
  const replaced = replacing(ordinals);
  const covered = (object: Fields, instead: (ordinal: number) => unknown): Fields =>
    mapped(object, (path, value, siblings) => {
      if (isSecret(object, path, value, siblings))
        return instead(ordinalOf(plainSecret(object, path, value)));
      if (typeof value !== "string") return value;
      const ordinal = value.length >= shortest ? ordinals.get(value) : undefined;
      if (ordinal !== undefined) return instead(ordinal);
      return replaced(withSecretsReplaced(value, (secret) => coveredText(ordinalOf(secret))));
    }) as Fields;
  return {
    object: (object) => covered(object, (ordinal) => new Covered(ordinal)),
    asText: (object) => covered(object, coveredText),
  };
}

// --- internal ---

/** Shorter texts are words that stand in many places by chance. */
const shortest = 6;

function isSecret(object: Fields, path: Path, value: unknown, siblings: unknown): boolean {
  const kind = typeof object.kind === "string" ? object.kind : "";
  if (value === null || value === undefined) return false;
  // a number may be a secret of a Secret's; elsewhere it is a size or a port
  if (typeof value !== "string") return kind === "Secret" && isSecretField(kind, path, "");
  if (isSecretField(kind, path, value)) return true;
  const last = path.at(-1);
  if (Array.isArray(siblings)) {
    const before: unknown = typeof last === "number" ? siblings[last - 1] : undefined;
    return typeof before === "string" && isSecretFlag(before);
  }
  return (
    last === "value" &&
    isRecord(siblings) &&
    typeof siblings.name === "string" &&
    isSecretVariable(siblings.name)
  );
}

/** `data` of a Secret is encoded; the same secret may stand elsewhere as it is. */
function plainSecret(object: Fields, path: Path, value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const isEncoded =
    object.kind === "Secret" && path[0] === "data" && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text);
  return isEncoded ? Buffer.from(text, "base64").toString("utf8") : text;
}

type Visit = (path: Path, value: unknown, siblings: unknown) => void;

function eachLeaf(value: unknown, visit: Visit, path: Path = [], siblings: unknown = undefined): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) eachLeaf(item, visit, [...path, index], value);
  } else if (isRecord(value)) {
    for (const key of Object.keys(value).sort()) eachLeaf(value[key], visit, [...path, key], value);
  } else visit(path, value, siblings);
}

function mapped(
  value: unknown,
  leaf: (...leaf: Parameters<Visit>) => unknown,
  path: Path = [],
  siblings: unknown = undefined,
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => mapped(item, leaf, [...path, index], value));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mapped(item, leaf, [...path, key], value)]),
    );
  }
  return leaf(path, value, siblings);
}

/** Replaces secrets in longer texts. Each place is looked up by the first characters, however many secrets there are. */
function replacing(ordinals: ReadonlyMap<string, number>): (text: string) => string {
  const byStart = new Map<string, { readonly form: string; readonly ordinal: number }[]>();
  for (const [secret, ordinal] of ordinals) {
    for (const form of formsOf(secret)) {
      const start = form.slice(0, shortest);
      const others = byStart.get(start) ?? [];
      byStart.set(
        start,
        [...others, { form, ordinal }].sort((a, b) => b.form.length - a.form.length),
      );
    }
  }
  if (byStart.size === 0) return (text) => text;
  return (text) => {
    let result = "";
    let kept = 0;
    for (let at = 0; at + shortest <= text.length; at += 1) {
      const found = byStart.get(text.slice(at, at + shortest))?.find(({ form }) => text.startsWith(form, at));
      if (found === undefined) continue;
      result += text.slice(kept, at) + coveredText(found.ordinal);
      kept = at + found.form.length;
      at = kept - 1;
    }
    return kept === 0 ? text : result + text.slice(kept);
  };
}

/** A secret as it is, and as other texts may hold it. */
const formsOf = (secret: string): readonly string[] =>
  [
    ...new Set([
      secret,
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
      encodeURIComponent(secret.replace(/\p{Surrogate}/gu, "\uFFFD")),
      JSON.stringify(secret).slice(1, -1),
    ]),
  ].filter((form) => form.length >= shortest);
