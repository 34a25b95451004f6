import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import { readQuickly } from "./dialect";
import type { InputProblem, Release, TerraformResource, TerraformStack } from "./input";
import type { Location } from "./located-object";
import { readText } from "./manifest-text";
import { blocks } from "./terraform";

type Values = Readonly<Record<string, unknown>>;

export interface ReadReleases {
  readonly releases: readonly Release[];
  readonly problems: readonly InputProblem[];
}

/** The Helm releases that a stack installs. */
export function releasesOf(stack: TerraformStack): ReadReleases {
  const read = [...(stack.resources.get("helm_release")?.values() ?? [])].map(releaseOf);
  return {
    releases: read.map(({ release }) => release),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** A file of values, as `helm install --values` takes it. Where and as what the chart is installed is unknown. */
export function releaseFromValues(chart: string, file: string, text: string): ReadReleases {
  const { documents, problems } = readText(file, text);
  const [document] = documents;
  return {
    problems,
    releases: [
      {
        file,
        chart,
        createNamespace: false,
        valuesKnown: problems.length === 0,
        values: document?.value ?? {},
        locate: document?.locate ?? (() => ({ line: 1, column: 1 })),
      },
    ],
  };
}

/** A value below `path`, or undefined. */
export function valueAt(values: unknown, path: Path): unknown {
  let value = values;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === "number") value = value[part];
    else if (isRecord(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

// --- internal ---

interface ReadRelease {
  readonly release: Release;
  readonly problems: readonly InputProblem[];
}

function releaseOf(resource: TerraformResource): ReadRelease {
  const { attributes, file, address } = resource;
  const problems: InputProblem[] = [];
  const problem = (path: Path, message: string): void => {
    problems.push({ file, ...resource.locate(path), message: `${address}: ${message}` });
  };
  let known = true;
  let values: Values = {};
  const documents = Array.isArray(attributes.values) ? attributes.values : [attributes.values];
  for (const [index, document] of documents.entries()) {
    if (document === undefined || document === null) continue;
    if (typeof document !== "string" || isExpression(document)) {
      known = false;
      continue;
    }
    try {
      const parsed = readQuickly(unescaped(document));
      if (isRecord(parsed)) values = merged(values, parsed);
      else if (parsed !== null && parsed !== undefined)
        problem(["values", index], "the values must be a mapping");
    } catch (error) {
      known = false;
      problem(["values", index], `the values are no YAML: ${firstLine((error as Error).message)}`);
    }
  }
  const set = [...blocks(attributes.set), ...blocks(attributes.set_list)];
  for (const { name, value, type } of set) {
    if (typeof name === "string") values = withValue(values, pathOf(name), settable(value, type));
  }
  const { chart, version, name, namespace, create_namespace } = attributes;
  return {
    problems,
    release: {
      file,
      address,
      chart: text(chart)?.split("/").at(-1) ?? "",
      ...optional("version", text(version)?.replace(/^v/, "")),
      ...optional("name", text(name)),
      namespace: text(namespace) ?? "default",
      createNamespace: create_namespace === true,
      valuesKnown: known,
      values,
      locate: (path): Location => resource.locate(valuePlace(attributes, path)),
    },
  };
}

/** Values stand in one string, so the nearest place is that string. */
const valuePlace = ({ values }: Values, path: Path): Path =>
  path.length > 0 && Array.isArray(values) ? ["values", 0] : path.length > 0 ? ["values"] : [];

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };

/** A whole document that only Terraform can compute. */
const isExpression = (document: string): boolean => /^\s*\$\{[^{][\s\S]*\}\s*$/.test(document);

/** What `$${` and `%%{` stand for in a Terraform string. */
const unescaped = (document: string): string => document.replaceAll("$${", "${").replaceAll("%%{", "%{");

const firstLine = (message: string): string => message.split("\n")[0] ?? "";

/** Helm merges mappings and replaces everything else; null removes (Helm, values files). */
function merged(base: Values, over: Values): Values {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = result[key];
    if (isRecord(before) && isRecord(value)) define(result, key, merged(before, value));
    else define(result, key, value);
  }
  return result;
}

function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** `a.b[0].c` and `a\.b` as `helm --set` reads them. */
function pathOf(name: string): Path {
  const parts: (string | number)[] = [];
  for (const [, key, index] of name.matchAll(/((?:\\.|[^.[\]\\])+)|\[(\d+)\]/g)) {
    parts.push(index === undefined ? (key ?? "").replaceAll(/\\(.)/g, "$1") : Number(index));
  }
  return parts;
}

function withValue(values: Values, path: Path, value: unknown): Values {
  const [first, ...rest] = path;
  if (first === undefined) return values;
  const result: Record<string, unknown> = { ...values };
  define(result, String(first), rest.length === 0 ? value : placed(result[first], rest, value));
  return result;
}

/** More items than any list of values has; a larger index is a mistake. */
const mostItems = 1000;

function placed(before: unknown, path: Path, value: unknown): unknown {
  const [first, ...rest] = path;
  if (typeof first !== "number") return withValue(isRecord(before) ? before : {}, path, value);
  const items: unknown[] = Array.isArray(before) ? [...before] : [];
  if (first < mostItems) items[first] = rest.length === 0 ? value : placed(items[first], rest, value);
  return items;
}

/** `--set` reads numbers and words as YAML does, unless the type says that it is text. */
function settable(value: unknown, type: unknown): unknown {
  if (typeof value !== "string" || type === "string" || value.includes("${")) return value;
  if (value === "true" || value === "false") return value === "true";
  if (value === "null") return null;
  return /^-?(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}
