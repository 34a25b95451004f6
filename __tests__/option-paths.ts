import { z } from "zod";
import { Definition } from "../platform/definition/schema";

/** JSON schema as zod prints it, as far as options use it. */
export interface OptionSchema {
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: boolean | OptionSchema;
  readonly items?: OptionSchema;
  readonly definitions?: Readonly<Record<string, OptionSchema>>;
}

/** What an engineer may write, as a JSON schema. */
export const definitionSchema = (): OptionSchema => jsonSchema(Definition);

/** Any schema, as a JSON schema. */
export const jsonSchema = (schema: z.ZodType): OptionSchema =>
  z.toJSONSchema(schema, { io: "input", target: "draft-07", unrepresentable: "any" }) as OptionSchema;

/**
 * Every option by its dotted path; `*` stands for a name that the user chooses, `[]` for a list's item. What is
 * printed once for several places is one option here.
 */
export function optionPaths(schema: OptionSchema, path = ""): string[] {
  if (schema.properties !== undefined) {
    if (Object.keys(schema.properties).length === 0) return [path];
    return Object.entries(schema.properties).flatMap(([key, value]) =>
      optionPaths(value, path === "" ? key : `${path}.${key}`),
    );
  }
  if (typeof schema.additionalProperties === "object") {
    const value = schema.additionalProperties;
    return value.properties === undefined ? [path] : optionPaths(value, `${path}.*`);
  }
  return schema.items?.properties === undefined ? [path] : optionPaths(schema.items, `${path}[]`);
}
