import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KindSchema } from "./schema";

/** Finds the schema of a kind, or undefined where there is none, as for Kubernetes' own kinds. */
export type FindSchema = (apiVersion: string, kind: string) => KindSchema | undefined;

/** Schemas below the directories, one file a kind, each read when it is first asked for; the first directory wins. */
export function schemasIn(...directories: readonly string[]): FindSchema {
  const read = new Map<string, KindSchema | undefined>();
  return (apiVersion, kind) => {
    const key = `${apiVersion} ${kind}`;
    if (!read.has(key)) {
      const found = directories.map((directory) => readSchema(directory, apiVersion, kind));
      read.set(
        key,
        found.find((schema) => schema !== undefined),
      );
    }
    return read.get(key);
  };
}

/** Folders of schemas in a project: of definitions that are imported, and those that are written by hand. */
export const schemaFolders = ["imports/schemas", "verify/schemas"] as const;

function readSchema(directory: string, apiVersion: string, kind: string): KindSchema | undefined {
  const [group = "", version] = apiVersion.split("/");
  // both come from manifests; neither may lead out of the folder
  if (!/^[a-z0-9.-]+$/.test(group) || group.startsWith(".") || !/^\w+$/.test(kind)) return undefined;
  let text: string;
  try {
    text = readFileSync(join(directory, group, `${kind.toLowerCase()}.json`), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const schema = JSON.parse(text) as KindSchema;
  // the name of the file has lost the kind's capitals
  return schema.version === version && schema.kind === kind ? schema : undefined;
}
