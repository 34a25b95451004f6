import type { Path } from "../structural/path";
import type { LocatedObject, Location } from "./located-object";

/** Everything that one verification looks at: what one cluster is given. */
export interface Input {
  /** In the order of files and of documents in them; those of `extraObjects` of releases come last. */
  readonly objects: readonly LocatedObject[];
  /** Helm releases, from Terraform or from values files. Empty where nothing is known about any. */
  readonly releases: readonly Release[];
  /** The Terraform half, where it is at hand. */
  readonly terraform?: TerraformStack;
  /** Whether the objects are all that the cluster runs beside what releases install; else others may exist. */
  readonly complete: boolean;
  /**
   * Comments that ask not to report something.
   * @default - there are none
   */
  readonly ignores?: readonly IgnoreComment[];
  /** What could not be read. */
  readonly problems: readonly InputProblem[];
}

/** A Helm release: a chart with the values that it is installed with. */
export interface Release {
  /** Path as it is shown in findings. */
  readonly file: string;
  /** Chart name without its repository, such as `traefik`. */
  readonly chart: string;
  /** Chart version without a leading `v`; undefined where only values are known. */
  readonly version?: string;
  /** Undefined where only values are known. */
  readonly name?: string;
  /** Undefined where only values are known. */
  readonly namespace?: string;
  /** Whether Helm makes the namespace. */
  readonly createNamespace: boolean;
  /** Terraform address, such as `helm_release.traefik`; undefined where only values are known. */
  readonly address?: string;
  /** Whether `values` is all that was set. A value that only Terraform can compute is missing from them. */
  readonly valuesKnown: boolean;
  /** The user's values, merged as Helm merges them, without the chart's defaults. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Where a value is written, or what is nearest to it. */
  readonly locate: (path: Path) => Location;
}

/** Terraform JSON as data: resources by type and name, expressions left as they are written. */
export interface TerraformStack {
  readonly file: string;
  /** `resources.get("aws_lb")?.get("name")` */
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, TerraformResource>>;
}

export interface TerraformResource {
  readonly file: string;
  readonly type: string;
  /** `type.name` */
  readonly address: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Where an attribute is written; the path begins within the resource. */
  readonly locate: (path: Path) => Location;
}

/** `# verify: ignore E22 reason` in a manifest. */
export interface IgnoreComment extends Location {
  readonly file: string;
  /** What is ignored, as it is written. */
  readonly ids: readonly string[];
  /** Empty where none is given. */
  readonly reason: string;
  /** First and last of the lines that it is about. */
  readonly from: number;
  readonly to: number;
}

/** Something that is no usable input: the place and, in one line, what to do. */
export interface InputProblem extends Location {
  readonly file: string;
  readonly message: string;
}
