import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { commitStage, discardStage, openStage } from "../../output/stage";
import { keepTerraformFiles } from "../../output/terraform-files";
import { writeTree } from "../../output/tree";
import { filesIn } from "../files";

let folder: string;
let target: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-stage-"));
  target = join(folder, "dist");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process id that nobody has: beyond what Linux gives out. */
const gone = 2 ** 22 + 1;

function publish(files: Record<string, string>): void {
  const stage = openStage(target);
  writeTree(
    stage.directory,
    Object.entries(files).map(([path, text]) => ({ path, text })),
  );
  commitStage(stage);
}

test("puts the stage in the place of the old output, which goes as a whole", () => {
  publish({ "dev/old.yaml": "old", "dev/both.yaml": "1" });
  publish({ "dev/new.yaml": "new", "dev/both.yaml": "2" });
  expect(filesIn(target)).toEqual({ "dev/new.yaml": "new", "dev/both.yaml": "2" });
  expect(readdirSync(folder)).toEqual(["dist"]);
});

test("leaves the old output as it was when the stage is discarded", () => {
  publish({ "old.yaml": "old" });
  const stage = openStage(target);
  writeTree(stage.directory, [{ path: "new.yaml", text: "new" }]);
  discardStage(stage);
  expect(filesIn(target)).toEqual({ "old.yaml": "old" });
  expect(readdirSync(folder)).toEqual(["dist"]);
});

test("puts the old output back after a run that was killed between its two renames", () => {
  publish({ "old.yaml": "old" });
  renameSync(target, join(folder, `.dist.previous-${gone}-0badcafe`));
  discardStage(openStage(target));
  expect(filesIn(target)).toEqual({ "old.yaml": "old" });
  expect(readdirSync(folder)).toEqual(["dist"]);
});

test("removes what killed runs left beside the output", () => {
  publish({ "new.yaml": "new" });
  mkdirSync(join(folder, `.dist.next-${gone}-0badcafe`));
  mkdirSync(join(folder, `.dist.previous-${gone}-0badcafe`));
  discardStage(openStage(target));
  expect(filesIn(target)).toEqual({ "new.yaml": "new" });
  expect(readdirSync(folder)).toEqual(["dist"]);
});

test("leaves the stage of a run that is still going alone", () => {
  const other = join(folder, `.dist.next-${process.ppid}-0badcafe`);
  mkdirSync(other);
  discardStage(openStage(target));
  expect(existsSync(other)).toBe(true);
});

test("keeps what Terraform put beside a stack that is still there", () => {
  target = join(folder, "cdktf.out");
  writeTree(target, [
    { path: "manifest.json", text: "old" },
    { path: "stacks/dev/cdk.tf.json", text: "old" },
    { path: "stacks/dev/.terraform.lock.hcl", text: "lock" },
    { path: "stacks/dev/.terraform/providers/aws", text: "binary" },
    { path: "stacks/gone/cdk.tf.json", text: "old" },
  ]);
  const stage = openStage(target, keepTerraformFiles);
  writeTree(stage.directory, [
    { path: "manifest.json", text: "new" },
    { path: "stacks/dev/cdk.tf.json", text: "new" },
  ]);
  commitStage(stage, keepTerraformFiles);
  expect(filesIn(target)).toEqual({
    "manifest.json": "new",
    "stacks/dev/cdk.tf.json": "new",
    "stacks/dev/.terraform.lock.hcl": "lock",
    "stacks/dev/.terraform/providers/aws": "binary",
  });
});

test("finishes moving Terraform's files after a run that was killed while it did", () => {
  target = join(folder, "cdktf.out");
  writeTree(target, [{ path: "stacks/dev/cdk.tf.json", text: "new" }]);
  writeTree(join(folder, `.cdktf.out.previous-${gone}-0badcafe`), [
    { path: "stacks/dev/cdk.tf.json", text: "old" },
    { path: "stacks/dev/.terraform.lock.hcl", text: "lock" },
  ]);
  discardStage(openStage(target, keepTerraformFiles));
  expect(filesIn(target)).toEqual({
    "stacks/dev/cdk.tf.json": "new",
    "stacks/dev/.terraform.lock.hcl": "lock",
  });
});

test("writes into a folder whose parents are missing", () => {
  writeTree(join(folder, "a/b"), [{ path: "c/d.yaml", text: "text" }]);
  expect(filesIn(join(folder, "a"))).toEqual({ "b/c/d.yaml": "text" });
});
