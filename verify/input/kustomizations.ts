import { posix } from "node:path";
import { isRecord } from "../structural/record";
import { readQuickly } from "./dialect";

/** What kustomizations make of the files below them, as far as it matters to checks. */
export interface Kustomizations {
  /** Files that change other objects, and are none themselves. */
  readonly isPatch: (file: string) => boolean;
  /** Namespace that objects of a file get where they name none; undefined where no kustomization says. */
  readonly namespaceOf: (file: string) => string | undefined;
}

/** Reads the kustomizations among files. One that cannot be read says nothing here, and is a problem elsewhere. */
export function kustomizationsIn(
  files: readonly { readonly path: string; readonly text: string }[],
): Kustomizations {
  const patches = new Set<string>();
  const namespaces: { readonly folder: string; readonly namespace: string }[] = [];
  for (const { path, text } of files) {
    if (!/(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path)) continue;
    const kustomization = parsed(text);
    const folder = posix.dirname(path);
    const lists = [kustomization.patches, kustomization.patchesStrategicMerge, kustomization.patchesJson6902];
    for (const entry of lists.flatMap((list) => (Array.isArray(list) ? list : []))) {
      const patch = isRecord(entry) ? entry.path : entry;
      if (typeof patch === "string") patches.add(posix.join(folder, patch));
    }
    const { namespace } = kustomization;
    if (typeof namespace === "string")
      namespaces.push({ folder: folder === "." ? "" : `${folder}/`, namespace });
  }
  // the innermost folder says it last
  namespaces.sort((a, b) => b.folder.length - a.folder.length);
  return {
    isPatch: (file) => patches.has(posix.normalize(file)),
    namespaceOf: (file) => namespaces.find(({ folder }) => file.startsWith(folder))?.namespace,
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = readQuickly(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
