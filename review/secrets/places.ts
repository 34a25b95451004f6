import { isRecord } from "../differences/value";
import { Covered, Unknown, type Value } from "../plan/change";
import { isSecretMapping, isSecretName } from "./names";

/** What is done with what is found. */
export interface Visitor {
  /** What is secret by where it stands: one value, or all below a mark. */
  readonly secret: (value: Value) => Value;
  /** Any other text or number. */
  readonly leaf: (value: string | number, place: Place) => Value;
  /** The name of a key. */
  readonly key: (name: string) => string;
}

export type Place = "kubernetes" | "elsewhere";

/**
 * Walks through a value, and finds what is secret by where it stands: under a mark of Terraform, under a name that
 * tells, in a Secret of Kubernetes.
 *
 * @param marks tree of Terraform's marks, as `after_sensitive` has it
 */
export function visit(value: Value, marks: unknown, visitor: Visitor, place: Place = "elsewhere"): Value {
  if (value === null || value === undefined || value instanceof Covered || value instanceof Unknown)
    return value;
  if (marks === true) return visitor.secret(value);
  if (Array.isArray(value)) {
    return value.map((inner, index) => visit(inner, markAt(marks, index), visitor, place));
  }
  if (isRecord(value)) return visitRecord(value, marks, visitor, place);
  return typeof value === "string" || typeof value === "number" ? visitor.leaf(value, place) : value;
}

// --- internal ---

function visitRecord(
  record: Readonly<Record<string, Value>>,
  marks: unknown,
  visitor: Visitor,
  outer: Place,
): Value {
  const isObject = typeof record.apiVersion === "string" && typeof record.kind === "string";
  const place = isObject ? "kubernetes" : outer;
  const isSecret = record.kind === "Secret" && isObject;
  const labelled = valueIsSecret(record, place);
  const result: Record<string, Value> = {};
  // in order, since ordinals are given in that of what is met
  for (const name of Object.keys(record).sort()) {
    const inner = record[name];
    const mark = markAt(marks, name);
    const define = (covered: Value) =>
      Object.defineProperty(result, visitor.key(name), {
        value: covered,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    if (mark === true) define(visit(inner, true, visitor, place));
    else if (isSecret && (name === "data" || name === "stringData")) define(eachText(inner, visitor));
    else if (isSetSensitive(name)) define(eachValue(inner, visitor, place));
    else if (labelled && /^value$/i.test(name)) define(eachText(inner, visitor));
    else if ((isSecretName(name, place) || isSignIn(name, inner)) && holdsTexts(inner))
      define(eachText(inner, visitor));
    else if (
      isSecretMapping(name) &&
      place === "elsewhere" &&
      isRecord(inner) &&
      holdsTexts(Object.values(inner))
    )
      define(eachText(inner, visitor));
    else define(visit(inner, mark, visitor, place));
  }
  return result;
}

const markAt = (marks: unknown, step: string | number): unknown => {
  if (Array.isArray(marks) && typeof step === "number") return marks[step];
  return isRecord(marks) && Object.hasOwn(marks, step) ? marks[step] : undefined;
};

/** `{ name: DB_PASSWORD, value: … }`, `{ name: auth.password, value: … }` */
function valueIsSecret(record: Readonly<Record<string, Value>>, place: Place): boolean {
  const name = record.name ?? record.key ?? record.Name ?? record.Key;
  return typeof name === "string" && isSecretName(name.split(".").at(-1) ?? "", place);
}

/** `auth` of a registry: user and password in base64 (Docker, config.json). */
const isSignIn = (name: string, value: Value): boolean =>
  name === "auth" &&
  typeof value === "string" &&
  /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) &&
  /^[^:\s]+:[\x20-\x7e]+$/.test(Buffer.from(value, "base64").toString("utf8"));

/** What the Helm provider hides by itself (helm_release). */
const isSetSensitive = (name: string): boolean => name === "set_sensitive" || name === "set_wo";

const eachValue = (value: Value, visitor: Visitor, place: Place): Value =>
  Array.isArray(value)
    ? value.map((inner) =>
        isRecord(inner) && "value" in inner
          ? { ...inner, value: eachText(inner.value, visitor) }
          : visit(inner, undefined, visitor, place),
      )
    : eachText(value, visitor);

const holdsTexts = (value: Value): boolean =>
  Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value);

const isText = (value: Value): boolean => typeof value === "string" || typeof value === "number";

/** What names a secret, or is put in later, is none. */
const isPlain = (text: string): boolean =>
  text === "" || text.startsWith("arn:") || /^\$(?:\{[^{}]*\}|\([^()]*\))$/.test(text);

function eachText(value: Value, visitor: Visitor): Value {
  if (Array.isArray(value)) return value.map((inner) => eachText(inner, visitor));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((name) => [visitor.key(name), eachText(value[name], visitor)]),
    );
  }
  if (typeof value === "string")
    return isPlain(value) ? visitor.leaf(value, "elsewhere") : visitor.secret(value);
  return typeof value === "number" ? visitor.secret(value) : value;
}
