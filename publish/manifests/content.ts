import { posix } from "node:path";
import { stringify } from "yaml";
import { dialect } from "../../verify/input/dialect";
import { flattened } from "../../verify/input/located-object";
import { readText } from "../../verify/input/manifest-text";
import { groupOf } from "../../verify/structural/built-in";
import { isRecord } from "../../verify/structural/record";
import { byCodeUnit } from "../code-unit";
import { type Refusal, refusal } from "../refusal";
import { type Identity, keyOf, nameOf } from "./layout";

/** An object that is to be published. */
export interface PublishedObject extends Identity {
  readonly apiVersion: string;
  readonly object: Readonly<Record<string, unknown>>;
  /** One document as it was written, comments included, without markers. */
  readonly text: string;
  /** Where it is written, `path:line`. */
  readonly source: string;
}

export interface SourceFile {
  /** Path with forward slashes, as it is shown. */
  readonly path: string;
  readonly text: string;
}

/** What a folder of manifests holds. */
export interface Content {
  /** Sorted by key. */
  readonly objects: readonly PublishedObject[];
  /** Objects that tell a controller what to apply; they are no part of what is applied. */
  readonly controllers: readonly PublishedObject[];
  readonly refusals: readonly Refusal[];
  /** Files that are left out, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Reads the manifests of a folder, whose paths are relative to it. Where it has a kustomization, that says what belongs
 * to it; one that does more than to list cannot be published as files.
 */
export function contentOf(files: readonly SourceFile[]): Content {
  const refusals: Refusal[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  const all: PublishedObject[] = [];
  const controllers: PublishedObject[] = [];
  const listed = listedFiles(files, refusals);
  for (const { path, text } of files) {
    if (isKustomization(path)) continue;
    const objects = objectsIn(path, text, refusals);
    if (listed === undefined || listed.has(path)) all.push(...objects);
    else if (objects.length > 0 && objects.every(isController)) controllers.push(...objects);
    else if (objects.length > 0) leftOut.push({ path, reason: "kustomization.yaml does not name it" });
  }
  for (const path of listed ?? []) {
    if (!files.some((file) => file.path === path))
      refusals.push(refusal("UNRENDERED", path, "is named in kustomization.yaml and is not there"));
  }
  const objects = withoutRepetition(all, refusals);
  return { objects, controllers, refusals, leftOut };
}

// --- internal ---

const isKustomization = (path: string): boolean => /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path);

/** Kinds by which Argo CD and Flux are told what to apply. */
const controllerGroups = ["argoproj.io", "kustomize.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"];

const isController = ({ group }: PublishedObject): boolean => controllerGroups.includes(group);

function objectsIn(path: string, text: string, refusals: Refusal[]): PublishedObject[] {
  const { documents, problems } = readText(path, text);
  for (const { line, column, message } of problems)
    refusals.push(refusal("INVALID", `${path}:${line}:${column}`, message));
  return documents.flatMap(({ value, locate, source }) =>
    flattened(value).flatMap(({ object, at }) => {
      const { line } = locate(at);
      const identity = identityOf(object);
      if (typeof identity === "string") {
        refusals.push(refusal("INVALID", `${path}:${line}`, identity));
        return [];
      }
      const written = at.length === 0 ? documentText(source.text) : itemText(object);
      return [{ ...identity, object, text: written, source: `${path}:${line}` }];
    }),
  );
}

/** Who an object is, or what it lacks to be one. */
function identityOf(object: Readonly<Record<string, unknown>>): (Identity & { apiVersion: string }) | string {
  const { apiVersion, kind, metadata } = object;
  if (typeof apiVersion !== "string" || apiVersion === "") return "has no apiVersion";
  if (typeof kind !== "string" || kind === "") return "has no kind";
  const { name, namespace, generateName } = isRecord(metadata) ? metadata : {};
  if (typeof name !== "string" || name === "") {
    return generateName === undefined
      ? `${kind} has no metadata.name`
      : `${kind} has generateName; each apply would make another one, so give it a name`;
  }
  if (namespace !== undefined && typeof namespace !== "string")
    return `${kind} ${name} has no text as namespace`;
  return { group: groupOf(apiVersion), apiVersion, kind, namespace: namespace ?? "", name };
}

/** The document without its markers. */
function documentText(text: string): string {
  const bare = text.replace(/^---[ \t]*\r?\n/, "").replaceAll("\r\n", "\n");
  // the lines at the end may belong to a block of text that keeps them
  const end = /[|>]\d?\+/.test(bare) ? bare.replace(/\n?$/, "") : bare.trimEnd();
  return `${end}\n`;
}

/** The item of a list, which has no document of its own. */
const itemText = (object: object): string =>
  stringify(object, { ...dialect, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false });

function withoutRepetition(all: readonly PublishedObject[], refusals: Refusal[]): readonly PublishedObject[] {
  const byKey = new Map<string, PublishedObject>();
  for (const object of all) {
    const key = keyOf(object);
    const first = byKey.get(key);
    if (first === undefined) byKey.set(key, object);
    else
      refusals.push(
        refusal("DUPLICATE", object.source, `${nameOf(object)} is also in ${first.source}; keep one`),
      );
  }
  return [...byKey.entries()].sort(([a], [b]) => byCodeUnit(a, b)).map(([, object]) => object);
}

/** Files that a folder's kustomization names, with those of the folders that it names; undefined where there is none. */
function listedFiles(files: readonly SourceFile[], refusals: Refusal[]): ReadonlySet<string> | undefined {
  const kustomizations = new Map(
    files.filter(({ path }) => isKustomization(path)).map((file) => [posix.dirname(file.path), file]),
  );
  if (!kustomizations.has(".")) return undefined;
  const listed = new Set<string>();
  const seen = new Set<string>();
  const visit = (folder: string): void => {
    if (seen.has(folder)) return;
    seen.add(folder);
    const file = kustomizations.get(folder);
    if (file === undefined) return;
    const [document] = readText(file.path, file.text).documents;
    const { apiVersion: _, kind: __, metadata: ___, resources = [], ...others } = document?.value ?? {};
    const more = Object.keys(others);
    if (more.length > 0 || !Array.isArray(resources)) {
      refusals.push(
        refusal(
          "UNRENDERED",
          file.path,
          `has ${more.join(", ") || "resources that are no list"}, and files alone would lose that; publish what kubectl kustomize makes of it`,
        ),
      );
      return;
    }
    for (const resource of resources) {
      const path = posix.join(folder, `${resource}`);
      if (kustomizations.has(path)) visit(path);
      else if (/^[a-z+]+:\/\/|\?ref=|^\.\.\//.test(`${resource}`) || path.startsWith("../"))
        refusals.push(
          refusal(
            "UNRENDERED",
            file.path,
            `names ${resource}, which is not in the folder; publish what kubectl kustomize makes of it`,
          ),
        );
      else listed.add(path);
    }
  };
  visit(".");
  return listed;
}
