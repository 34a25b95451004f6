import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from "yaml";
import { describe, type ObjectFinding, placedFindings } from "./objects";
import type { Path } from "./path";
import type { FindSchema } from "./schemas";

/** A file of manifests, as it is written. */
export interface ManifestFile {
  /** Path as it is shown in findings. */
  readonly path: string;
  readonly text: string;
}

/** A finding with the line to look at. */
export interface ManifestFinding extends ObjectFinding {
  /** From 1; of the offending field, or of the nearest one around it where it is missing. */
  readonly line: number;
  readonly column: number;
}

/** Parses manifests and checks the objects in them, as `checkObjects` does. */
export function checkManifests(
  manifests: readonly ManifestFile[],
  findSchema: FindSchema,
): readonly ManifestFinding[] {
  const files = manifests.map(parsed);
  const inObjects = placedFindings(files, findSchema).map((finding) => {
    const file = files[finding.file];
    const document = file?.documents[finding.object];
    const offset = document === undefined ? 0 : offsetOf(document, finding.path);
    return { ...finding, offset, finding: describe(finding, files) };
  });
  const inText = files.flatMap(({ path, syntax }, file) =>
    syntax.map(({ offset, message }) => ({
      file,
      offset,
      finding: { file: path, object: "", path: "", message },
    })),
  );
  return [...inObjects, ...inText]
    .sort((a, b) => a.file - b.file || a.offset - b.offset)
    .map(({ file, offset, finding }) => {
      const { line = 1, col: column = 1 } = files[file]?.lines.linePos(offset) ?? {};
      return { ...finding, line, column };
    });
}

// --- internal ---

interface ParsedFile {
  readonly path: string;
  readonly lines: LineCounter;
  /** Documents that could be read, and the object of each at the same index. */
  readonly documents: readonly Document.Parsed[];
  readonly objects: readonly unknown[];
  readonly syntax: readonly { readonly offset: number; readonly message: string }[];
}

function parsed({ path, text }: ManifestFile): ParsedFile {
  const lines = new LineCounter();
  const documents: Document.Parsed[] = [];
  const objects: unknown[] = [];
  const syntax: { offset: number; message: string }[] = [];
  for (const document of parseAllDocuments(text, { ...dialect, lineCounter: lines, prettyErrors: false })) {
    if (!("errors" in document)) continue;
    syntax.push(...document.errors.map(({ pos, message }) => ({ offset: pos[0], message })));
    // nothing between two separators is skipped by kubectl too
    if (document.errors.length > 0 || document.contents === null || isNull(document.contents)) continue;
    try {
      objects.push(document.toJS());
      documents.push(document);
    } catch (error) {
      // aliases that multiply each other
      syntax.push({ offset: document.range[0], message: (error as Error).message });
    }
  }
  return { path, lines, documents, objects, syntax };
}

/**
 * What Kubernetes reads: YAML 1.1, where `yes` is true, but without times, which stay strings, and without numbers in
 * base 60 (sigs.k8s.io/yaml).
 */
const dialect: NonNullable<Parameters<typeof parseAllDocuments>[1]> = {
  schema: "yaml-1.1",
  customTags: (tags) =>
    tags.filter(
      (tag) => typeof tag === "string" || !(tag.tag.endsWith(":timestamp") || tag.format === "TIME"),
    ),
};

const isNull = (node: Node): boolean => isScalar(node) && node.value === null;

/** Where the last part of `path` that exists begins. */
function offsetOf(document: Document.Parsed, path: Path): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const part of path) {
    const target = isAlias(node) ? node.resolve(document) : node;
    const next = isMap(target)
      ? target.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      : isSeq(target)
        ? { key: target.items[Number(part)], value: target.items[Number(part)] }
        : undefined;
    const start = (next?.key as Node | undefined)?.range?.[0];
    if (next === undefined || start === undefined) break;
    offset = start;
    node = next.value;
  }
  return offset;
}
