import { createHash } from "node:crypto";

/** What tells an object from all others of a cluster. */
export interface Identity {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Empty where the object names none. */
  readonly namespace: string;
  readonly name: string;
}

/** `Deployment apps/web` */
export const nameOf = ({ kind, namespace, name }: Identity): string =>
  `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;

/** Group, kind, namespace and name as one text. */
export const keyOf = ({ group, kind, namespace, name }: Identity): string =>
  [group, kind, namespace, name].join("/");

/** Folder of what names no namespace: no namespace can be called so. */
const wholeCluster = "_cluster";

/**
 * Path of an object's file: `apps/deployment.apps/web.yaml`. It depends on nothing but the object, so that its history
 * is in one place, and no two objects have the same.
 */
export function pathOf({ group, kind, namespace, name }: Identity): string {
  const folder = namespace === "" ? wholeCluster : segment(namespace);
  const type = group === "" ? kind : `${kind}.${group}`;
  return `${folder}/${segment(type.toLowerCase())}/${segment(name)}.yaml`;
}

// --- internal ---

/** A name in a folder may have 255 bytes (ext4, NTFS, APFS), and an ending comes after it. */
const longest = 200;

/**
 * A part of a path. Whatever a file system could take for something else is written as in a URL, capital letters too:
 * on some, `Web` and `web` are one file.
 */
function segment(text: string): string {
  const escaped = [...Buffer.from(text, "utf8")]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      const isPlain = /[a-z0-9_-]/.test(character) || (character === "." && index > 0);
      return isPlain ? character : `%${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
  if (escaped.length <= longest) return escaped;
  // no other name has a tilde in it
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${escaped.slice(0, longest - digest.length - 1)}~${digest}`;
}
