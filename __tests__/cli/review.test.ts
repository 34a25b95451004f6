import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { EnvironmentReport, Report } from "../../review/report/report";
import { withTerraform } from "../rehearse/with-terraform";
import { type Made, type ReviewProject, reviewProject } from "./review-project";

let project: ReviewProject;
let temporary: string;
beforeEach(() => {
  project = reviewProject(made({}));
  temporary = mkdtempSync(join(tmpdir(), "slipway-temporary-"));
});
afterEach(() => {
  project.remove();
  rmSync(temporary, { recursive: true });
});

const configMap = (value: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: apps }\ndata: { colour: ${value} }\n`;

function stack(environment: string, bucket: object | undefined, more: object = {}): object {
  const meta = (path: string) => ({ "//": { metadata: { path: `${environment}/${path}`, uniqueId: "x" } } });
  return {
    "//": { metadata: { stackName: environment } },
    terraform: { required_providers: { aws: { source: "aws", version: "6.25.0" } } },
    provider: { aws: [{ region: "eu-central-1" }] },
    resource: {
      ...(bucket !== undefined && { aws_s3_bucket: { data: { ...meta("data"), ...bucket } } }),
      aws_sqs_queue: { jobs: { ...meta("jobs"), name: "jobs" } },
      ...more,
    },
  };
}

/** One environment with a bucket and a ConfigMap. */
const made = ({
  bucket = { bucket: "acme-data" },
  colour = "red",
}: {
  bucket?: object | null;
  colour?: string;
}): Made => ({
  stacks: { dev: stack("dev", bucket ?? undefined) },
  manifests: { dev: { "settings.yaml": configMap(colour) } },
});

const only = (report: Report | undefined): EnvironmentReport => {
  const [environment, ...others] = report?.environments ?? [];
  if (environment === undefined || others.length > 0) throw new Error("one environment is expected");
  return environment;
};

const texts = ({ notices }: EnvironmentReport) => notices.map(({ text }) => text);

describe("against a revision", () => {
  test("reports what changes in both halves of the working tree, and leaves it as it is", async () => {
    const base = project.git("rev-parse", "HEAD");
    project.make(made({ bucket: { bucket: "acme-data", request_payer: "Requester" }, colour: "blue" }));
    const { status, report } = await project.run(["--base", "main"]);
    const dev = only(report);
    expect(status).toBe(2);
    expect(dev).toMatchObject({
      name: "dev",
      revisions: { base, head: `${base} and uncommitted changes` },
      plan: { source: "configuration", counts: { update: 1, "no-op": 1 } },
      manifests: { counts: { create: 0, update: 1, delete: 0, rename: 0 }, objects: 1 },
    });
    expect(dev.plan?.changes).toMatchObject([
      {
        address: "aws_s3_bucket.data",
        action: "update",
        origin: { construct: "dev/data" },
        attributes: [{ path: ["request_payer"], kind: "added" }],
      },
    ]);
    expect(dev.manifests?.changes).toMatchObject([
      {
        kind: "ConfigMap",
        name: "settings",
        file: "settings.yaml",
        attributes: [{ path: ["data", "colour"], before: { value: "red" }, after: { value: "blue" } }],
      },
    ]);
    expect(project.git("status", "--porcelain")).toBe("M made.json");
    expect(readdirSync(join(project.folder, ".slipway/review")).sort()).toEqual(
      expect.arrayContaining(["review.json", "review.sarif"]),
    );
  });

  test("says how both sides were found, and that there is no plan", async () => {
    project.git("checkout", "--quiet", "-b", "change");
    project.make(made({ bucket: { bucket: "acme-other" } }));
    project.commit();
    project.git("checkout", "--quiet", "main");
    project.write("README.md", "main moves on");
    project.commit();
    project.git("checkout", "--quiet", "change");
    project.write("notes.txt", "untracked");
    const begin = project.git("rev-parse", "main~1");
    const { report } = await project.run(["--base", "main"]);
    expect(only(report).revisions?.base).toBe(begin);
    expect(texts(only(report))).toEqual([
      `main has moved on; the change is compared with where it begins, ${begin.slice(0, 10)}.`,
      "The working tree has changes that are not committed; they are part of what is reviewed.",
      "Where the constructs of main where the change begins are made is not known, since its code would not be watched; addresses stand for them.",
      "Where the constructs of the working tree are made is not known, since its code would not be watched; addresses stand for them.",
      expect.stringMatching(
        /^There is no plan: cannot run there-is-no-terraform: there is no such program; .* The stacks are compared as they are written, /,
      ),
    ]);
  });

  test("reviews another revision than the working tree", async () => {
    project.make(made({ colour: "green" }));
    const head = project.commit();
    project.make(made({ colour: "not reviewed" }));
    const { status, report } = await project.run(["--base", "HEAD~1", "--head", "HEAD"]);
    expect(status).toBe(2);
    expect(only(report).revisions?.head).toBe(head);
    expect(JSON.stringify(report)).toContain("green");
    expect(JSON.stringify(report)).not.toContain("not reviewed");
  });

  test("knows environments that are new and that are gone", async () => {
    const { dev } = made({}).stacks ?? {};
    project.make({ stacks: { prod: stack("prod", undefined) }, manifests: { prod: {} } });
    const { report } = await project.run(["--base", "main"]);
    expect(
      report?.environments.map(({ name, plan, manifests }) => [name, plan?.counts, manifests?.counts]),
    ).toEqual([
      ["dev", { delete: 2 }, { create: 0, update: 0, delete: 1, rename: 0 }],
      ["prod", { create: 1 }, undefined],
    ]);
    expect(dev).toBeDefined();
  });

  test("is byte for byte the same for the same change", async () => {
    project.make(made({ bucket: null, colour: "blue" }));
    const files = async () => {
      await project.run(["--base", "main"]);
      const folder = ".slipway/review";
      return readdirSync(join(project.folder, folder)).map((name) => [
        name,
        project.read(`${folder}/${name}`),
      ]);
    };
    expect(await files()).toEqual(await files());
  });

  test("finds nothing to do where only the text of the project changes", async () => {
    project.write("README.md", "more words");
    const { status, report } = await project.run(["--base", "main"]);
    expect(status).toBe(0);
    expect(texts(only(report))).toContain(
      "The stack of dev is the same before and after, so Terraform has nothing to do for this change.",
    );
  });

  test("has nothing to review where both are the same commit", async () => {
    const head = project.git("rev-parse", "HEAD").slice(0, 10);
    expect(await project.run(["--base", "main"])).toMatchObject({
      status: 0,
      printed: `main is ${head}, and so is the working tree: there is nothing to review.\n`,
      report: undefined,
    });
    project.write("README.md", "main moves on");
    project.commit();
    expect(await project.run(["--base", "main", "--head", "main~1"])).toMatchObject({
      status: 0,
      printed: `main holds all of main~1 (${head}) already: there is nothing to review.\n`,
    });
  });

  test.each([
    [
      ["--base", "mian"],
      "there is no revision mian in the git repository; where a clone is shallow, fetch it first",
    ],
    [["--base", "main", "--env", "prd"], "there is no environment prd; there are dev"],
  ])("%j cannot be reviewed", async (args, message) => {
    project.write("README.md", "more words");
    await expect(project.run(args)).rejects.toThrow(message);
  });

  test("says what the code of a side says that cannot be synthesized", async () => {
    project.write("cdktf.json", JSON.stringify({ app: "echo broken >&2; exit 3" }));
    await expect(project.run(["--base", "main"])).rejects.toThrow(
      "the working tree cannot be synthesized:\nbroken",
    );
  });

  test("needs a repository with a commit", async () => {
    rmSync(join(project.folder, ".git"), { recursive: true });
    await expect(project.run(["--base", "main"])).rejects.toThrow(
      `there is no git repository with a commit in ${project.folder}; name files instead of main: --base-stack, --base-manifests`,
    );
  });
});

describe("findings", () => {
  beforeEach(() => project.make(made({ bucket: null })));

  test("fail the review, unless they are acknowledged", async () => {
    const { status, report } = await project.run(["--base", "main"]);
    const [stop] = only(report).findings;
    expect(status).toBe(3);
    expect(stop).toMatchObject({ level: "stop", subject: "aws_s3_bucket.data" });

    project.write(
      "review.yaml",
      `acknowledged:\n  - { rule: ${stop?.rule}, subject: dev/data, reason: moved away, expires: 2026-12-31 }\n`,
    );
    const acknowledged = await project.run(["--base", "main"]);
    expect(acknowledged.status).toBe(2);
    expect(only(acknowledged.report).findings[0]).toEqual({
      ...stop,
      acknowledged: { reason: "moved away", expires: "2026-12-31" },
    });

    project.write(
      "old.yaml",
      `acknowledged:\n  - { fingerprint: "${stop?.fingerprint}", reason: moved away, expires: 2026-11-25 }\n`,
    );
    const expired = await project.run(["--base", "main", "--acknowledgements", "old.yaml"]);
    expect(expired.status).toBe(3);
    expect(texts(only(expired.report))).toContain(
      `old.yaml:2:5: The acknowledgement of finding ${stop?.fingerprint} was good until 2026-11-25, and the finding is still there.`,
    );
  });

  test("of the file that acknowledges are told at their lines, before anything else is done", async () => {
    project.write("review.yaml", "acknowledged:\n  - { rule: A }\n");
    await expect(project.run(["--base", "no-such-revision"])).rejects.toThrow(
      /^review\.yaml:2:5 {2}name the finding by its fingerprint alone, or by rule and subject\nreview\.yaml:2:5 {2}lacks reason/,
    );
  });

  test("of other tools join those of the review", async () => {
    const result = {
      ruleId: "CKV_1",
      level: "error",
      message: { text: "aws_sqs_queue.jobs is not encrypted" },
    };
    const runs = [{ tool: { driver: { name: "checkov" } }, results: [result] }];
    project.write("checkov.sarif", JSON.stringify({ version: "2.1.0", runs }));
    const { report } = await project.run(["--base", "main", "--findings", "checkov.sarif"]);
    expect(only(report).findings.find(({ tool }) => tool !== undefined)).toMatchObject({
      tool: "checkov",
      rule: "CKV_1",
      level: "high",
      subject: "aws_sqs_queue.jobs",
      origin: { construct: "dev/jobs" },
    });
    project.write("checkov.sarif", "{}");
    await expect(project.run(["--base", "main", "--findings", "checkov.sarif"])).rejects.toThrow(
      "checkov.sarif is no SARIF log: it has no runs",
    );
  });
});

describe("a plan", () => {
  const plan = (resources: readonly string[]) =>
    JSON.stringify({
      format_version: "1.2",
      terraform_version: "1.11.4",
      resource_changes: resources.map((address) => ({
        address,
        mode: "managed",
        type: address.split(".")[0],
        name: address.split(".")[1],
        change: { actions: ["no-op"], before: {}, after: {} },
      })),
      configuration: { root_module: { resources: resources.map((address) => ({ address })) } },
    });
  const right = ["aws_s3_bucket.data", "aws_sqs_queue.jobs"];

  test("is reviewed with the stack that it was made of, and known again before it is applied", async () => {
    project.write("plan.json", plan(right));
    const { status, report } = await project.run(["--plan", "plan.json", "--output", "out"]);
    expect({ status, report }).toEqual({ status: 0, report: undefined });
    const dev = only(JSON.parse(project.read("out/review.json")));
    expect(dev).toMatchObject({ name: "dev", plan: { source: "terraform", counts: { "no-op": 2 } } });
    expect(dev.manifests).toBeUndefined();

    const check = (file: string) => project.run(["--check", "out/review.json", "--plan", file]);
    expect(await check("plan.json")).toMatchObject({
      status: 0,
      printed: "This plan of dev is the one that was reviewed.\n",
    });
    project.write("other.json", plan([...right, "aws_sqs_queue.more"]));
    expect(await check("other.json")).toMatchObject({
      status: 3,
      told: expect.stringMatching(/^The plan is not the one that was reviewed: /),
    });
  });

  test.each([
    [
      [...right, "aws_vpc.main"],
      "plan.json is of another stack than what was synthesized: aws_vpc.main is in the plan only. Plan what is reviewed, or name the stack that was planned with --stack",
    ],
    [
      ["aws_sqs_queue.jobs"],
      "plan.json is of another stack than what was synthesized: aws_s3_bucket.data is in dev only. ",
    ],
  ])("of another stack, with %j, is refused", async (resources, message) => {
    project.write("plan.json", plan(resources));
    await expect(project.run(["--plan", "plan.json"])).rejects.toThrow(message);
  });

  test("that has nothing to do with any stack here is reviewed by itself", async () => {
    project.write("plan.json", plan(["aws_vpc.main", "aws_vpc.other"]));
    const { status } = await project.run(["--plan", "plan.json", "--output", "out"]);
    expect(status).toBe(0);
    expect(only(JSON.parse(project.read("out/review.json")))).toMatchObject({
      name: "plan",
      plan: { counts: { "no-op": 2 } },
      notices: [{ kind: "source", text: expect.stringMatching(/^The plan is of none of the stacks here/) }],
    });
  });

  test("that has nothing to do with the stack that is named is refused", async () => {
    project.write("plan.json", plan(["aws_vpc.main", "aws_vpc.other"]));
    await expect(project.run(["--plan", "plan.json", "--env", "dev"])).rejects.toThrow(
      "plan.json is of another stack than what was synthesized: none of its 2 resources are in dev. ",
    );
  });

  test("that fits several environments needs a name", async () => {
    project.make({ stacks: { dev: stack("dev", {}), prod: stack("prod", {}) } });
    project.write("plan.json", plan(right));
    await expect(project.run(["--plan", "plan.json"])).rejects.toThrow(
      "plan.json could be of dev or prod, whose stacks have the same resources; name one with --env",
    );
    const { report } = await project.run(["--plan", "plan.json", "--env", "prod"]);
    expect(only(report).name).toBe("prod");
  });
});

describe("files instead of revisions", () => {
  test("need neither a repository nor code", async () => {
    for (const path of [".git", "program.js"]) rmSync(join(project.folder, path), { recursive: true });
    project.write("before/cdk.tf.json", JSON.stringify(stack("dev", { bucket: "a" })));
    project.write("after/cdk.tf.json", JSON.stringify(stack("dev", { bucket: "b" })));
    project.write("old/a.yaml", configMap("red"));
    project.write("new/a.yaml", configMap("blue"));
    const { status, report } = await project.run([
      ...["--base-stack", "before/cdk.tf.json", "--stack", "after"],
      ...["--base-manifests", "old", "--manifests", "new"],
    ]);
    const dev = only(report);
    expect(status).toBe(2);
    expect(dev).toMatchObject({ name: "dev", plan: { counts: { update: 1, "no-op": 1 } } });
    expect(dev.manifests?.counts.update).toBe(1);
    expect(dev.revisions).toBeUndefined();
  });

  test("compare nothing with what is only on one side", async () => {
    project.write("new/a.yaml", configMap("blue"));
    project.write("old/a.yaml", configMap("red"));
    const { report } = await project.run(["--base-manifests", "old", "--manifests", "new"]);
    expect(only(report)).toMatchObject({ name: "new", manifests: { objects: 1 } });
    expect(only(report).plan).toBeUndefined();
  });

  test.each([
    [
      ["--base-stack", "nowhere", "--stack", "nowhere"],
      "nowhere is neither a cdk.tf.json nor a folder with one",
    ],
    [["--base-manifests", "nowhere", "--manifests", "nowhere"], "nowhere is no folder of manifests"],
  ])("%j must be there", async (args, message) => {
    await expect(project.run(args)).rejects.toThrow(message);
  });
});

test("writes no secret into any file", async () => {
  const secret = (value: string) =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: login, namespace: apps }\nstringData: { password: ${value} }\n`;
  const command = (value: string) => `${configMap("red").trimEnd()}\n# not told\n---\n${secret(value)}`;
  project.make({ ...made({}), manifests: { dev: { "a.yaml": command("hunter2-before") } } });
  project.commit();
  const sqs = { aws_sqs_queue: { jobs: { name: "uses-hunter2-after-openly" } } };
  project.make({
    stacks: { dev: stack("dev", { bucket: "acme-data" }, sqs) },
    manifests: { dev: { "a.yaml": command("hunter2-after") } },
  });
  const { printed, told, status } = await project.run(["--base", "HEAD"]);
  const folder = ".slipway/review";
  const written = readdirSync(join(project.folder, folder)).map((name) => project.read(`${folder}/${name}`));
  expect(status).not.toBe(1);
  expect([printed, told, ...written].filter((text) => text.includes("hunter2"))).toEqual([]);
});

