import { posix } from "node:path";
import type { InputProblem } from "../../verify/input/input";
import { objectsIn } from "../../verify/input/load";
import type { LocatedObject } from "../../verify/input/located-object";
import { isRecord } from "../../verify/structural/record";
import { byCodeUnits } from "../differences/value";
import type { ObjectIdentity } from "../report/report";
import { type Secrets, secretsFrom } from "../secrets/secrets";
import type { ManifestObject } from "./difference";
import { documentsIn, type ManifestText, type SourceDocument, sortedOut } from "./documents";
import { byIdentity, identityOf, isKustomization, keyOf, peekIdentity, shownIdentity } from "./identity";
import { manifestSecrets } from "./secret-values";

/** An object and where it is written. */
export interface ReadObject extends ManifestObject {
  readonly identity: ObjectIdentity;
  readonly line: number;
}

/** What is wrong with one side's files. */
export interface SideProblem extends InputProblem {
  readonly side: "base" | "head";
}

export interface ReadManifests {
  /** Objects that may differ, with secrets covered. Those in documents that are equal on both sides are left out. */
  readonly base: readonly ReadObject[];
  readonly head: readonly ReadObject[];
  /** How many objects the head has, those that are left out too. */
  readonly objects: number;
  /** Files that could not be read, and objects that are there twice. */
  readonly problems: readonly SideProblem[];
  /** What covers the secrets. */
  readonly secrets: Secrets;
  /** Every object of some groups as it is, secrets and all; most are parsed only when this is called. */
  readonly everything: (groups: readonly string[]) => {
    readonly base: readonly LocatedObject[];
    readonly head: readonly LocatedObject[];
  };
}

export interface ReadOptions {
  /**
   * Makes what covers secrets from those that the manifests have.
   * @default - these are all that is covered
   */
  readonly secrets?: (own: ReadonlySet<string>) => Secrets;
}

/** Reads two sides of one environment's manifests. Documents that are equal are not even parsed, where that is safe. */
export function readManifests(
  base: readonly ManifestText[],
  head: readonly ManifestText[],
  { secrets: secretsOf = secretsFrom }: ReadOptions = {},
): ReadManifests {
  const { base: onlyBase, head: onlyHead, both } = sortedOut(documentsIn(base), documentsIn(head));
  const parsed = {
    base: onlyBase.map((document) => parsedDocument(document)),
    head: onlyHead.map((document) => parsedDocument(document)),
  };
  const differing = new Set(
    [...parsed.base, ...parsed.head].flatMap(({ objects }) =>
      objects.map((object) => keyOf(identityOf(object))),
    ),
  );
  const equal = both.map(([document, other]): EqualDocument => {
    const peeked = peekIdentity(document.text, document.namespace);
    // a Secret's values may stand in what differs
    if (peeked !== undefined && peeked.kind !== "Secret" && !differing.has(keyOf(peeked)))
      return { document, other, identities: [peeked] };
    const { objects } = parsedDocument(document);
    return { document, other, identities: objects.map(identityOf) };
  });
  // a second object of an identity that differs elsewhere is read too, so that it is not taken for a new one
  const again = new Set(
    equal.filter(({ identities }) => identities.some((identity) => differing.has(keyOf(identity)))),
  );
  const sides = {
    base: side(
      "base",
      [...parsed.base, ...[...again].map(({ document }) => parsedDocument(document))],
      equal,
    ),
    head: side("head", [...parsed.head, ...[...again].map(({ other }) => parsedDocument(other))], equal),
  };
  const unchangedSecrets = equal.flatMap(({ document, identities }) =>
    identities.some(({ kind }) => kind === "Secret") ? parsedDocument(document).objects : [],
  );
  const everything = [...sides.base.objects, ...sides.head.objects, ...unchangedSecrets].map(
    ({ object }) => object,
  );
  const secrets = secretsOf(manifestSecrets(everything));
  const paths = { base: new Set(base.map(({ path }) => path)), head: new Set(head.map(({ path }) => path)) };
  const finished = (
    found: Side,
    own: ReadonlySet<string>,
    other: ReadonlySet<string>,
  ): readonly ReadObject[] =>
    found.objects.map(({ identity, line, located: { file, apiVersion, namespace }, object }) => ({
      identity,
      file,
      line,
      apiVersion,
      object: covered(
        isKustomization(identity.group)
          ? withoutFollowers(file, object, (path) => own.has(path) && !other.has(path))
          : withNamespace(object, identity.namespace === "" ? "" : namespace),
        secrets,
      ),
    }));
  return {
    base: finished(sides.base, paths.base, paths.head),
    head: finished(sides.head, paths.head, paths.base),
    objects:
      sides.head.objects.filter(({ identity }) => !isKustomization(identity.group)).length +
      equal
        .filter((one) => !again.has(one))
        .reduce(
          (sum, { identities }) => sum + identities.filter(({ group }) => !isKustomization(group)).length,
          0,
        ),
    problems: [...sides.base.problems, ...sides.head.problems],
    secrets,
    everything: (groups) => {
      const isMeant = ({ group }: ObjectIdentity): boolean => groups.includes(group);
      const unchanged = equal
        .filter((one) => !again.has(one) && one.identities.some(isMeant))
        .flatMap(({ document }) => parsedDocument(document).objects);
      const own = (found: Side): readonly LocatedObject[] => [
        ...found.objects.filter(({ identity }) => isMeant(identity)).map(({ located }) => located),
        ...unchanged,
      ];
      return { base: own(sides.base), head: own(sides.head) };
    },
  };
}

