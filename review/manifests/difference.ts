import type { ObjectIdentity } from "../report/report";

/** One object on both sides, by identity; what is secret in it is covered. */
export interface ManifestDifference {
  readonly identity: ObjectIdentity;
  readonly action: "create" | "update" | "delete" | "rename";
  readonly renamedFrom?: ObjectIdentity;
  /** Undefined where there is none. */
  readonly before?: ManifestObject;
  readonly after?: ManifestObject;
}

export interface ManifestObject {
  readonly file: string;
  readonly apiVersion: string;
  /** The whole object, with secrets covered. */
  readonly object: Readonly<Record<string, unknown>>;
}
