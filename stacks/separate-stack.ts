import { TerraformStack } from "cdktf";

/** A stack that refers to no other. */
export class SeparateStack extends TerraformStack {
  /**
   * cdktf runs through every resource twice, the first time to find references between stacks, which takes as long as
   * writing them. There are none; one that somebody adds is written as if it were of this stack, and `npm start` says
   * that it names nothing.
   */
  override prepareStack(): void {}
}
