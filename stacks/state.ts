import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { StateObject } from "../platform/account";

/** Says where the state of a stack lives: S3 with a lock beside it, or a file for trials. */
export function configureState(stack: TerraformStack, name: string, state: StateObject | undefined): void {
  if (state === undefined) {
    // Terraform runs in cdktf.out/stacks/<name>; cdktf's own default is this machine's absolute path
    new LocalBackend(stack, { path: `../../../terraform.${name}.tfstate` });
    return;
  }
  const backend = new S3Backend(stack, {
    bucket: state.bucket,
    key: state.key,
    region: state.region,
    encrypt: true,
    kmsKeyId: state.kmsKey,
  });
  // S3BackendConfig of cdktf 0.21 does not know it; Terraform has it since 1.10
  backend.addOverride("use_lockfile", true);
}
