import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { editorSchema } from "../platform/definition/json-schema";
import { checkReference } from "./check-reference";
import { meshReference } from "./mesh-reference";
import { optionReference } from "./option-reference";
import { ruleReference } from "./rule-reference";
import { setAttributes } from "./set-attributes";

/** Files that are printed from the code and committed; `--check` only compares, for tests and pipelines. */
const generated: Readonly<Record<string, () => string>> = {
  "docs/definition.md": optionReference,
  "docs/mesh-capabilities.md": meshReference,
  "docs/review-rules.md": ruleReference,
  "docs/verify-checks.md": checkReference,
  "environments/platform.schema.json": () => `${JSON.stringify(editorSchema(), undefined, 2)}\n`,
  "review/plan/sets.json": setAttributes,
};

const root = dirname(__dirname);
const unknown = process.argv.slice(2).find((argument) => argument !== "--check");
if (unknown !== undefined) {
  process.stderr.write(`unknown argument ${unknown}; there is only --check\n`);
  process.exit(2);
}

const stale = Object.entries(generated)
  .map(([path, print]) => ({ path, text: print() }))
  .filter(({ path, text }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });

if (process.argv.includes("--check")) {
  for (const { path } of stale) process.stderr.write(`${path} is stale; run npm run generate\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const { path, text } of stale) {
    writeFileSync(join(root, path), text);
    process.stdout.write(`wrote ${path}\n`);
  }
}
