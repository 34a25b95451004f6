import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Block, NestedType, Type } from "../schema/block";
import { isNested } from "../schema/block";
import { canonical, isList, isObject, isUnknown, type ObjectValue, unknown, type Value } from "./value";

/**
 * What a provider answers instead of the real one, as data: forms of identifiers, and attributes that follow from the
 * provider's configuration.
 *
 * A form is text with `{name}`, an attribute of the object or a constant; `{type}` or one of its words, `{type:1}`,
 * `{type:-1}`; `{hex:8}` or `{digits:8}`, made from the configuration. Of several forms the first holds whose names
 * all have a value.
 */
export interface Forms {
  /**
   * Variables of the environment with which commands that reach for the real thing find nothing; null removes one.
   * Terraform itself may run some, and so does what is run with the providers attached.
   */
  readonly environment: Readonly<Record<string, string | null>>;
  /** Computed attributes of any type, by name. */
  readonly fromProvider: Readonly<Record<string, FromProvider>>;
  /** Words that forms may use. */
  readonly constants: Readonly<Record<string, string>>;
  /** Where the provider's configuration says a constant better. */
  readonly constantsFromProvider: Readonly<Record<string, Steps>>;
  /** By type, `*` for any type, and by dotted path of the attribute: forms, or the value itself. */
  readonly attributes: Readonly<
    Record<string, Readonly<Record<string, readonly string[] | string | number | boolean>>>
  >;
}

export interface FromProvider {
  /** Where the provider's configuration has the value. */
  readonly provider: Steps;
  /** A map of the object's own, whose entries win over the provider's. */
  readonly own?: string;
}

type Steps = readonly (string | number)[];

const none: Forms = {
  environment: {},
  fromProvider: {},
  constants: {},
  constantsFromProvider: {},
  attributes: {},
};

/** The forms of a provider; without any, made-up values look less like real ones. */
export function readForms(provider: string): Forms {
  const file = join(__dirname, "..", "made-up", `${provider}.json`);
  return existsSync(file) ? { ...none, ...JSON.parse(readFileSync(file, "utf8")) } : none;
}

/**
 * Attributes of a planned object that follow from the provider's configuration.
 *
 * @param config of the object; what it says is not replaced
 */
export function fromProvider(
  forms: Forms,
  block: Block,
  configuration: Value,
  { config, proposed }: { readonly config: Value; readonly proposed: ObjectValue },
): ObjectValue {
  const found: Record<string, Value> = {};
  for (const { name, type, computed } of block.attributes) {
    const rule = forms.fromProvider[name];
    const isSet = isObject(config) && (config[name] ?? null) !== null;
    if (rule === undefined || !computed || isSet) continue;
    const configured = valueAt(configuration, rule.provider) ?? null;
    // some types have an attribute of the name that is something else
    if (
      rule.own === undefined &&
      type === "string" &&
      proposed[name] === null &&
      typeof configured === "string"
    )
      found[name] = configured;
    if (rule.own !== undefined && Array.isArray(type) && type[0] === "map")
      found[name] = merge(configured, proposed[rule.own] ?? null);
  }
  return found;
}

export interface Making {
  readonly forms: Forms;
  readonly type: string;
  readonly block: Block;
  /** Configuration of the provider. */
  readonly configuration: Value;
  /** Tells objects of the same configuration apart. */
  readonly seed: string;
}

export interface Made {
  /** The object with a made-up value, always the same, in every place that was not known. */
  readonly object: ObjectValue;
  /** Dotted paths of those places, without indexes. */
  readonly paths: readonly string[];
}

