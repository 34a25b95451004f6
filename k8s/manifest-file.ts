import { Construct } from "constructs";

/** A file of the output: what it says, as data and as text. */
export interface ManifestFile {
  /** Path within `dist/<environment>/`, with forward slashes. */
  readonly path: string;
  /** Its documents in order, keys in the order of the text. */
  readonly objects: readonly object[];
  readonly text: string;
}

/** Whatever API objects stand below it are written into one file, in the order of their construction. */
export class FileScope extends Construct {
  constructor(
    scope: Construct,
    id: string,
    /** Path within `dist/<environment>/`, with forward slashes. */
    readonly path: string,
  ) {
    super(scope, id);
  }
}
