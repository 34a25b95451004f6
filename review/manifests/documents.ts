import { posix } from "node:path";
import { type DocumentText, documentsOf } from "../../verify/input/documents";
import { isManifestName, isTerraformFile } from "../../verify/input/files";
import { type Kustomizations, kustomizationsIn } from "../../verify/input/kustomizations";

/** A file as text; its path begins in the folder of the environment. */
export interface ManifestText {
  readonly path: string;
  readonly text: string;
}

/** One YAML document of a file. */
export interface SourceDocument extends DocumentText {
  readonly file: ManifestText;
  /** Of objects that name none; undefined where no kustomization says. */
  readonly namespace?: string;
  /** Equal for documents that say the same, byte for byte. */
  readonly content: string;
}

/** The documents of a side, sorted by file. Files of other tools, hidden ones and patches are passed over. */
export function documentsIn(files: readonly ManifestText[]): readonly SourceDocument[] {
  const manifests = files
    .filter(({ path, text }) => isManifest(path) && /\bapiVersion\b/.test(text))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const kustomizations = kustomizationsIn(manifests);
  return manifests.flatMap((file) =>
    kustomizations.isPatch(file.path) ? [] : documentsOfFile(file, kustomizations),
  );
}

/** What only one side has, and what both have, as pairs. */
export interface SortedOut {
  readonly base: readonly SourceDocument[];
  readonly head: readonly SourceDocument[];
  readonly both: readonly (readonly [base: SourceDocument, head: SourceDocument])[];
}

/** Takes equal documents together, whichever files they are in. */
export function sortedOut(base: readonly SourceDocument[], head: readonly SourceDocument[]): SortedOut {
  const places = new Map<string, SourceDocument[]>();
  // from the end, so that the first is taken first
  for (const document of [...head].reverse()) {
    const others = places.get(document.content);
    if (others === undefined) places.set(document.content, [document]);
    else others.push(document);
  }
  const both: (readonly [SourceDocument, SourceDocument])[] = [];
  const common = new Set<SourceDocument>();
  const onlyBase = base.filter((document) => {
    const other = places.get(document.content)?.pop();
    if (other === undefined) return true;
    common.add(other);
    both.push([document, other]);
    return false;
  });
  return { base: onlyBase, head: head.filter((document) => !common.has(document)), both };
}

// --- internal ---

const isManifest = (path: string): boolean =>
  isManifestName(posix.basename(path)) &&
  !isTerraformFile(path) &&
  !path.split("/").some((part) => part.startsWith(".") || part === "node_modules");

function documentsOfFile(file: ManifestText, { namespaceOf }: Kustomizations): readonly SourceDocument[] {
  const namespace = namespaceOf(file.path);
  // a kustomization is known by its folder, so equal ones of two folders are two
  const folder = /^kustomization\.ya?ml$/.test(posix.basename(file.path)) ? posix.dirname(file.path) : "";
  return documentsOf(file.text).map(({ text, offset }) => ({
    file,
    text,
    offset,
    ...(namespace !== undefined && { namespace }),
    content: `${namespace ?? ""}\n${folder}\n${text.replace(/^---[ \t]*\r?\n/, "").trimEnd()}`,
  }));
}
