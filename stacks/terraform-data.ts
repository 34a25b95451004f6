import { type ITerraformDependable, type LocalExecProvisioner, TerraformResource } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataProps {
  /** Values whose change makes it anew, and so runs its commands again. @default - it is made once */
  readonly triggersReplace?: Readonly<Record<string, string>>;
  /** Commands that run when it is made or destroyed, on the machine that applies. */
  readonly provisioners: readonly LocalExecProvisioner[];
  /** @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
}

/**
 * Terraform's own resource that stands for nothing but its commands. cdktf's class for it, DataResource, asks the
 * machine's Terraform for its version at every synthesis, and refuses to go on where there is none; which version the
 * stack needs is said in the stack.
 */
export class TerraformData extends TerraformResource {
  readonly #triggersReplace: TerraformDataProps["triggersReplace"];

  constructor(
    scope: Construct,
    id: string,
    { triggersReplace, provisioners, dependsOn }: TerraformDataProps,
  ) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      provisioners: [...provisioners],
      ...(dependsOn !== undefined && { dependsOn: [...dependsOn] }),
    });
    this.#triggersReplace = triggersReplace;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.#triggersReplace === undefined ? {} : { triggers_replace: { ...this.#triggersReplace } };
  }
}
