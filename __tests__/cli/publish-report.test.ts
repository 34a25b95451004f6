import { describe, expect, test } from "@jest/globals";
import { reportOutcome } from "../../cli/publish/report";
import type { Outcome, PublishedBranch } from "../../publish/git/publish";
import { plan } from "../../publish/plan";
import { configMap, pathOf, publication } from "../publish/repository";

const commit = "c".repeat(40);
const empty = { format: "sha1", tree: new Map(), inventory: undefined, contentOf: () => undefined } as const;

function report(
  branch: Partial<PublishedBranch> = {},
  url = "git@github.com:acme/gitops.git",
  base?: string,
): string {
  const published: PublishedBranch = {
    branch: "main",
    commit,
    base: undefined,
    plans: plan([[publication({ a: "1" }), empty]], {}),
    before: new Map(),
    recreated: false,
    ...branch,
  };
  const outcome: Exclude<Outcome, { kind: "refused" }> = {
    kind: "published",
    branches: [published],
    attempts: 2,
    answerLost: false,
  };
  return reportOutcome(outcome, { url, base });
}

test("says what was published, where, and where to look at it", () => {
  expect(report()).toBe(`prod in clusters/prod of main: 2 added
  A  clusters/prod/${pathOf("a")}
  A  clusters/prod/kustomization.yaml
  A  clusters/prod/.published.json

Published as ${commit} on main of git@github.com:acme/gitops.git, at attempt 2.
https://github.com/acme/gitops/commit/${commit}
`);
});

test.each([
  [
    "https://token:x@github.com/acme/gitops.git",
    undefined,
    `https://github.com/acme/gitops/commit/${commit}`,
  ],
  ["ssh://git@git.example.com:2222/a/b/c", undefined, undefined],
  [
    "ssh://git@gitlab.example.com:2222/a/b/c",
    undefined,
    `https://gitlab.example.com/a/b/c/-/commit/${commit}`,
  ],
  ["https://gitlab.com/a/b/c.git", undefined, `https://gitlab.com/a/b/c/-/commit/${commit}`],
  ["https://gitlab.com/a/b/c.git", "main", "https://gitlab.com/a/b/c/-/compare/main...next"],
  ["git@bitbucket.org:a/b.git", undefined, `https://bitbucket.org/a/b/commits/${commit}`],
  ["git@github.com:acme/gitops.git", "main", "https://github.com/acme/gitops/compare/main...next"],
  ["/srv/git/gitops.git", "main", undefined],
])("links %s with the base %s to %s, and shows no credentials", (url, base, link) => {
  const text = report({ branch: "next" }, url, base);
  expect(text).not.toContain("token");
  expect(text.match(/^https:.*$/m)?.[0]).toBe(link);
});

test("says that a branch was made again that somebody deleted", () => {
  expect(report({ recreated: true })).toContain("main was deleted at the same moment and is there again");
});

describe("what moves from one folder to another", () => {
  test("is said, with what to do", () => {
    const [core, apps] = [
      { environment: "core", prefix: "core" },
      { environment: "apps", prefix: "apps" },
    ];
    const [first] = plan([[publication({ a: "1", b: "1" }, core), empty]], {});
    const tree = new Map(
      [...(first?.ids ?? [])].map(([path, id]) => [`core/${path}`, { kind: "file", id }] as const),
    );
    const there = { ...empty, tree, inventory: first?.inventory };
    const plans = plan(
      [
        [publication({ a: "1" }, core), there],
        [publication({ b: "1" }, apps), { ...there, inventory: undefined }],
      ],
      {},
    );
    expect(plans.map(({ moved }) => moved)).toEqual([[pathOf("b")], []]);
    expect(report({ plans })).toContain(
      `  moves to another folder: ${pathOf("b")}\n  Flux and Argo CD may delete what moves before they make it again; with --handover it stays in both until the next run.\n`,
    );
    expect(configMap("b", "1")).toBe(plans[1]?.files.get(pathOf("b")));
  });
});
