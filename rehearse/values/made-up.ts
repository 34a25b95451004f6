import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attribute, Block, NestedBlock, NestedType, Type } from "../schema/block";
import { isNested } from "../schema/block";
import { canonical, isList, isObject, isUnknown, type ObjectValue, type Value } from "./value";

/**
 * What a provider answers instead of the real one, as data: forms of identifiers, and attributes that follow from the
 * provider's configuration.
 *
 * A form is text with `{name}`, an attribute of the object or a constant; `{type}` or one of its words, `{type:1}`;
 * `{hex:8}` or `{digits:8}`, made from the configuration. Of several forms the first holds whose attributes are known.
 */
export interface Forms {
  /** Attributes of every type that has them computed, by name. */
  readonly fromProvider: Readonly<Record<string, FromProvider>>;
  /** Words that forms may use. */
  readonly constants: Readonly<Record<string, string>>;
  /** Where the provider's configuration says a constant better. */
  readonly constantsFromProvider: Readonly<Record<string, Steps>>;
  /** By type, `*` for every type, and by dotted path of the attribute. */
  readonly attributes: Readonly<Record<string, Readonly<Record<string, FormValue>>>>;
}

export type FormValue = readonly string[] | string | number | boolean;

export interface FromProvider {
  readonly provider: Steps;
  /** An attribute of the object, a map, whose entries go before the provider's. */
  readonly own?: string;
}

type Steps = readonly (string | number)[];

const none: Forms = { fromProvider: {}, constants: {}, constantsFromProvider: {}, attributes: {} };

/** The forms of a provider; without any, made-up values look less like real ones. */
export function readForms(provider: string): Forms {
  const file = join(__dirname, "..", "made-up", `${provider}.json`);
  return existsSync(file) ? { ...none, ...JSON.parse(readFileSync(file, "utf8")) } : none;
}

