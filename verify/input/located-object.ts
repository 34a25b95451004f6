/** A spot in a file as an editor counts: lines and columns from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A Kubernetes object and the file that it was read from. */
export interface LocatedObject {
  /** Path as it is shown in findings. */
  readonly file: string;
  readonly object: KubernetesObject;
  /** Where the value at `path` begins, or the nearest one around it that exists. */
  readonly locate: (path: readonly (string | number)[]) => Position;
}

/** What every object has; the rest is checked by whoever reads it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}
