import { expect, test } from "@jest/globals";
import { findTerraform, type TerraformBinary } from "../../rehearse/terraform/binary";

/** The machine's Terraform, or why there is none to test with. */
function find(): TerraformBinary | string {
  try {
    return findTerraform("terraform", process.env);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Defines tests that run real Terraform; where there is none, one test says what is not tested. */
export function withTerraform(what: string, define: (terraform: TerraformBinary) => void): void {
  const found = find();
  if (typeof found !== "string") {
    define(found);
    return;
  }
  test(`${what}: not tested here without Terraform`, () => {
    process.stderr.write(`${what}: not tested here, since a test needs Terraform: ${found}\n`);
    expect(found).toMatch(/^(cannot run )?terraform/);
  });
}
