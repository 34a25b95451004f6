import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KindSchema } from "./schema";

/** Finds the schema of a kind, or undefined where there is none, as for Kubernetes' own kinds. */
export type FindSchema = (apiVersion: string, kind: string) => KindSchema | undefined;

/** Schemas below `directory`, one file a kind, each read when it is first asked for. */
export function schemasIn(directory: string): FindSchema {
  const read = new Map<string, KindSchema | undefined>();
  return (apiVersion, kind) => {
    const key = `${apiVersion} ${kind}`;
    if (!read.has(key)) read.set(key, readSchema(directory, apiVersion, kind));
    return read.get(key);
  };
}

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
