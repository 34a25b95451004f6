import * as z from "zod";
import { Definition } from "./schema";

/**
 * The definition's schema for editors (JSON Schema draft 7, what yaml-language-server understands). No key is
 * required: it may come from the file that this one extends. The loader looks at the whole.
 */
export function editorSchema(): object {
  const { $schema, properties, ...rest } = withoutRequired(
    z.toJSONSchema(Definition, { io: "input", target: "draft-07" }),
  );
  return {
    $schema,
    title: "Slipway environment",
    ...rest,
    properties: {
      extends: {
        description: "File in the same directory whose values hold where this one says nothing else.",
        type: "string",
        pattern: "^\\w[^/\\\\]*\\.yaml$",
      },
      ...(properties as object),
    },
  };
}

// ---

type JsonObject = Readonly<Record<string, unknown>>;

function withoutRequired(schema: JsonObject): JsonObject {
  const kept = Object.entries(schema).filter(([key, value]) => !(key === "required" && Array.isArray(value)));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === "additionalProperties" ? removable(strip(value)) : strip(value),
    ]),
  );
}

/** What stands under a name of the author's choice can be removed from what was inherited. */
const removable = (schema: unknown): unknown =>
  typeof schema === "object" ? { anyOf: [schema, { type: "null" }] } : schema;

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  return typeof value === "object" && value !== null ? withoutRequired(value as JsonObject) : value;
}
