import type { Value } from "../plan/change";
import type { AttributeChange, Shown } from "../report/report";
import { type Identified, identified } from "./identity";
import { changedPairs, without } from "./lists";
import { pairPolicies } from "./policy";
import { shown } from "./shown";
import { structuredText, type TextFormat } from "./structured-text";
import { byCodeUnits, equals, isRecord, type Path, type Step } from "./value";

export type Collection = "set" | "list" | "map";

export interface DifferenceOptions {
  /**
   * What the collection at a path is. The path has names alone: steps into lists and sets are left out.
   *
   * @default every array is a list, in which order means something
   */
  readonly collection?: (names: readonly string[]) => Collection | undefined;
  /**
   * `attributes` of a Terraform resource, where null is no value, an empty value is as good as none, and a number is as
   * good as its text; or `exact`, where all of these differ.
   *
   * @default "exact"
   */
  readonly values?: "attributes" | "exact";
  /** Paths of what forces a replacement. @default none */
  readonly replacePaths?: readonly Path[];
}

/** Something that is written otherwise than before and means the same. */
export interface Quiet {
  readonly path: Path;
  readonly reason: "order" | "whitespace" | "equivalent";
}

export interface Differences {
  /** In the order of their paths' names. */
  readonly changes: readonly AttributeChange[];
  readonly quiet: readonly Quiet[];
}

/**
 * What differs between two values, as a person would say it: sets by their elements, lists of objects by what
 * identifies these, JSON and YAML texts by their keys, policies by what they allow. Secrets have to be covered before.
 */
export function differences(before: Value, after: Value, options: DifferenceOptions = {}): Differences {
  const changes: AttributeChange[] = [];
  const quiet: Quiet[] = [];
  const context: Context = {
    collection: options.collection ?? (() => undefined),
    attributes: options.values === "attributes",
    replacePaths: (options.replacePaths ?? []).map((path) => path.filter((step) => typeof step === "string")),
    changes,
    quiet,
  };
  const place: Place = { path: [], names: [] };
  // what is new or gone is new or gone by each of its attributes
  const [old, young] = [before === undefined ? {} : before, after === undefined ? {} : after];
  if (isRecord(old) && isRecord(young)) {
    compareRecords(old, young, place, context);
  } else {
    compareValues(before, after, place, context);
  }
  return { changes, quiet };
}

// --- internal ---

interface Context {
  readonly collection: (names: readonly string[]) => Collection | undefined;
  readonly attributes: boolean;
  readonly replacePaths: readonly (readonly Step[])[];
  readonly changes: AttributeChange[];
  readonly quiet: Quiet[];
}

interface Place {
  readonly path: Path;
  /** Of the attributes on the way, without steps into lists; those within a text are left out. */
  readonly names: readonly string[];
  /** Of the text that is being compared. */
  readonly format?: TextFormat;
}

type Entries = Readonly<Record<string, Value>>;

const named = ({ path, names, format }: Place, name: string): Place => ({
  path: [...path, name],
  names: format === undefined ? [...names, name] : names,
  ...(format === undefined ? {} : { format }),
});

const element = (place: Place, step: Step): Place => ({ ...place, path: [...place.path, step] });

function compareRecords(before: Entries, after: Entries, place: Place, context: Context): void {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of [...keys].sort(byCodeUnits)) {
    compareValues(own(before, key), own(after, key), named(place, key), context);
  }
}

const own = (record: Entries, key: string): Value => (Object.hasOwn(record, key) ? record[key] : undefined);

function compareValues(before: Value, after: Value, place: Place, context: Context): void {
  if (equals(before, after)) return;
  const lenient = context.attributes && place.format === undefined;
  const isAbsent = (value: Value): boolean => value === undefined || (lenient && value === null);
  if (isAbsent(before) && isAbsent(after)) return;
  if (lenient && isEquivalent(before, after)) {
    context.quiet.push({ path: place.path, reason: "equivalent" });
  } else if (isAbsent(before)) {
    say("added", undefined, after, place, context);
  } else if (isAbsent(after)) {
    say("removed", before, undefined, place, context);
  } else if (typeof before === "string" && typeof after === "string") {
    compareTexts(before, after, place, context);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareArrays(before, after, place, context);
  } else if (isRecord(before) && isRecord(after)) {
    compareRecords(before, after, place, context);
  } else {
    say("changed", before, after, place, context);
  }
}

/** Providers turn one into the other as they like. */
function isEquivalent(before: Value, after: Value): boolean {
  if (isEmpty(before) && isEmpty(after)) return true;
  const types = [typeof before, typeof after];
  return types.includes("string") && (types.includes("number") || types.includes("boolean"))
    ? String(before) === String(after)
    : false;
}

const isEmpty = (value: Value): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);

function compareTexts(before: string, after: string, place: Place, context: Context): void {
  const [old, young] = [structuredText(before), structuredText(after)];
  if (old === undefined || young === undefined) {
    say("changed", before, after, place, context);
    return;
  }
  const format =
    old.format === young.format ? old.format : isJson(old.format) && isJson(young.format) ? "json" : "yaml";
  const inside: Place = { ...place, format };
  if (equals(old.value, young.value)) {
    context.quiet.push({ path: place.path, reason: "whitespace" });
  } else if (format === "policy") {
    comparePolicies(old.value, young.value, inside, context);
  } else {
    compareValues(old.value, young.value, inside, context);
  }
}

