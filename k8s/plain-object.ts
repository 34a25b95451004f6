import { ApiObject, type ApiObjectProps, type JsonPatch } from "cdk8s";
import type { Construct } from "constructs";

/**
 * An object whose manifest is plain data already. cdk8s goes through every value of an object for tokens and for what
 * is to be left out, which takes longer than all else; here it does so for the metadata only.
 */
export class PlainObject extends ApiObject {
  readonly #manifest: ApiObjectProps & Readonly<Record<string, unknown>>;
  #isPatched = false;

  constructor(scope: Construct, id: string, manifest: ApiObjectProps & Readonly<Record<string, unknown>>) {
    super(scope, id, manifest);
    this.#manifest = manifest;
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.#isPatched = true;
    super.addJsonPatch(...patches);
  }

  override toJson(): object {
    return this.#isPatched ? super.toJson() : { ...this.#manifest, metadata: this.metadata.toJson() };
  }
}