/** Makes up what a planned object leaves open. */
export function makeUp(planned: ObjectValue, making: Making): Made {
  const { forms, type, block, configuration } = making;
  const seed = `${type}\n${making.seed}\n${canonical(planned)}`;
  const made: Record<string, Value> = {};
  const underWay = new Set<string>();

  const paths = new Set<string>();
  const object = settleObject(block, planned, "", (attributeType, path) => {
    paths.add(path);
    return path.includes(".") ? make(attributeType, path) : topLevel(path);
  });
  return { object, paths: [...paths] };

  /** An attribute of the object itself, to which forms of others may refer. */
  function topLevel(name: string): Value {
    const known = planned[name] ?? null;
    if (!isUnknown(known)) return known;
    const attribute = block.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined || underWay.has(name)) return null;
    underWay.add(name);
    made[name] ??= make(attribute.type, name);
    underWay.delete(name);
    return made[name] ?? null;
  }

  function make(attributeType: Type | NestedType, path: string): Value {
    const form = forms.attributes[type]?.[path] ?? forms.attributes["*"]?.[path];
    if (form !== undefined && holds(attributeType, form)) {
      if (!isForms(form)) return form;
      const text = form.map((candidate) => fill(candidate, path)).find((filled) => filled !== undefined);
      if (text !== undefined) return attributeType === "string" ? text : [text];
    }
    return anyValue(attributeType, path, make, (at) => `${at.split(".").at(-1)}-${hash(at, 12)}`);
  }

  function fill(form: string, path: string): string | undefined {
    let complete = true;
    const text = form.replaceAll(/\{(\w+)(?::(-?\d+))?\}/g, (_all, name: string, number = "8") => {
      const found = word(name, path, Number(number));
      complete &&= found !== undefined;
      return found ?? "";
    });
    return complete ? text : undefined;
  }

  function word(name: string, path: string, number: number): string | undefined {
    if (name === "hex") return hash(path, number);
    if (name === "digits")
      return hash(path, number).replaceAll(/\D/g, (letter) => String(letter.charCodeAt(0) % 10));
    if (name === "type") return type.split("_").at(number);
    const steps = forms.constantsFromProvider[name];
    const configured = steps === undefined ? undefined : valueAt(configuration, steps);
    if (typeof configured === "string") return configured;
    const own = topLevel(name);
    return typeof own === "string" && own !== "" ? own : forms.constants[name];
  }

  function hash(path: string, length: number): string {
    return createHash("sha256").update(`${seed}\n${path}`).digest("hex").slice(0, length);
  }
}

// --- internal ---

const isForms = (form: unknown): form is readonly string[] => Array.isArray(form);

/** Whether a form is for attributes of the type: another type may have an attribute of the same name. */
function holds(type: Type | NestedType, form: readonly string[] | string | number | boolean): boolean {
  if (!isForms(form)) return type === (typeof form === "boolean" ? "bool" : typeof form);
  return type === "string" || (Array.isArray(type) && type[0] !== "map" && type[1] === "string");
}

/** A value of the type where nothing better is known; of lists one element, so that what refers to it finds it. */
function anyValue(
  type: Type | NestedType,
  path: string,
  make: (type: Type | NestedType, path: string) => Value,
  makeText: (path: string) => string,
): Value {
  if (isNested(type)) {
    if (type.nesting === "map") return {};
    const members = Object.fromEntries(
      type.attributes.map(({ name, type: member, computed }) => [
        name,
        computed ? make(member, `${path}.${name}`) : null,
      ]),
    );
    return type.nesting === "single" ? members : [members];
  }
  switch (type) {
    case "string":
      return makeText(path);
    case "number":
      return 1;
    case "bool":
      return false;
    case "dynamic":
      return null;
  }
  switch (type[0]) {
    case "map":
      return {};
    case "list":
    case "set":
      return [make(type[1], path)];
    case "object":
      return Object.fromEntries(
        Object.entries(type[1]).map(([name, member]) => [name, make(member, `${path}.${name}`)]),
      );
    default:
      return type satisfies never;
  }
}

/** Replaces what is unknown, at any depth, by what is made for its type and path. */
function settleObject(
  block: Block,
  value: ObjectValue,
  prefix: string,
  make: (type: Type | NestedType, path: string) => Value,
): ObjectValue {
  const elements = (inner: Block, at: Value, path: string): Value => {
    if (isList(at)) return at.map((element) => elements(inner, element, path));
    return isObject(at) ? settleObject(inner, at, `${path}.`, make) : at;
  };
  const attributes = block.attributes.map(({ name, type }) => {
    const path = `${prefix}${name}`;
    const at = value[name] ?? null;
    if (isUnknown(at)) return [name, make(type, path)];
    if (!isNested(type)) return [name, at];
    const inner: Block = { attributes: type.attributes, blocks: [] };
    if (type.nesting !== "map" || !isObject(at)) return [name, elements(inner, at, path)];
    return [name, mapValues(at, (element) => elements(inner, element, path))];
  });
  const blocks = block.blocks.map(({ name, block: inner }) => [
    name,
    elements(inner, value[name] ?? null, `${prefix}${name}`),
  ]);
  return Object.fromEntries([...attributes, ...blocks]);
}

const mapValues = (value: ObjectValue, change: (element: Value) => Value): ObjectValue =>
  Object.fromEntries(Object.entries(value).map(([key, element]) => [key, change(element)]));

function merge(a: Value, b: Value): Value {
  if (isUnknown(a) || isUnknown(b)) return unknown;
  return { ...(isObject(a) ? a : {}), ...(isObject(b) ? b : {}) };
}

const valueAt = (value: Value, steps: Steps): Value | undefined =>
  steps.reduce<Value | undefined>((inner, step) => {
    if (isList(inner)) return inner[Number(step)];
    return isObject(inner) ? inner[step] : undefined;
  }, value);
