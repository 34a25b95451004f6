import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { CustomResourceDefinition } from "./structural";

/**
 * TypeScript bindings of a group, made by `cdk8s import`. All definitions go in together: importing a second file of
 * the same group silently overwrites the first.
 */
export function bindings(group: string, definitions: readonly CustomResourceDefinition[]): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-imports-"));
  try {
    const bundle = join(folder, `${group}.yaml`);
    writeFileSync(bundle, definitions.map((definition) => stringify(definition)).join("---\n"));
    // without --no-check-upgrade it asks a registry, and prints a stack trace where it cannot
    const options = ["--language", "typescript", "--output", folder, "--no-save", "--no-check-upgrade"];
    execFileSync(process.execPath, [cdk8sCommand(), "import", bundle, ...options], {
      cwd: folder,
      stdio: "pipe",
    });
    return readFileSync(join(folder, `${group}.ts`), "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The installed cdk8s-cli's program, as its manifest names it. */
function cdk8sCommand(): string {
  const manifest = createRequire(__filename).resolve("cdk8s-cli/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(dirname(manifest), bin.cdk8s);
}
