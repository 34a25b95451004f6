import { ApiObject } from "cdk8s";
import type { IConstruct } from "constructs";
import { inReadingOrder } from "./key-order";
import { FileScope, type ManifestFile } from "./manifest-file";
import { manifestText } from "./yaml";

/** What is wrong in a construct tree, one line for each. */
export class ManifestError extends Error {}

/**
 * The files of a construct tree. `App.synth` has no way to say which object goes into which file, writes by itself,
 * and goes through the whole app again for every chart, so this walks the tree once instead.
 *
 * @throws one error with everything that is wrong in the tree, each with the path of its construct
 */
export function filesOf(root: IConstruct): readonly ManifestFile[] {
  const tree: Tree = { files: [], strays: [] };
  visit(root, undefined, tree);
  const problems = [
    ...root.node
      .findAll()
      .flatMap((construct) => construct.node.validate().map((message) => at(construct, message))),
    ...tree.strays.map((object) => at(object, "belongs to no file; construct it below a FileScope")),
    ...sharedPaths(tree.files),
    ...sharedIdentities(tree.files),
  ];
  if (problems.length > 0) {
    throw new ManifestError(
      `the Kubernetes objects cannot be written:\n${problems.map((it) => `  ${it}`).join("\n")}`,
    );
  }
  return tree.files.map(({ scope, objects }) =>
    manifestFile(
      scope.path,
      objects.map((object) => object.toJson()),
    ),
  );
}

/** A file of plain objects. */
export function manifestFile(path: string, objects: readonly object[]): ManifestFile {
  const ordered = inReadingOrder(objects);
  return { path, objects: ordered, text: manifestText(ordered) };
}

// --- internal ---

interface OpenFile {
  readonly scope: FileScope;
  readonly objects: ApiObject[];
}

interface Tree {
  readonly files: OpenFile[];
  /** Objects outside every file. */
  readonly strays: ApiObject[];
}

function visit(construct: IConstruct, file: OpenFile | undefined, tree: Tree): void {
  let current = file;
  if (construct instanceof FileScope) {
    current = { scope: construct, objects: [] };
    tree.files.push(current);
  } else if (ApiObject.isApiObject(construct)) {
    (current?.objects ?? tree.strays).push(construct);
  }
  for (const child of construct.node.children) visit(child, current, tree);
}

/** Paths that differ in case only are one file on macOS and Windows. */
const sharedPaths = (files: readonly OpenFile[]): string[] =>
  repeated(
    files,
    ({ scope }) => scope.path.toLowerCase(),
    ({ scope }, other) =>
      at(scope, `writes ${scope.path}, which is the file ${other.scope.path} of ${other.scope.node.path}`),
  );

const sharedIdentities = (files: readonly OpenFile[]): string[] =>
  repeated(
    files.flatMap(({ objects }) => objects),
    ({ apiGroup, kind, metadata, name }) => [apiGroup, kind, metadata.namespace ?? "", name].join("\n"),
    (object, other) =>
      at(
        object,
        `is ${object.kind} ${[object.metadata.namespace, object.name].filter(Boolean).join("/")}, and so is ${other.node.path}; one would overwrite the other`,
      ),
  );

function repeated<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  describe: (item: T, first: T) => string,
): string[] {
  const first = new Map<string, T>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    const other = first.get(key);
    if (other !== undefined) return [describe(item, other)];
    first.set(key, item);
    return [];
  });
}

const at = (construct: IConstruct, message: string): string => `${construct.node.path}: ${message}`;