test("leaves nothing behind", async () => {
  project.make(made({ colour: "blue" }));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = temporary;
  try {
    await project.run(["--base", "main"]);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  expect(readdirSync(temporary)).toEqual([]);
});

withTerraform("a change that is rehearsed", (terraform) => {
  test("is planned by Terraform against what was", async () => {
    project.make(made({ bucket: { bucket: "acme-other", force_destroy: true } }));
    const run = () => project.run(["--base", "main"], { TERRAFORM_BINARY_NAME: terraform.path });
    const { status, report } = await run();
    const { plan } = only(report);
    expect(plan).toMatchObject({ source: "rehearsal", terraformVersion: terraform.version });
    expect(plan?.changes).toMatchObject([
      { address: "aws_s3_bucket.data", origin: { construct: "dev/data" } },
    ]);
    expect(texts(only(report))).toContain(
      "The plan was rehearsed without an account: values that the provider computes are made up.",
    );
    expect(status).not.toBe(1);
    expect((await run()).report).toEqual(report);
  });

  test("of an environment that is gone takes everything away, and says that nothing does so by itself", async () => {
    project.make({ stacks: {}, manifests: {} });
    const { report } = await project.run(["--base", "main"], { TERRAFORM_BINARY_NAME: terraform.path });
    expect(only(report).plan).toMatchObject({ source: "rehearsal", counts: { delete: 2 } });
    expect(texts(only(report))).toContain(
      "dev is gone from the definitions. Nothing destroys it by itself; the plan shows what destroying it would take away.",
    );
  });

  test("is shown although Terraform would stop there, and that is said", async () => {
    const bucket = (name: string) => ({ bucket: name, lifecycle: { prevent_destroy: true } });
    project.make(made({ bucket: bucket("acme-data") }));
    project.commit();
    project.make(made({ bucket: bucket("acme-other") }));
    const { report } = await project.run(["--base", "HEAD"], { TERRAFORM_BINARY_NAME: terraform.path });
    expect(only(report).plan?.counts).toEqual({ "replace-delete-first": 1, "no-op": 1 });
    expect(only(report).notices[0]).toEqual({
      kind: "errored",
      text: "Terraform will refuse this: aws_s3_bucket.data would be destroyed, and prevent_destroy protects it.",
    });
  });

  test("is compared as it is written where Terraform refuses it", async () => {
    project.make({ stacks: { dev: stack("dev", { bucket: "acme-data", nope: true }) } });
    const { status, report } = await project.run(["--base", "main"], {
      TERRAFORM_BINARY_NAME: terraform.path,
    });
    expect(status).not.toBe(1);
    expect(only(report)).toMatchObject({ plan: { source: "configuration", counts: { update: 1 } } });
    expect(only(report).notices[0]).toMatchObject({ kind: "errored" });
    expect(texts(only(report))).toContainEqual(expect.stringMatching(/^Terraform refuses it, at validate: /));
  });
});
