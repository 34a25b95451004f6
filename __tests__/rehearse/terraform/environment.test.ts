import { expect, test } from "@jest/globals";
import { terraformEnvironment } from "../../../rehearse/terraform/environment";

test("keeps the user's environment but for what would lead Terraform elsewhere", () => {
  const user = {
    PATH: "/bin",
    TF_VAR_region: "x",
    TF_LOG: "debug",
    TF_CLI_CONFIG_FILE: "/nowhere",
    TF_CLI_ARGS_plan: "-destroy",
    TF_WORKSPACE: "other",
    TF_DATA_DIR: "/elsewhere",
    TF_PLUGIN_CACHE_DIR: "/cache",
  };
  expect(terraformEnvironment(user, { reattach: "{}", configuration: "/scratch/terraform.rc" })).toEqual({
    PATH: "/bin",
    TF_VAR_region: "x",
    TF_LOG: "debug",
    TF_CLI_CONFIG_FILE: "/scratch/terraform.rc",
    TF_REATTACH_PROVIDERS: "{}",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
  });
});
