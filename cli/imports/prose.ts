/** Keywords whose members are named by the user of the schema, not by JSON schema. */
const namesOfFields = ["properties", "$defs", "definitions", "patternProperties"];

/** Keywords whose members are values that the schema is about, which prose is no part of. */
const values = ["default", "enum", "const", "example", "examples"];

/**
 * A copy of a schema without the text for readers: it is most of the bytes and another project's writing. A field
 * that is called `description` stays.
 */
export function withoutProse(schema: unknown, prose: readonly string[] = ["description"]): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutProse(item, prose));
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(prose.includes(key) && typeof value === "string"))
      .map(([key, value]) => {
        if (values.includes(key)) return [key, value];
        return [key, namesOfFields.includes(key) ? fieldsOf(value, prose) : withoutProse(value, prose)];
      }),
  );
}

const fieldsOf = (fields: unknown, prose: readonly string[]): unknown =>
  typeof fields !== "object" || fields === null
    ? fields
    : Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, withoutProse(schema, prose)]));
