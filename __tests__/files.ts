import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below `directory`, by path relative to it. */
export function filesIn(directory: string, prefix = ""): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(directory, prefix), { withFileTypes: true }).flatMap((item) => {
      const path = join(prefix, item.name);
      return item.isDirectory()
        ? Object.entries(filesIn(directory, path))
        : [[path, readFileSync(join(directory, path), "utf8")]];
    }),
  );
}
