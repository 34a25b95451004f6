import { stringify } from "yaml";
import { coveredText } from "../differences/shown";
import { parseStructure } from "../differences/structured-text";
import { canonical, isRecord } from "../differences/value";
import { Covered, type Value } from "../plan/change";
import { type CredentialFound, credentialIn, credentialsIn } from "./credentials";
import { finderOf } from "./finder";
import { shortestPart } from "./forms";
import { isSecretName } from "./names";
import { passwordPlaces } from "./passwords";
import { type Place, type Visitor, visit } from "./places";

/** What covers secrets. Ordinals are given as secrets come by, so that equal input gives equal output. */
export interface Secrets {
  /**
   * A value with every secret covered: by where it stands, by what it is, and within texts.
   *
   * @param marks tree of Terraform's marks, as `after_sensitive` has it
   */
  readonly cover: (value: Value, marks?: unknown) => Value;
  /** The name of a key, as `cover` has it. */
  readonly coverKey: (name: string) => string;
  /** A text with every secret of six characters and more covered, also as base64, in a URL and in JSON. */
  readonly coverText: (text: string) => string;
  /**
   * Credentials that are known by their form, in a text that is finished. Nothing that has any may leave the machine:
   * whoever writes it must fail instead.
   */
  readonly tripwire: (text: string) => readonly CredentialFound[];
}

/** @param values from `collectSecrets` and `collectSecretsIn` */
export function secretsFrom(...values: readonly ReadonlySet<string>[]): Secrets {
  const known: ReadonlySet<string> = new Set(values.flatMap((set) => [...set]));
  const ordinals = new Map<string, number>();
  const ordinalOf = (key: string): number => {
    const ordinal = ordinals.get(key) ?? ordinals.size + 1;
    ordinals.set(key, ordinal);
    return ordinal;
  };
  const coverText = finderOf(known, ordinalOf);

  const secret = (value: Value): Covered =>
    new Covered(ordinalOf(typeof value === "object" ? canonical(value) : String(value)));
  const visitor: Visitor = {
    secret,
    // names of attributes stay what they are, whatever somebody has for a password
    key: (name) => {
      if (!/^[a-z][a-z0-9_]*$/.test(name))
        return known.has(name) ? coveredText(ordinalOf(name)) : coverText(name);
      return /\d/.test(name) && name.length >= shortestPart && known.has(name)
        ? coveredText(ordinalOf(name))
        : name;
    },
    leaf: (value, place) => {
      if (known.has(String(value)) || credentialIn(String(value)) !== undefined) return secret(value);
      return typeof value === "string" ? coverParts(value, place) : value;
    },
  };
  /** A text that holds other values is written anew where any of them is covered. */
  function coverParts(text: string, place: Place): string {
    const structure = text.length >= shortestPart ? parseStructure(text) : undefined;
    if (structure === undefined) return coverPasswords(text);
    const covered = visit(structure.value, undefined, visitor, place);
    if (canonical(covered) === canonical(structure.value)) return coverText(text);
    const values = withOrdinals(covered);
    return structure.format === "json" ? JSON.stringify(values) : stringify(values);
  }
  /** Those that are too short to be looked for everywhere are covered at their place all the same. */
  function coverPasswords(text: string): string {
    let result = "";
    let copied = 0;
    for (const { start, end } of passwordPlaces(text, isSecretName)) {
      result += coverText(text.slice(copied, start)) + coveredText(ordinalOf(text.slice(start, end)));
      copied = end;
    }
    return result + coverText(text.slice(copied));
  }
  return {
    cover: (value, marks) => visit(value, marks, visitor),
    coverKey: visitor.key,
    coverText,
    tripwire: credentialsIn,
  };
}

// --- internal ---

function withOrdinals(value: Value): unknown {
  if (value instanceof Covered) return coveredText(value.ordinal);
  if (Array.isArray(value)) return value.map(withOrdinals);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withOrdinals(inner)]));
}