const isJson = (format: TextFormat): boolean => format !== "yaml";

function comparePolicies(before: Value, after: Value, place: Place, context: Context): void {
  const pair = pairPolicies(before, after);
  const found = context.changes.length;
  compareRecords(pair.before as Entries, pair.after as Entries, place, context);
  for (const { step, before: old, after: young } of pair.statements) {
    compareValues(old, young, element(named(place, "Statement"), step), context);
  }
  if (context.changes.length === found) context.quiet.push({ path: place.path, reason: "order" });
}

function compareArrays(
  before: readonly Value[],
  after: readonly Value[],
  place: Place,
  context: Context,
): void {
  const isSet =
    place.format === "policy" || (place.format === undefined && context.collection(place.names) === "set");
  const both = identified(before, after);
  const [first, second] = [before[0], after[0]];
  const isOne = before.length === 1 && after.length === 1 && isRecord(first) && isRecord(second);
  // a block of which there is one stays the same one, whatever it is called
  const isBlock = context.attributes && place.format === undefined && !isSet;
  if (isOne && (isBlock || both === undefined || hasSameIdentity(both))) {
    compareRecords(first, second, element(place, 0), context);
  } else if (both !== undefined) compareIdentified(both, isSet || !both.ordered, place, context);
  else if (isSet) compareSets(before, after, place, context);
  else compareLists(before, after, place, context);
}

const hasSameIdentity = ({ before, after }: Identified): boolean =>
  [...before.keys()].every((identity) => after.has(identity));

function compareIdentified(
  { before, after }: Identified,
  isSet: boolean,
  place: Place,
  context: Context,
): void {
  const old = [...before.keys()].filter((identity) => after.has(identity));
  const young = [...after.keys()].filter((identity) => before.has(identity));
  if (!equals(old, young)) {
    if (isSet) context.quiet.push({ path: place.path, reason: "order" });
    else say("changed", [...before.keys()], [...after.keys()], place, context);
  }
  for (const identity of [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnits)) {
    compareValues(before.get(identity), after.get(identity), element(place, identity), context);
  }
}

/** Each element that is there more often on one side; what is unknown is an element of its own. */
function compareSets(
  before: readonly Value[],
  after: readonly Value[],
  place: Place,
  context: Context,
): void {
  const removed = without(before, after);
  const added = without(after, before);
  if (removed.length + added.length === 0) context.quiet.push({ path: place.path, reason: "order" });
  for (const value of removed) say("removed", value, undefined, place, context);
  for (const value of added) say("added", undefined, value, place, context);
}

function compareLists(
  before: readonly Value[],
  after: readonly Value[],
  place: Place,
  context: Context,
): void {
  if (before.length === after.length && without(before, after).length === 0) {
    say("changed", before, after, place, context);
    return;
  }
  for (const { from, to } of changedPairs(before, after)) {
    if (to === undefined) say("removed", before[from ?? 0], undefined, element(place, from ?? 0), context);
    else if (from === undefined) say("added", undefined, after[to], element(place, to), context);
    else compareValues(before[from], after[to], element(place, to), context);
  }
}

function say(
  kind: AttributeChange["kind"],
  before: Value,
  after: Value,
  place: Place,
  context: Context,
): void {
  const [old, young] = [readable(before), readable(after)];
  const format = place.format ?? old.format ?? young.format;
  const lenient = context.attributes && place.format === undefined;
  const show = ({ value, format: own }: Readable): Shown =>
    shown(lenient && own === undefined ? withoutEmpty(value) : value);
  context.changes.push({
    path: place.path,
    kind,
    ...(kind === "added" ? {} : { before: show(old) }),
    ...(kind === "removed" ? {} : { after: show(young) }),
    forcesReplacement: context.replacePaths.some((path) => isPrefix(path, place.names)),
    ...(format === undefined ? {} : { format }),
  });
}

interface Readable {
  readonly value: Value;
  readonly format?: AttributeChange["format"];
}

/** A whole text is read by its structure as well, or by its lines; so are all texts of a list. */
function readable(value: Value): Readable {
  if (typeof value === "string") {
    return structuredText(value) ?? (value.trimEnd().includes("\n") ? { value, format: "text" } : { value });
  }
  if (!Array.isArray(value) || value.length === 0 || typeof value[0] !== "string") return { value };
  const texts = value.map((inner) => (typeof inner === "string" ? structuredText(inner) : undefined));
  const format = texts[0]?.format;
  return format !== undefined && texts.every((text) => text?.format === format)
    ? { value: texts.map((text) => text?.value), format }
    : { value };
}

/** What a provider fills up with: as good as none. */
function withoutEmpty(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => !isEmpty(inner))
      .map(([key, inner]) => [key, withoutEmpty(inner)]),
  );
}

/** Either way: Terraform may name an attribute within the one that changes, or one around it. */
const isPrefix = (one: readonly Step[], other: readonly Step[]): boolean =>
  one.slice(0, other.length).every((step, index) => step === other[index]);
