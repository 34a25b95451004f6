import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChartSource, Source } from "./sources";

/** Reads what the sources publish: from their repositories, or from a folder that holds the same. */
export interface Upstream {
  definition(source: Source, plural: string): Promise<string>;
  valuesSchema(source: ChartSource): Promise<string>;
}

/** Something that could not be read, said in one line. */
export class UpstreamError extends Error {}

/** Downloads from GitHub at the pinned tags. */
export const fromGitHub: Upstream = {
  definition: (source, plural) => download(source, source.path(plural)),
  valuesSchema: (source) => download(source, source.path),
};

/** Reads `<group>/<plural>.yaml` below `directory`, and `charts/<chart>/values.schema.json` beside it. */
export const fromDirectory = (directory: string): Upstream => ({
  definition: async ({ group }, plural) => read(join(directory, group, `${plural}.yaml`)),
  valuesSchema: async ({ chart }) => read(join(directory, "..", "charts", chart, "values.schema.json")),
});

// --- internal ---

async function download(
  { repository, tag }: { repository: string; tag: string },
  path: string,
): Promise<string> {
  const url = `https://raw.githubusercontent.com/${repository}/${tag}/${path}`;
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? cause.message : message;
    throw new UpstreamError(
      `cannot download ${url}: ${reason}; with --from DIR definitions are read from a folder`,
    );
  }
  if (!response.ok) throw new UpstreamError(`cannot download ${url}: the answer was ${response.status}`);
  return response.text();
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UpstreamError(`cannot read ${file}: ${(error as Error).message}`);
  }
}
