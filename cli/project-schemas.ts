import { join } from "node:path";
import { chartSchemasIn } from "../verify/checks/chart-schema";
import { schemaFolders, schemasIn } from "../verify/structural/schemas";
import type { Schemas } from "../verify/verify";

/**
 * The schemas that lie in a project. Those that are written by hand know the fields that Slipway writes and no others,
 * so they are for its own output.
 */
export const projectSchemas = (root: string, output: "own" | "anybody's"): Schemas => ({
  findSchema: schemasIn(
    ...(output === "own" ? schemaFolders : schemaFolders.slice(0, 1)).map((folder) => join(root, folder)),
  ),
  findChart: chartSchemasIn(join(root, "imports", "charts")),
});
