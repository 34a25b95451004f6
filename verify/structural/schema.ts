/**
 * What a custom resource may hold, in a compact form: what Kubernetes checks of an object when it is applied, and
 * nothing else. `npm run imports` writes one file for each kind to `imports/schemas/<group>/<kind>.json`.
 */
export interface KindSchema {
  /** API group, such as `traefik.io`. */
  readonly group: string;
  /** Version that Kubernetes prefers among those that are served: the most stable one. */
  readonly version: string;
  readonly kind: string;
  /** Name of the kind in URLs and in `kubectl get`. */
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /**
   * Everything beside `apiVersion`, `kind` and `metadata`. `status` is left out: a controller writes it, and in a
   * manifest it is a mistake.
   */
  readonly schema: ObjectSchema;
}

export type Schema =
  | ObjectSchema
  | MapSchema
  | ListSchema
  | StringSchema
  | NumberSchema
  | BooleanSchema
  | IntOrStringSchema
  | AnySchema;

interface Common {
  /** Whether `null` stands for leaving the field out. */
  readonly nullable?: true;
  /** What the API server fills in. */
  readonly default?: unknown;
  /** Rules in the Common Expression Language, over the value as `self`. */
  readonly rules?: readonly Rule[];
}

export interface Rule {
  readonly rule: string;
  readonly message?: string;
}

/** Named fields. Others are refused, as the API server would prune them. */
export interface ObjectSchema extends Common {
  readonly type: "object";
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Whether fields that are not named are kept as they are. */
  readonly open?: true;
  /** Fewest and most fields that are there together. */
  readonly minFields?: number;
  readonly maxFields?: number;
  /** Lists of fields, of each of which one may be there at most. */
  readonly exclusive?: readonly (readonly string[])[];
  /** What else must hold of fields together. */
  readonly conditions?: readonly Condition[];
}

/** What a value is like, in the words in which definitions join such things. */
export interface Condition {
  readonly allOf?: readonly Condition[];
  readonly anyOf?: readonly Condition[];
  readonly oneOf?: readonly Condition[];
  readonly not?: Condition;
  /** Fields that are there. */
  readonly required?: readonly string[];
  /** What fields are like that are there. */
  readonly properties?: Readonly<Record<string, Condition>>;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
}

/** Names that the user chooses, all with one form of value. */
export interface MapSchema extends Common {
  readonly type: "map";
  readonly values: Schema;
  /** Fewest and most names. */
  readonly minFields?: number;
  readonly maxFields?: number;
}

export interface ListSchema extends Common {
  readonly type: "list";
  readonly items: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Fields that tell items apart: no two items agree in all of them. */
  readonly keys?: readonly string[];
  /** Whether no two items are equal. */
  readonly set?: true;
}

export interface StringSchema extends Common {
  readonly type: "string";
  readonly enum?: readonly string[];
  /** Regular expression (RE2), not anchored. */
  readonly pattern?: string;
  /** In characters, not bytes. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** One of `formats.ts`. */
  readonly format?: string;
}

export interface NumberSchema extends Common {
  readonly type: "integer" | "number";
  readonly enum?: readonly number[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanSchema extends Common {
  readonly type: "boolean";
}

/** A port by number or name, an amount, a duration. */
export interface IntOrStringSchema extends Common {
  readonly type: "int-or-string";
  /** Checked on strings only. */
  readonly pattern?: string;
}

/** Whatever the user writes. */
export interface AnySchema extends Common {
  readonly type: "any";
}