// --- internal ---

interface EqualDocument {
  readonly document: SourceDocument;
  readonly other: SourceDocument;
  readonly identities: readonly ObjectIdentity[];
}

interface ParsedDocument {
  readonly document: SourceDocument;
  readonly objects: readonly LocatedObject[];
  readonly problems: readonly InputProblem[];
}

/** Lines are those of the document; whoever shows them adds those before it. */
function parsedDocument(document: SourceDocument): ParsedDocument {
  return { document, ...objectsIn(document.file.path, document.text, document.namespace) };
}

interface Side {
  readonly objects: readonly {
    readonly identity: ObjectIdentity;
    readonly line: number;
    readonly located: LocatedObject;
    readonly object: LocatedObject["object"];
  }[];
  readonly problems: readonly SideProblem[];
}

function side(
  name: "base" | "head",
  documents: readonly ParsedDocument[],
  equal: readonly EqualDocument[],
): Side {
  const problems: SideProblem[] = [];
  const found: Side["objects"][number][] = [];
  const sorted = [...documents].sort(
    (a, b) =>
      (a.document.file.path < b.document.file.path
        ? -1
        : a.document.file.path > b.document.file.path
          ? 1
          : 0) || a.document.offset - b.document.offset,
  );
  const first = new Map<string, { readonly file: string; readonly line: number }>();
  for (const { document, objects, problems: broken } of sorted) {
    const before = linesBefore(document);
    for (const problem of broken) problems.push({ side: name, ...problem, line: problem.line + before });
    for (const located of objects) {
      const { line, column } = located.locate([]);
      const identity = identityOf(located);
      const at = { file: located.file, line: line + before };
      const known = first.get(keyOf(identity));
      if (known === undefined) {
        first.set(keyOf(identity), at);
        found.push({ identity, line: at.line, located, object: located.object });
        continue;
      }
      const message = `${shownIdentity(identity)} is here a second time, first at ${known.file}:${known.line}; the first is compared`;
      problems.push({ side: name, ...at, column, message });
    }
  }
  problems.push(...twice(name, equal, first));
  return { objects: found.sort((a, b) => byIdentity(a.identity, b.identity)), problems };
}

/** Objects that are there twice in documents that did not have to be read. */
function twice(
  name: "base" | "head",
  equal: readonly EqualDocument[],
  known: ReadonlyMap<string, unknown>,
): readonly SideProblem[] {
  const seen = new Map<string, SourceDocument>();
  return equal.flatMap(({ document, other, identities }): SideProblem[] => {
    const own = name === "base" ? document : other;
    return identities.flatMap((identity): SideProblem[] => {
      const key = keyOf(identity);
      // those were read
      if (known.has(key)) return [];
      const first = seen.get(key);
      if (first === undefined) {
        seen.set(key, own);
        return [];
      }
      const message = `${shownIdentity(identity)} is here a second time, first at ${first.file.path}:${linesBefore(first) + 1}`;
      return [{ side: name, file: own.file.path, line: linesBefore(own) + 1, column: 1, message }];
    });
  });
}

function linesBefore({ file: { text }, offset }: SourceDocument): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

/** The object with its secrets covered, but for what it is known by; its keys in order, as ordinals depend on it. */
function covered(object: LocatedObject["object"], secrets: Secrets): ManifestObject["object"] {
  const hidden = secrets.cover(inOrder(object)) as ManifestObject["object"];
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return {
    ...hidden,
    ...(apiVersion !== undefined && { apiVersion }),
    ...(kind !== undefined && { kind }),
    ...(isRecord(hidden.metadata) && {
      metadata: {
        ...hidden.metadata,
        ...(name !== undefined && { name }),
        ...(namespace !== undefined && { namespace }),
      },
    }),
  };
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(byCodeUnits)
      .map((key) => [key, inOrder(value[key])]),
  );
}

/** With the namespace that it ends up in, where a kustomization gives it one. */
function withNamespace(object: LocatedObject["object"], namespace: string): LocatedObject["object"] {
  const { metadata } = object;
  if (
    !isRecord(metadata) ||
    typeof metadata.namespace === "string" ||
    namespace === "" ||
    namespace === "default"
  )
    return object;
  return { ...object, metadata: { ...metadata, namespace } };
}

/** Files that only one side has are listed on that side only, which their objects show already. */
function withoutFollowers(
  file: string,
  object: LocatedObject["object"],
  isOnlyHere: (path: string) => boolean,
): LocatedObject["object"] {
  const { resources } = object;
  if (!Array.isArray(resources)) return object;
  const folder = posix.dirname(file);
  return {
    ...object,
    resources: resources.filter(
      (path: unknown) => typeof path !== "string" || !isOnlyHere(posix.join(folder, path)),
    ),
  };
}