/** Attributes of a planned object that follow from the provider's configuration. */
export function fromProvider(
  forms: Forms,
  block: Block,
  configuration: Value,
  proposed: ObjectValue,
): ObjectValue {
  const found: Record<string, Value> = {};
  for (const { name, type, computed } of block.attributes) {
    const rule = forms.fromProvider[name];
    if (rule === undefined || !computed) continue;
    const value = valueAt(configuration, rule.provider);
    if (rule.own === undefined) {
      // of the same name, but something else in some types
      if (type === "string" && proposed[name] === null && typeof value === "string") found[name] = value;
    } else if (Array.isArray(type) && type[0] === "map") {
      const own = proposed[rule.own] ?? null;
      found[name] =
        isUnknown(own) || isUnknown(value) ? (isUnknown(own) ? own : (value ?? null)) : merge(value, own);
    }
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

/** The object with a made-up value, always the same, in every place that is not known yet. */
export function makeUp(planned: ObjectValue, making: Making): ObjectValue {
  return new Maker(planned, making).object(making.block, planned, "");
}

// --- internal ---

const merge = (a: Value | undefined, b: Value): Value => {
  const entries = { ...(isObject(a) ? a : {}), ...(isObject(b) ? b : {}) };
  return entries;
};

const valueAt = (value: Value | undefined, steps: Steps): Value | undefined =>
  steps.reduce<Value | undefined>((inner, step) => {
    if (isList(inner)) return inner[Number(step)];
    return isObject(inner) ? inner[step] : undefined;
  }, value);

/** Makes the values of one object, some of which are made from others. */
class Maker {
  private readonly seed: string;
  private readonly known: Record<string, Value>;
  private readonly underWay = new Set<string>();

  constructor(
    planned: ObjectValue,
    private readonly making: Making,
  ) {
    this.seed = `${making.type}\n${making.seed}\n${canonical(planned)}`;
    this.known = { ...planned };
  }

  object(block: Block, value: ObjectValue, path: string): ObjectValue {
    return Object.fromEntries([
      ...block.attributes.map(({ name, type }) => [
        name,
        this.attribute(type, value[name] ?? null, join_(path, name)),
      ]),
      ...block.blocks.map((nested) => [
        nested.name,
        this.nestedBlock(nested, value[nested.name] ?? null, join_(path, nested.name)),
      ]),
    ]);
  }

  private attribute(type: Type | NestedType, value: Value, path: string): Value {
    if (isUnknown(value)) return path.includes(".") ? this.make(type, path) : this.topLevel(path);
    if (!isNested(type)) return value;
    const block = { attributes: type.attributes, blocks: [] };
    const element = (item: Value) => (isObject(item) ? this.object(block, item, path) : item);
    if (isList(value)) return value.map(element);
    if (type.nesting === "map" && isObject(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, element(item)]));
    return element(value);
  }

  private nestedBlock({ block }: NestedBlock, value: Value, path: string): Value {
    if (isList(value))
      return value.map((element) => (isObject(element) ? this.object(block, element, path) : element));
    return isObject(value) ? this.object(block, value, path) : value;
  }

  /** An attribute of the object itself, to which forms of others may refer. */
  private topLevel(name: string): Value {
    const before = this.known[name];
    if (before !== undefined && !isUnknown(before)) return before;
    const attribute = this.making.block.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined || this.underWay.has(name)) return null;
    this.underWay.add(name);
    const made = this.make(attribute.type, name);
    this.underWay.delete(name);
    this.known[name] = made;
    return made;
  }

  private make(type: Type | NestedType, path: string): Value {
    const form = this.form(path);
    if (form !== undefined) return form;
    if (isNested(type)) return this.nested(type, path);
    switch (type) {
      case "string":
        return `${path.split(".").at(-1)}-${this.hash(path, 12)}`;
      case "number":
        return 1;
      case "bool":
        return false;
      case "dynamic":
        return null;
    }
    if (type[0] === "object")
      return Object.fromEntries(
        Object.entries(type[1]).map(([name, member]) => [name, this.make(member, join_(path, name))]),
      );
    // one element, so that what refers to the first finds it
    if (type[0] === "map") return {};
    return [this.make(type[1], path)];
  }

  private nested({ nesting, attributes }: NestedType, path: string): Value {
    if (nesting === "map") return {};
    const members = Object.fromEntries(
      attributes.map(({ name, type, computed }: Attribute) => [
        name,
        computed ? this.make(type, join_(path, name)) : null,
      ]),
    );
    return nesting === "single" ? members : [members];
  }

  private form(path: string): Value | undefined {
    const { attributes } = this.making.forms;
    const form = attributes[this.making.type]?.[path] ?? attributes["*"]?.[path];
    if (!Array.isArray(form)) return form as Value | undefined;
    for (const text of form) {
      const filled = this.fill(text, path);
      if (filled !== undefined) return filled;
    }
    return undefined;
  }

  private fill(form: string, path: string): string | undefined {
    let complete = true;
    const text = form.replaceAll(/\{(\w+)(?::(\d+))?\}/g, (_all, name: string, number?: string) => {
      const word = this.word(name, path, number === undefined ? undefined : Number(number));
      complete &&= word !== undefined;
      return word ?? "";
    });
    return complete ? text : undefined;
  }

  private word(name: string, path: string, number: number | undefined): string | undefined {
    const { type, forms, configuration } = this.making;
    if (name === "hex") return this.hash(path, number ?? 8);
    if (name === "digits")
      return this.hash(path, number ?? 8).replaceAll(/[a-f]/g, (digit) => String(digit.charCodeAt(0) % 10));
    if (name === "type") return number === undefined ? type : type.split("_").slice(number, number + 1)[0];
    const steps = forms.constantsFromProvider[name];
    const configured = steps === undefined ? undefined : valueAt(configuration, steps);
    if (typeof configured === "string") return configured;
    const value = this.topLevel(name);
    if (typeof value === "string" && value !== "") return value;
    return forms.constants[name];
  }

  private hash(path: string, length: number): string {
    return createHash("sha256").update(`${this.seed}\n${path}`).digest("hex").slice(0, length);
  }
}

const join_ = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);
