import { isRecord } from "../structural/record";
import { isTerraformFile, readFiles, type TextFile } from "./files";
import { ignoreCommentsIn } from "./ignore-comments";
import type { IgnoreComment, Input, InputProblem, Release, TerraformStack } from "./input";
import { kustomizationsIn } from "./kustomizations";
import { flattened, isKubernetesObject, type LocatedObject, locatedObject } from "./located-object";
import { locatorsOf, readText } from "./manifest-text";
import { releaseFromValues, releasesOf } from "./releases";
import { readStack } from "./terraform";

export interface LoadProps {
  /** Folder that relative paths are looked for in. */
  readonly root: string;
  /** Manifests, folders of them, and at most one Terraform stack (`*.tf.json`). */
  readonly paths: readonly string[];
  /**
   * Values files by the chart that they are for.
   * @default - what is in the Terraform stack
   */
  readonly values?: readonly { readonly chart: string; readonly path: string }[];
  /**
   * Whether the files are all that the cluster runs beside what releases install.
   * @default false
   */
  readonly complete?: boolean;
}

/** Reads what is to be verified from files. Whatever cannot be read is a problem beside the rest. */
export function loadInput({ root, paths, values = [], complete = false }: LoadProps): Input {
  const { files, problems } = readFiles(root, paths);
  const valueFiles = values.map(({ chart, path }) => ({ chart, ...readFiles(root, [path]) }));
  const fromValues = valueFiles.flatMap(({ chart, files: read }) =>
    read.map(({ path, text }) => releaseFromValues(chart, path, text)),
  );
  const input = inputOf({
    manifests: files.filter(
      ({ path, text, found }) => !isTerraformFile(path) && (!found || mayBeForCluster(text)),
    ),
    stacks: files.filter(({ path }) => isTerraformFile(path)),
    complete,
  });
  return {
    ...input,
    releases: [...input.releases, ...fromValues.flatMap(({ releases }) => releases)],
    problems: [
      ...problems,
      ...valueFiles.flatMap((read) => read.problems),
      ...fromValues.flatMap((read) => read.problems),
      ...input.problems,
    ],
  };
}

export interface InputFiles {
  /** Manifests as text; those whose objects are given are not parsed. */
  readonly manifests: readonly (TextFile & { readonly objects?: readonly object[] })[];
  /** Terraform's JSON. */
  readonly stacks: readonly TextFile[];
  readonly complete: boolean;
}

/** The same of files that are in memory already, such as what `npm start` has just made. */
export function inputOf({ manifests, stacks, complete }: InputFiles): Input {
  const problems: InputProblem[] = [];
  const objects: LocatedObject[] = [];
  const ignores: IgnoreComment[] = [];
  const { isPatch, namespaceOf } = kustomizationsIn(
    manifests.filter(({ objects: known }) => known === undefined),
  );
  for (const { path, text, objects: known } of manifests) {
    if (isPatch(path)) continue;
    const read =
      known === undefined
        ? objectsIn(path, text, namespaceOf(path))
        : { objects: made(path, text, known), problems: [] };
    // a call with ten thousand arguments is one too many for the stack
    for (const object of read.objects) objects.push(object);
    for (const problem of read.problems) problems.push(problem);
    if (known === undefined) ignores.push(...ignoreCommentsIn(path, text));
  }
  const terraform = stackOf(stacks, problems);
  const installed = terraform === undefined ? { releases: [], problems: [] } : releasesOf(terraform);
  return {
    objects: [...objects, ...installed.releases.flatMap(extraObjects)],
    releases: installed.releases,
    ...(terraform !== undefined && { terraform }),
    complete,
    ignores,
    problems: [...problems, ...installed.problems],
  };
}

/** The objects in one text, lists taken apart. What is no object of Kubernetes is passed over. */
export function objectsIn(
  file: string,
  text: string,
  /** Of objects that name none. */
  namespace?: string,
): { readonly objects: readonly LocatedObject[]; readonly problems: readonly InputProblem[] } {
  const { documents, problems } = readText(file, text);
  const objects = documents
    // another tool's settings that lie beside manifests say neither
    .filter(({ value }) => "apiVersion" in value || "kind" in value)
    .flatMap(({ value, locate }) =>
      flattened(value).map(({ object, at }) =>
        locatedObject(file, object, (path) => locate([...at, ...path]), namespace),
      ),
    );
  return { objects, problems };
}

// --- internal ---

/** Whatever is for a cluster says so; a file that does not need not even be YAML. */
const mayBeForCluster = (text: string): boolean => /\bapiVersion\b/.test(text);

function made(file: string, text: string, objects: readonly object[]): LocatedObject[] {
  let locators: ReturnType<typeof locatorsOf> | undefined;
  return objects.filter(isRecord).flatMap((whole, index) =>
    flattened(whole).map(({ object, at }) =>
      locatedObject(file, object, (path) => {
        locators ??= locatorsOf(text);
        return locators[index]?.([...at, ...path]) ?? { line: 1, column: 1 };
      }),
    ),
  );
}

function stackOf(files: readonly TextFile[], problems: InputProblem[]): TerraformStack | undefined {
  const [first, ...others] = files;
  for (const { path } of others) {
    problems.push({
      file: path,
      line: 1,
      column: 1,
      message: `is a second Terraform stack beside ${first?.path}; verify each with its own manifests`,
    });
  }
  if (first === undefined) return undefined;
  const read = readStack(first.path, first.text);
  switch (read.kind) {
    case "stack":
      return read.stack;
    case "broken":
      problems.push(read.problem);
      return undefined;
    default:
      return read satisfies never;
  }
}

/** What the charts of Traefik and others install beside their own: objects, or text with templates, which is none. */
function extraObjects(release: Release): LocatedObject[] {
  const { extraObjects: extra } = release.values;
  if (!Array.isArray(extra)) return [];
  return extra.flatMap((object: unknown, index) => {
    if (!isKubernetesObject(object)) return [];
    const { metadata } = object;
    // Helm installs what names no namespace in the release's own
    const placed =
      isRecord(metadata) && metadata.namespace === undefined && release.namespace !== undefined
        ? { ...object, metadata: { ...metadata, namespace: release.namespace } }
        : object;
    return [locatedObject(release.file, placed, (path) => release.locate(["extraObjects", index, ...path]))];
  });
}
