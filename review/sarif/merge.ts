import { createHash } from "node:crypto";
import { readText } from "../../verify/input/manifest-text";
import { isRecord } from "../../verify/structural/record";
import type { Origins } from "../origins/origins";
import { constructPaths } from "../origins/terraform-paths";
import type { Finding } from "../report/finding";
import type { ObjectIdentity, Origin } from "../report/report";
import type { ForeignResult } from "./read";

/** What an environment holds, for finding what another tool speaks of. */
export interface ForeignSubjects {
  /** Text of the proposed `cdk.tf.json`. */
  readonly stack?: string;
  /** Files of the proposed manifests, by path in their folder. */
  readonly manifests: readonly { readonly path: string; readonly text: string }[];
  readonly origins: Origins;
}

/**
 * Brings what other tools found into the form of a review's findings, with constructs and lines of the project. Of each
 * environment they are about those that name something in it; what cannot be placed belongs to the first.
 */
export function mergeForeign(
  results: readonly ForeignResult[],
  environments: ReadonlyMap<string, ForeignSubjects>,
): ReadonlyMap<string, readonly Finding[]> {
  const looks = [...environments].map(([name, subjects]) => ({ name, find: finderOf(name, subjects) }));
  const merged = new Map<string, Finding[]>(looks.map(({ name }) => [name, []]));
  for (const result of results) {
    const places = looks.flatMap(({ name, find }) => {
      const found = find(result);
      return found === undefined ? [] : [{ name, ...found }];
    });
    const [first] = looks;
    if (places.length === 0 && first !== undefined) {
      const { file, line } = result.place ?? { file: result.tool, line: 1 };
      places.push({ name: first.name, subject: `${file}:${line}`, origin: {} });
    }
    for (const { name, subject, origin } of places)
      merged.get(name)?.push(findingOf(result, subject, origin));
  }
  return merged;
}

// --- internal ---

interface Found {
  readonly subject: string;
  readonly origin: Origin;
}

type Finder = (result: ForeignResult) => Found | undefined;

function finderOf(environment: string, { stack, manifests, origins }: ForeignSubjects): Finder {
  const addresses = [...constructPaths(stack).keys()].sort((a, b) => b.length - a.length);
  const resource = (address: string): Found => ({ subject: address, origin: origins.ofResource(address) });
  const lines = lazily(() => resourceLines(stack ?? ""));
  const files = new Map(manifests.map(({ path, text }) => [path, text]));
  const objects = new Map<string, readonly (ObjectLine | undefined)[]>();
  return ({ names, place }) => {
    for (const name of names) {
      const address = addresses.find((it) => mentions(name, it));
      if (address !== undefined) return resource(address);
    }
    if (place === undefined) return undefined;
    if (isStackOf(environment, place.file)) {
      const at = lines().findLast(({ line }) => line <= place.line);
      return at === undefined ? undefined : resource(at.address);
    }
    const path = manifestPath(environment, place.file, files);
    if (path === undefined) return undefined;
    const known = objects.get(path) ?? objectLines(path, files.get(path) ?? "");
    objects.set(path, known);
    const object = known.findLast((it) => it !== undefined && it.line <= place.line);
    return object === undefined
      ? undefined
      : { subject: subjectOf(object.identity), origin: origins.ofObject(object.identity) };
  };
}

/** Whether a text holds an address as a whole, and not as the beginning of a longer one. */
function mentions(text: string, address: string): boolean {
  for (let from = text.indexOf(address); from >= 0; from = text.indexOf(address, from + 1)) {
    const [before = "", after = ""] = [text[from - 1], text[from + address.length]];
    if (!/[\w-]/.test(before) && !/[\w-]/.test(after)) return true;
  }
  return false;
}

const isStackOf = (environment: string, file: string): boolean =>
  file === "cdk.tf.json" || file.endsWith(`/${environment}/cdk.tf.json`);

/** The file that a path or URI ends with, as `file:///w/dist/prod/services/shop.yaml` does. */
function manifestPath(
  environment: string,
  file: string,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const marker = `/${environment}/`;
  const from = `/${file}`.lastIndexOf(marker);
  const path = from < 0 ? file : `/${file}`.slice(from + marker.length);
  return files.has(path) ? path : undefined;
}

interface ObjectLine {
  readonly line: number;
  readonly identity: ObjectIdentity;
}

function objectLines(path: string, text: string): readonly (ObjectLine | undefined)[] {
  return readText(path, text).documents.map(({ value, locate }) => {
    const metadata = isRecord(value.metadata) ? value.metadata : {};
    if (typeof value.apiVersion !== "string" || typeof value.kind !== "string") return undefined;
    const identity = {
      group: value.apiVersion.includes("/") ? (value.apiVersion.split("/")[0] ?? "") : "",
      kind: value.kind,
      namespace: typeof metadata.namespace === "string" ? metadata.namespace : "",
      name: typeof metadata.name === "string" ? metadata.name : "",
    };
    return { line: locate([]).line, identity };
  });
}

function resourceLines(stack: string): readonly { readonly address: string; readonly line: number }[] {
  const [document] = readText("cdk.tf.json", stack).documents;
  if (document === undefined) return [];
  const { value, locate } = document;
  return Object.entries(isRecord(value.resource) ? value.resource : {})
    .flatMap(([type, named]) =>
      Object.keys(isRecord(named) ? named : {}).map((name) => ({
        address: `${type}.${name}`,
        line: locate(["resource", type, name]).line,
      })),
    )
    .sort((a, b) => a.line - b.line);
}

const subjectOf = ({ kind, namespace, name }: ObjectIdentity): string =>
  `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;

function findingOf(
  { tool, rule, level, message, title, help }: ForeignResult,
  subject: string,
  origin: Origin,
): Finding {
  const about = [tool, rule, origin.construct ?? subject, message];
  return {
    rule,
    level,
    subject,
    origin,
    happens: message,
    why: title === "" || title === message ? `${tool} reports it` : title,
    fix: help === "" ? `Look ${rule} up in what ${tool} documents.` : `Read ${help}.`,
    fingerprint: createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 16),
    tool,
  };
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
