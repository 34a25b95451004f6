import { distance } from "fastest-levenshtein";
import type { Input } from "../input/input";
import type { LocatedObject } from "../input/located-object";
import { isRecord } from "../structural/record";
import type { Severity } from "./registry";
import { type TraefikSettings, traefikSettings } from "./settings";

/** What the input says of one cluster, found by kind and name. */
export interface Cluster {
  readonly input: Input;
  /** Undefined where no values of Traefik's chart are known. */
  readonly traefik: TraefikSettings | undefined;
  /** Objects of a kind, named `group/Kind`; `v1/Kind` stands for the core group. */
  readonly all: (kind: string) => readonly LocatedObject[];
  readonly find: (kind: string, namespace: string, name: string) => LocatedObject | undefined;
  readonly inNamespace: (kind: string, namespace: string) => readonly LocatedObject[];
  /**
   * How sure it is that an object is missing, with what may have been meant. Manifests are often verified apart from
   * others that they refer to: only where they describe objects of that kind in that namespace, or are said to be
   * complete, is one that they lack an error.
   */
  readonly missing: (
    kind: string,
    namespace: string,
    name: string,
    /** @default - every object of the kind shows that such objects are described */
    shows?: (neighbour: LocatedObject) => boolean,
  ) => Missing;
}

export interface Missing {
  readonly severity: Severity;
  /** The end of a sentence such as "create it, or name …"; empty where there is nothing to propose. */
  readonly instead: string;
}

export const traefikIo = (kind: string): string => `traefik.io/${kind}`;
export const certManagerIo = (kind: string): string => `cert-manager.io/${kind}`;

/** API groups of Traefik's own kinds: today's and the one before version 3. */
export const oldTraefikGroup = "traefik.containo.us";

export function clusterOf(input: Input): Cluster {
  const byKind = new Map<string, LocatedObject[]>();
  const byName = new Map<string, LocatedObject>();
  const byNamespace = new Map<string, LocatedObject[]>();
  const anywhere = new Map<string, LocatedObject[]>();
  for (const object of input.objects) {
    const kind = kindOf(object);
    push(byKind, kind, object);
    push(byNamespace, `${kind} ${object.namespace}`, object);
    push(anywhere, `${kind} ${object.name}`, object);
    const key = `${kind} ${object.namespace} ${object.name}`;
    // of two with one name Kubernetes keeps the last, but both are reported
    if (!byName.has(key)) byName.set(key, object);
  }
  // releases put objects there that nobody has written down
  const released = new Set(input.releases.map(({ namespace }) => namespace));
  const all = (kind: string) => byKind.get(kind) ?? [];
  const inNamespace = (kind: string, namespace: string) => byNamespace.get(`${kind} ${namespace}`) ?? [];
  return {
    input,
    traefik: traefikSettings(input),
    all,
    inNamespace,
    find: (kind, namespace, name) => byName.get(`${kind} ${namespace} ${name}`),
    missing: (kind, namespace, name, shows = () => true) => {
      const elsewhere = anywhere.get(`${kind} ${name}`) ?? [];
      const neighbours = inNamespace(kind, namespace).filter(shows);
      // names of Services are often the same in several namespaces; others are looked for in the wrong one
      const misplaced = kind !== "v1/Service" && elsewhere.length > 0;
      const described = misplaced || (!released.has(namespace) && (input.complete || neighbours.length > 0));
      return { severity: described ? "error" : "warning", instead: proposal(name, neighbours, elsewhere) };
    },
  };
}

/** `group/Kind` */
export const kindOf = ({ group, kind }: LocatedObject): string => `${group === "" ? "v1" : group}/${kind}`;

/** The mapping below a name, empty where there is none. */
export const mapping = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The mappings of a list, with their places in it. */
export const mappings = (
  value: unknown,
): readonly { readonly item: Readonly<Record<string, unknown>>; readonly index: number }[] =>
  Array.isArray(value)
    ? value.flatMap((item: unknown, index) => (isRecord(item) ? [{ item, index }] : []))
    : [];

export const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

export const string = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** What an object holds beside its identity. */
export const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> => mapping(object.spec);

// --- internal ---

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Neighbours that are compared with a name; more would take longer than a proposal is worth. */
const mostNeighbours = 200;

function proposal(
  name: string,
  neighbours: readonly LocatedObject[],
  elsewhere: readonly LocatedObject[],
): string {
  const [other] = elsewhere;
  if (other !== undefined) return `there is one in the namespace ${other.namespace}`;
  const near = neighbours
    .slice(0, mostNeighbours)
    .map((object) => ({ name: object.name, edits: distance(object.name, name) }))
    .sort((a, b) => a.edits - b.edits)[0];
  return near !== undefined && near.edits <= Math.min(3, name.length / 2) ? `did you mean ${near.name}?` : "";
}
