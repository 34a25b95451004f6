import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { render } from "./render";

/** Renders in a process of its own and prints the result: arguments are the project's folder and environments. */
const [root = "", ...environments] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "slipway-render-"));
try {
  const rendering = render(root, environments, scratch);
  process.stdout.write(JSON.stringify(rendering.kind === "made" ? rendering.environments : []));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
