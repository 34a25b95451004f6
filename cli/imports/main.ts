import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type OutputFile, writeTree } from "../../output/tree";
import { importedFiles } from "./files";
import { chartSources, sources } from "./sources";
import { fromDirectory, fromGitHub, UpstreamError } from "./upstream";

const imports = resolve(__dirname, "..", "..", "imports");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { from: { type: "string" }, check: { type: "boolean", default: false } },
  });
  const upstream = values.from === undefined ? fromGitHub : fromDirectory(values.from);
  const files = await importedFiles(upstream, { groups: sources, charts: chartSources });
  if (values.check) return check(files);
  writeTree(imports, files);
  process.stdout.write(`wrote ${files.length} files to imports/\n`);
  return 0;
}

function check(files: readonly OutputFile[]): number {
  const stale = files.filter(({ path, text }) => {
    const file = join(imports, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  for (const { path } of stale) process.stderr.write(`imports/${path} is stale; npm run imports renews it\n`);
  return stale.length === 0 ? 0 : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof UpstreamError ? error.message : (error as Error).stack}\n`);
    process.exitCode = error instanceof UpstreamError ? 2 : 1;
  },
);
