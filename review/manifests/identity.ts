import { posix } from "node:path";
import { locatedObject } from "../../verify/input/located-object";
import { byCodeUnits } from "../differences/value";
import type { ObjectIdentity } from "../report/report";
import type { ManifestObject } from "./difference";

/** What an object is known by to the API server. A kustomization is none of its objects: its folder is its name. */
export function identityOf({ file, object }: Pick<ManifestObject, "file" | "object">): ObjectIdentity {
  const { group, kind, namespace, name } = locatedObject(file, object, nowhere);
  return isKustomization(group)
    ? { group, kind, namespace: "", name: name === "" ? posix.dirname(file) : name }
    : { group, kind, namespace, name };
}

/** Kustomize reads these itself, they never reach a cluster. */
export const isKustomization = (group: string): boolean => group === "kustomize.config.k8s.io";

/** One text for each identity, to look it up by. */
export const keyOf = ({ group, kind, namespace, name }: ObjectIdentity): string =>
  [namespace, group, kind, name].join("\n");

/** `Deployment apps/whoami`, `ClusterIssuer letsencrypt`. */
export const shownIdentity = ({ kind, namespace, name }: ObjectIdentity): string =>
  `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;

/** By namespace, those of the whole cluster first, then by kind, name and group. */
export const byIdentity = (a: ObjectIdentity, b: ObjectIdentity): number =>
  byCodeUnits(a.namespace, b.namespace) ||
  byCodeUnits(a.kind, b.kind) ||
  byCodeUnits(a.name, b.name) ||
  byCodeUnits(a.group, b.group);

/**
 * The identity of the one object in a document, read off its lines as tools write them; undefined where that is not
 * certain and the document has to be parsed. It takes a small part of what parsing does.
 */
export function peekIdentity(text: string, defaultNamespace?: string): ObjectIdentity | undefined {
  const apiVersion = only(text, /^apiVersion:[ \t]*(.*)$(?!\r?\n[ \t])/gm);
  const kind = only(text, /^kind:[ \t]*(.*)$(?!\r?\n[ \t])/gm);
  const metadata = /^metadata:[ \t]*\r?\n((?:(?:[ ]+.*|#.*)?\r?\n)*(?:[ ]+.*)?)/m.exec(text)?.[1];
  if (apiVersion === undefined || kind === undefined || metadata === undefined || kind.endsWith("List"))
    return undefined;
  // an anchor or a merge may bring what is not on these lines
  if (/^[ ]*(<<|\?|[^\s:]+:[ \t]*[&*!])/m.test(metadata) || text.includes("\n<<")) return undefined;
  const indent = /^[ ]+/.exec(metadata)?.[0];
  if (indent === undefined) return undefined;
  const field = (name: string): string | undefined => {
    const lines = metadata.match(new RegExp(`^${indent}${name}:.*$`, "gm")) ?? [];
    return lines.length === 0
      ? ""
      : only(metadata, new RegExp(`^${indent}${name}:[ \\t]*(.*)$(?!\\r?\\n${indent}[ \\t])`, "gm"));
  };
  const [name, namespace] = [field("name"), field("namespace")];
  if (name === undefined || name === "" || namespace === undefined) return undefined;
  const object = { apiVersion, kind, metadata: { name, ...(namespace !== "" && { namespace }) } };
  const located = locatedObject("", object, nowhere, defaultNamespace);
  return isKustomization(located.group)
    ? undefined
    : { group: located.group, kind, namespace: located.namespace, name };
}

// --- internal ---

const nowhere = () => ({ line: 1, column: 1 });

/** The value of the only line that fits, where it is a word that means itself. */
function only(text: string, line: RegExp): string | undefined {
  const [first, ...others] = [...text.matchAll(line)];
  if (first === undefined || others.length > 0) return undefined;
  const value = (first[1] ?? "").trim();
  const [, quoted, plain] = /^(?:"([\w./-]+)"|([a-zA-Z][\w./-]*[a-zA-Z0-9]|[a-zA-Z]))$/.exec(value) ?? [];
  // words that YAML 1.1 takes for something else
  return (
    quoted ??
    (plain !== undefined && /^(y|n|yes|no|true|false|on|off|null)$/i.test(plain) ? undefined : plain)
  );
}
