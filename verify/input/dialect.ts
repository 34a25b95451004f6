import type { DocumentOptions, ParseOptions, ScalarTag, SchemaOptions } from "yaml";

/**
 * What Kubernetes reads: YAML 1.1, where `yes` is true, but without times, which stay strings, and without numbers in
 * base 60 (sigs.k8s.io/yaml).
 */
export const dialect: ParseOptions & DocumentOptions & SchemaOptions = {
  schema: "yaml-1.1",
  customTags: (tags) =>
    tags.filter(
      (tag) => typeof tag === "string" || !(tag.tag.endsWith(":timestamp") || tag.format === "TIME"),
    ),
};

type JsYaml = typeof import("js-yaml");

let loaded: { readonly load: (text: string) => unknown } | undefined;

/**
 * Reads one document about ten times as fast as the library that can also tell where things stand, and to the same
 * value: what a plain scalar means is decided by that library's own tags.
 *
 * @throws where the document is no YAML, and for some documents that are
 */
export function readQuickly(text: string): unknown {
  loaded ??= quickReader();
  return loaded.load(text);
}

/** Loaded when it is first needed: what `npm start` made is not read again. */
function quickReader() {
  const jsYaml = require("js-yaml") as JsYaml;
  const yaml = require("yaml") as typeof import("yaml");
  const scalars = new yaml.Schema(dialect).tags.filter(
    (tag): tag is ScalarTag => tag.collection === undefined && tag.default === true && tag.test !== undefined,
  );
  const kinds = new Map<string, ScalarTag[]>();
  for (const tag of scalars) kinds.set(tag.tag, [...(kinds.get(tag.tag) ?? []), tag]);
  const implicit = [...kinds].map(
    ([name, tags]) =>
      new jsYaml.Type(name, {
        kind: "scalar",
        resolve: (text: string | null) =>
          text === null ? name.endsWith(":null") : tags.some(({ test }) => test?.test(text) === true),
        construct: (text: string | null) => {
          if (text === null) return null;
          const value = tags.find(({ test }) => test?.test(text) === true)?.resolve(text, ignore, numbers);
          return yaml.isScalar(value) ? value.value : value;
        },
      }),
  );
  const schema = jsYaml.FAILSAFE_SCHEMA.extend({ implicit: [...implicit, merge(jsYaml)] });
  return { load: (text: string) => jsYaml.load(text, { schema }) };
}

const ignore = (): void => {};
const numbers = { intAsBigInt: false };

/** `<<`, which js-yaml knows by this tag. */
const merge = (jsYaml: JsYaml) =>
  new jsYaml.Type("tag:yaml.org,2002:merge", {
    kind: "scalar",
    resolve: (text: string | null) => text === "<<",
  });
