import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { parseRequest } from "../../cli/review/arguments";

const folder = resolve(__dirname, "../../docs/ci");
const pipelines = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
}));

/** Shell scripts anywhere in a pipeline. */
function scripts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(scripts);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === "run" && typeof value === "string") return [value];
    return key === "script" && Array.isArray(value) ? [value.join("\n")] : scripts(value);
  });
}

const named = (name: string) => {
  const found = pipelines.find((pipeline) => pipeline.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return parse(found.text);
};

test("there are pipelines for GitHub and GitLab", () => {
  expect(pipelines.map(({ name }) => name).sort()).toEqual([
    "github-review-comment.yml",
    "github-review.yml",
    "gitlab-review.yml",
  ]);
});

test.each(pipelines)("$name has scripts that a shell understands, and no secrets", ({ text }) => {
  const found = scripts(parse(text));
  expect(found.length).toBeGreaterThan(0);
  for (const script of found) {
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({
      status: 0,
      stderr: "",
    });
    // what others name would be run
    expect(script).not.toContain("${{");
  }
  expect(text).not.toMatch(/secrets\.|pull_request_target/);
});

test.each(pipelines)("$name asks for reviews that there are", ({ text }) => {
  const commands = [...text.matchAll(/npm run --silent review -- (.*)$/gm)].map(([, args = ""]) =>
    args
      .replace(/ \|\|.*/, "")
      .split(" ")
      .map((argument) => argument.replaceAll('"', "")),
  );
  expect(commands.map((args) => parseRequest(args).kind)).toEqual(commands.map(() => "review"));
});

test("the code of a pull request may write nothing, and what may write runs none of it", () => {
  const review = named("github-review.yml");
  expect(review.on).toBe("pull_request");
  expect(review.permissions).toEqual({ contents: "read" });
  const comment = named("github-review-comment.yml");
  expect(comment.on).toEqual({ workflow_run: { workflows: [review.name], types: ["completed"] } });
  expect(comment.permissions).toEqual({ actions: "read", "pull-requests": "write" });
  const used = comment.jobs.comment.steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);
  expect(used).toEqual(["actions/download-artifact@v4"]);
});

describe("the comment", () => {
  let work: string;
  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "slipway-comment-"));
    mkdirSync(join(work, "review"));
    mkdirSync(join(work, "bin"));
    writeFileSync(join(work, "review/review.md"), "nothing found\n");
  });
  afterEach(() => rmSync(work, { recursive: true }));

  interface Answers {
    readonly pull?: string;
    readonly files?: string;
    readonly comment?: string;
  }

  /** Runs the script with a `gh` that answers so, and gives what it was asked to send. */
  function comment({ pull = "7", files = "environments/dev.yaml", comment: known = "" }: Answers) {
    const gh = join(work, "bin", "gh");
    writeFileSync(
      gh,
      `#!/bin/sh
case "$*" in
  "pr list"*) printf '%s\\n' '${pull}' ;;
  *"/files"*) printf '%s\\n' '${files}' ;;
  *"--paginate"*"/comments"*) printf '%s' '${known}' ;;
  *) echo "$*" >>sent; cat body.md >>sent ;;
esac
`,
    );
    chmodSync(gh, 0o755);
    const [script = ""] = scripts(named("github-review-comment.yml"));
    const { status, stdout, stderr } = spawnSync("bash", [], {
      cwd: work,
      input: script,
      encoding: "utf8",
      env: {
        ...process.env,
        PATH: `${join(work, "bin")}:${process.env.PATH}`,
        REPOSITORY: "acme/shop",
        COMMIT: "abc",
        RUN: "https://example.com/run",
      },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const sent = readdirSync(work).includes("sent") ? readFileSync(join(work, "sent"), "utf8") : "";
    return { stdout, sent };
  }

  const body =
    "<!-- slipway review -->\nnothing found\n\n[All of it, with review.html](https://example.com/run)\n";

  test("is made once, and replaced after that", () => {
    expect(comment({}).sent).toBe(
      `api repos/acme/shop/issues/7/comments --field body=@body.md --silent\n${body}`,
    );
    rmSync(join(work, "sent"));
    expect(comment({ comment: "99" }).sent).toBe(
      `api --method PATCH repos/acme/shop/issues/comments/99 --field body=@body.md --silent\n${body}`,
    );
  });

  test("says where the pull request changes what makes the report", () => {
    expect(comment({ files: "review/rules/run.ts" }).sent).toContain(
      "**This pull request changes the code that made this report. Read that code first.**",
    );
  });

  test("is not made without a report, of a link to anything, or where no pull request is at the commit", () => {
    expect(comment({ pull: "" })).toEqual({ stdout: "no open pull request is at abc\n", sent: "" });
    rmSync(join(work, "review/review.md"));
    expect(comment({})).toEqual({ stdout: "there is no report\n", sent: "" });
    writeFileSync(join(work, "other"), "not for others");
    symlinkSync("../other", join(work, "review/review.md"));
    expect(comment({})).toEqual({ stdout: "there is no report\n", sent: "" });
  });
});
