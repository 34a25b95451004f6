import { parse } from "yaml";
import type { OutputFile } from "../../output/tree";
import { bindings } from "./bindings";
import { withoutProse } from "./prose";
import { readme } from "./readme";
import type { ChartSource, Source } from "./sources";
import { type CustomResourceDefinition, kindSchema } from "./structural";
import type { Upstream } from "./upstream";

export interface Sources {
  readonly groups: readonly Source[];
  readonly charts: readonly ChartSource[];
}

/** Every file of `imports/` but those of the groups in `skip`, made from what `upstream` publishes. */
export async function importedFiles(
  upstream: Upstream,
  { groups, charts }: Sources,
  skip: readonly string[] = [],
): Promise<OutputFile[]> {
  const files: OutputFile[] = [];
  for (const source of groups.filter(({ group }) => !skip.includes(group))) {
    const definitions: CustomResourceDefinition[] = [];
    for (const plural of source.plurals) {
      definitions.push(
        withoutProse(parse(await upstream.definition(source, plural))) as CustomResourceDefinition,
      );
    }
    files.push({ path: `${source.group}.ts`, text: bindings(source.group, definitions) });
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

/** Whether a file of `imports/` is made of a group's definitions. */
export const belongsTo = (path: string, group: string): boolean =>
  path === `${group}.ts` || path.startsWith(`schemas/${group}/`);

function schemaFile(definition: CustomResourceDefinition): OutputFile {
  const schema = kindSchema(definition);
  return { path: `schemas/${schema.group}/${schema.kind.toLowerCase()}.json`, text: json(schema) };
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
