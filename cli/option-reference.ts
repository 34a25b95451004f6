import * as z from "zod";
import { Definition } from "../platform/definition/schema";

/** JSON schema as zod prints it, as far as options use it. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  /** A schema that stands in several places and is printed once; alone in a list where something is added to it. */
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

interface Option {
  readonly path: string;
  readonly schema: Schema;
  /** Whether it must be there: always, or wherever the optional part around it is. */
  readonly required: "always" | "in-its-part" | "no";
}

/** The page in `docs/` with every option of a definition: what it means, what it takes, what it is by default. */
export function optionReference(): string {
  const schema = z.toJSONSchema(Definition, {
    io: "input",
    target: "draft-07",
    unrepresentable: "any",
  }) as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) => {
    const options = optionsOf(section, name, schema.required?.includes(name) === true ? "always" : "no");
    // a section that is a single option says its meaning in the table
    const meaning =
      section.properties === undefined && options.length === 1 ? [] : [section.description ?? "", ""];
    return [`## ${name}`, "", ...meaning, ...table(options, schema), ""].join("\n");
  });
  const parts = Object.entries(schema.definitions ?? {}).map(([name, part]) => {
    const options =
      Object.keys(part.properties ?? {}).length === 0 ? [] : optionsOf(part, name, "in-its-part");
    const rows = options.length === 0 ? ["It has no options."] : table(options, schema);
    return [`### ${name}`, "", part.description ?? "", "", ...rows, ""].join("\n");
  });
  return `# The definition

Every option of \`environments/<name>.yaml\`, printed from \`platform/definition/schema/\` by \`npm run generate\`. \`*\`
stands for a name of your choice, \`[]\` for each item of a list. **Required** means that the environment must have it,
from its own file or from one that it extends.

${sections.join("\n")}
## Parts

What stands in several places of a definition; its options are named from there.

${parts.join("\n")}`;
}

// --- internal ---

/** The options in a section, those of nested mappings by their dotted path. */
function optionsOf(schema: Schema, path: string, required: Option["required"]): Option[] {
  const { properties, additionalProperties: values, items } = schema;
  if (properties !== undefined && Object.keys(properties).length > 0) {
    return Object.entries(properties).flatMap(([name, option]) =>
      optionsOf(option, `${path}.${name}`, requiredIn(schema, name, required)),
    );
  }
  if (typeof values === "object" && values.properties !== undefined)
    return optionsOf(values, `${path}.*`, "no");
  if (items?.properties !== undefined) return optionsOf(items, `${path}[]`, "no");
  return [{ path, schema, required }];
}

function requiredIn(part: Schema, name: string, partRequired: Option["required"]): Option["required"] {
  if (part.required?.includes(name) !== true) return "no";
  return partRequired === "always" ? "always" : "in-its-part";
}

const table = (options: readonly Option[], root: Schema): string[] => [
  "| option | takes | default | meaning |",
  "| --- | --- | --- | --- |",
  ...options.map(({ path, schema, required }) => {
    const meaning = schema.description ?? partOf(schema, root)?.description ?? "";
    const cells = [`\`${path}\``, takes(schema), byDefault(schema, required, path), meaning];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  }),
];

const isEmpty = ({ properties }: Schema): boolean =>
  properties !== undefined && Object.keys(properties).length === 0;

/** Name of the part that a schema refers to. */
const partName = ({ $ref, allOf }: Schema): string | undefined =>
  ($ref ?? allOf?.find((schema) => schema.$ref !== undefined)?.$ref)?.replace("#/definitions/", "");

const partOf = (schema: Schema, root: Schema): Schema | undefined =>
  root.definitions?.[partName(schema) ?? ""];

function takes(schema: Schema): string {
  const part = partName(schema);
  if (part !== undefined) return `[${part}](#${part.toLowerCase()})`;
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(takes))].join(" or ");
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.items !== undefined) return `list: ${takes(schema.items)}`;
  if (typeof schema.additionalProperties === "object") {
    const part = partName(schema.additionalProperties);
    return part === undefined ? "mapping" : `mapping: ${takes(schema.additionalProperties)}`;
  }
  switch (schema.type) {
    case "integer":
      return schema.maximum === undefined || schema.maximum >= Number.MAX_SAFE_INTEGER
        ? "whole number"
        : `${schema.minimum} to ${schema.maximum}`;
    case "number":
      return `${schema.minimum} to ${schema.maximum}`;
    case "object":
      return isEmpty(schema) ? "`{}`" : "mapping";
    case "boolean":
      return "`true`, `false`";
    default:
      return "text";
  }
}

function byDefault(schema: Schema, required: Option["required"], path: string): string {
  switch (required) {
    case "always":
      return "**required**";
    case "in-its-part":
      return `**required** in \`${path.slice(0, path.lastIndexOf("."))}\``;
    case "no":
      return schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
    default:
      return required satisfies never;
  }
}
