import { expect, test } from "@jest/globals";
import { terraformEnvironment } from "../../../rehearse/terraform/environment";

test("keeps the user's environment but for what would lead Terraform elsewhere", () => {
  const user = {
    PATH: "/bin",
    CLOUD_KEY: "real",
    CLOUD_TOKEN: "real",
    TF_VAR_region: "x",
    TF_LOG: "debug",
    TF_CLI_CONFIG_FILE: "/nowhere",
    TF_CLI_ARGS_plan: "-destroy",
    TF_WORKSPACE: "other",
    TF_DATA_DIR: "/elsewhere",
    TF_PLUGIN_CACHE_DIR: "/cache",
  };
  const providers = { reattach: "{}", environment: { CLOUD_KEY: "rehearsal", CLOUD_TOKEN: null } };
  expect(terraformEnvironment(user, providers, "/scratch/terraform.rc")).toEqual({
    PATH: "/bin",
    CLOUD_KEY: "rehearsal",
    TF_VAR_region: "x",
    TF_LOG: "debug",
    TF_CLI_CONFIG_FILE: "/scratch/terraform.rc",
    TF_REATTACH_PROVIDERS: "{}",
    TF_INPUT: "0",
    CHECKPOINT_DISABLE: "1",
  });
});
