import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeTree } from "../../output/tree";
import { belongsTo, importedFiles } from "./files";
import { differences } from "./freshness";
import { chartSources, sources } from "./sources";
import { fromDirectory, fromGitHub, UpstreamError } from "./upstream";

/** Exit statuses: 0 done, 1 `--check` found a difference, 2 an argument or a source that cannot be used. */
async function main(): Promise<number> {
  const { from, to, check, skip } = options();
  const upstream = from === undefined ? fromGitHub : fromDirectory(from);
  const files = await importedFiles(upstream, { groups: sources, charts: chartSources }, skip);
  // a file that is no longer made is left to its owner to remove: with --to, the folder may hold anything
  if (!check) writeTree(to, files);
  const found = differences(to, files).filter(({ path }) => !skip.some((group) => belongsTo(path, group)));
  for (const { path, what } of found) process.stderr.write(`${path} ${what}\n`);
  if (!check) process.stdout.write(`wrote ${files.length} files to ${to}\n`);
  return check && found.length > 0 ? 1 : 0;
}

function options() {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      to: { type: "string", default: resolve(__dirname, "..", "..", "imports") },
      check: { type: "boolean", default: false },
      skip: { type: "string", multiple: true, default: [] },
    },
  });
  return values;
}

/** Whether an error is about what the user gave, and says so in one line. */
const isUsage = (error: unknown): error is Error =>
  error instanceof UpstreamError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${isUsage(error) ? error.message : (error as Error).stack}\n`);
    process.exitCode = isUsage(error) ? 2 : 1;
  },
);
