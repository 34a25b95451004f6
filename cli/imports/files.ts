import { parseAllDocuments } from "yaml";
import type { OutputFile } from "../../output/tree";
import { bindings } from "./bindings";
import { withoutProse } from "./prose";
import { readme } from "./readme";
import type { ChartSource, Source } from "./sources";
import { type CustomResourceDefinition, kindSchema } from "./structural";
import { type Upstream, UpstreamError } from "./upstream";

export interface Sources {
  readonly groups: readonly Source[];
  readonly charts: readonly ChartSource[];
}

/** Every file of `imports/`, made from what `upstream` publishes. */
export async function importedFiles(upstream: Upstream, { groups, charts }: Sources): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const source of groups) {
    const definitions: CustomResourceDefinition[] = [];
    for (const plural of source.plurals) {
      definitions.push(definitionIn(await upstream.definition(source, plural), source.group, plural));
    }
    if (source.bindings) {
      files.push({ path: `${source.group}.ts`, text: bindings(source.group, definitions) });
    }
    files.push(...definitions.map(schemaFile));
  }
  for (const source of charts) {
    // titles are written by the generator of the schema for its documentation
    const schema = withoutProse(JSON.parse(await upstream.valuesSchema(source)), [
      "description",
      "title",
      "$comment",
    ]);
    files.push({ path: `charts/${source.chart}.schema.json`, text: json(schema) });
  }
  return [...files, { path: "README.md", text: readme({ groups, charts }) }];
}

/** The definition of a kind in a file that may hold several. */
function definitionIn(text: string, group: string, plural: string): CustomResourceDefinition {
  const found = parseAllDocuments(text)
    .map((document) => document.toJS() as CustomResourceDefinition | null)
    .find((it) => it?.spec.group === group && it.spec.names.plural === plural);
  if (found === undefined)
    throw new UpstreamError(`the definition of ${plural}.${group} is not where it was`);
  return withoutProse(found) as CustomResourceDefinition;
}

function schemaFile(definition: CustomResourceDefinition): OutputFile {
  const schema = kindSchema(definition);
  return { path: `schemas/${schema.group}/${schema.kind.toLowerCase()}.json`, text: json(schema) };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
