import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { checkReference } from "../../cli/check-reference";
import { verifyCommand } from "../../cli/verify";
import { projectCopy, removeProject, start } from "../project";

const root = resolve(__dirname, "..", "..");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-verify-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): void => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
};

/** Does what `npm run verify` does, in the folder of this test. */
function verify(...args: readonly string[]) {
  const printed = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    jest.spyOn(process[stream], "write").mockImplementation((text) => {
      printed[stream] += text;
      return true;
    }),
  );
  try {
    return { status: verifyCommand({ root, from: folder, args }), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The same in a process of its own, whose end tells what no test could catch. */
function verifyApart(...args: readonly string[]) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "tsx/cjs", join(root, "cli", "verify.ts"), ...args],
    { cwd: root, encoding: "utf8", env: { ...process.env, INIT_CWD: folder }, maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, stdout, stderr, seconds: (performance.now() - begin) / 1000 };
}

const limit = (rest: string) => `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: slow, namespace: apps }
spec:
  rateLimit: { average: 1${rest} }
`;

const gone =
  "apiVersion: traefik.containo.us/v1alpha1\nkind: Middleware\nmetadata: { name: old, namespace: apps }\n";

test("prints where, what happens and what to do", () => {
  write("text/a.yaml", `${limit("")}---\n${gone}`);
  const { status, stdout, stderr } = verify("text");
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).toBe(`text/a.yaml:5:3  warning W35  Middleware apps/slow  spec.rateLimit
  Without a burst only one request may come at a time: a page with two images gets 429.
  Set burst, mostly to about twice the average.

text/a.yaml:7:1  error E73  Middleware apps/old  apiVersion
  traefik.containo.us/v1alpha1 Middleware is not known to Traefik 3, so the object is refused.
  Write traefik.io/v1alpha1.

1 error, 1 warning in 2 objects in 1 file.
`);
});

test("fails on warnings where that is asked for", () => {
  write("warning.yaml", limit(""));
  expect(verify("warning.yaml").status).toBe(0);
  expect(verify("--fail-on", "warning", "warning.yaml").status).toBe(1);
  write("right.yaml", limit(", burst: 2"));
  expect(verify("--fail-on=warning", "right.yaml")).toMatchObject({
    status: 0,
    stdout: "Nothing found in 1 object in 1 file.\n",
  });
});

test("writes JSON with a version", () => {
  write("json.yaml", limit(""));
  const { stdout } = verify("--format", "json", "json.yaml");
  expect(JSON.parse(stdout)).toEqual({
    version: 1,
    summary: { errors: 0, warnings: 1, objects: 1, files: 1, stacks: 0 },
    findings: [
      {
        check: "W35",
        severity: "warning",
        file: "json.yaml",
        line: 5,
        column: 3,
        object: "Middleware apps/slow",
        path: "spec.rateLimit",
        happens: "Without a burst only one request may come at a time: a page with two images gets 429.",
        fix: "Set burst, mostly to about twice the average.",
      },
    ],
  });
});

test("writes SARIF into a file", () => {
  write("a b/sarif.yaml", limit(""));
  expect(verify("--format", "sarif", "--output", "findings.sarif", "a b")).toMatchObject({
    status: 0,
    stdout: "",
  });
  const { version, runs } = JSON.parse(readFileSync(join(folder, "findings.sarif"), "utf8"));
  const [{ tool, results }] = runs;
  expect({ version, results }).toEqual({
    version: "2.1.0",
    results: [
      {
        ruleId: "W35",
        ruleIndex: tool.driver.rules.findIndex(({ id }: { id: string }) => id === "W35"),
        level: "warning",
        message: {
          text: "Without a burst only one request may come at a time: a page with two images gets 429. Set burst, mostly to about twice the average.",
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "a%20b/sarif.yaml" },
              region: { startLine: 5, startColumn: 3 },
            },
            logicalLocations: [{ fullyQualifiedName: "Middleware apps/slow spec.rateLimit" }],
          },
        ],
      },
    ],
  });
});

test("reads values of charts, and manifests beside other tools' files", () => {
  write("values.yaml", "logs: { general: { level: INFO } }\n");
  write("mixed/deep/a.yml", limit(", burst: 2"));
  write("mixed/playbook.yaml", "- hosts: all\n");
  write("mixed/broken.yaml", "a: [\n");
  write("mixed/chart/Chart.yaml", "apiVersion: v2\nname: a\n");
  write("mixed/chart/templates/a.yaml", "apiVersion: v1\n{{ if }}\n");
  write("mixed/package.json", "{}");
  symlinkSync("..", join(folder, "mixed", "deep", "loop"));
  const { status, stdout } = verify("--values", "values.yaml", "mixed");
  expect(stdout).toBe(`values.yaml:1:1  error E61  values of traefik  logs
  logs is a key of versions before 41: Helm refuses the values or ignores it.
  Write log for logs.general, accessLog for logs.access.

1 error in 1 object in 1 file.
`);
  expect(status).toBe(1);
});

test.each([
  [["--fast"], "--fast lacks a value; "],
  [["--format", "xml"], "there is no format xml; there are text, json, sarif"],
  [["--fail-on", "never"], "--fail-on takes warning or error, not never"],
  [["--values", "a.yaml"], "--values belongs to paths, and none are named; "],
])("refuses the arguments %j", (args, message) => {
  const { status, stdout, stderr } = verify(...args);
  expect({ status, stdout, stderr: stderr.slice(0, message.length) }).toEqual({
    status: 2,
    stdout: "",
    stderr: message,
  });
});

test("says that a file is not there, and that it cannot be read", () => {
  write("picture.yaml", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]));
  write("binary.yaml", "a: b\0\n");
  const { status, stdout } = verify("nothing.yaml", "picture.yaml", "binary.yaml");
  expect(status).toBe(1);
  expect(stdout.split("\n").filter((line) => line.startsWith("  ") && !line.startsWith("  Make"))).toEqual([
    "  the file has a NUL byte: it is binary, not YAML; what is in it is not checked.",
    "  there is no such file or folder; what is in it is not checked.",
    "  a byte here is not UTF-8; save the file as UTF-8; what is in it is not checked.",
  ]);
});

test("has nothing to fear from what is in files", () => {
  const route = (match: string) =>
    `apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nmetadata: { name: a, namespace: b }\nspec: { routes: [{ kind: Rule, match: ${JSON.stringify(match)}, services: [{ name: a, port: 80 }] }] }\n`;
  write("hostile/deep.yaml", `apiVersion: ${"[".repeat(100_000)}`);
  write("hostile/closed.yaml", `apiVersion: ${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  write("hostile/rule.yaml", route("(".repeat(50_000)));
  write("hostile/or.yaml", route(Array(2_000).fill("(Host(`a`) || Path(`/b`))").join(" && ")));
  write(
    "hostile/expression.yaml",
    route(`HostRegexp(\`^(a+)+$\`) || PathRegexp(\`^(/[a-z]*)*${"a?".repeat(900)}$\`)`),
  );
  write("hostile/colours.yaml", `apiVersion: v1\nkind: "\\e[31mSecret"\nmetadata: { name: "a\\nb" }\n`);
  write(
    "hostile/bomb.yaml",
    `apiVersion: &a0 [x, x, x, x, x, x, x, x]\n${Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(8).fill(`*a${level}`).join(", ")}]`).join("\n")}`,
  );
  write("hostile/cycle.yaml", "apiVersion: v1\nkind: Secret\nmetadata: &m { name: a, more: *m }\n");
  const many = Array.from({ length: 10_000 }, (_, index) =>
    limit(", burst: 2").replace("slow", `slow-${index}`),
  );
  write("hostile/many.yaml", many.join("---\n"));
  const { status, stdout, stderr, seconds } = verifyApart("hostile");
  expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  expect(stdout).not.toContain("\u001b");
  expect(stdout).toContain("in 10");
  expect(seconds).toBeLessThan(10);
});

test("verifies both halves of what npm start wrote", () => {
  const project = projectCopy();
  try {
    const inProject = () =>
      spawnSync(process.execPath, ["--require", "tsx/cjs", join("cli", "verify.ts")], {
        cwd: project,
        encoding: "utf8",
      });
    expect(inProject()).toMatchObject({
      status: 2,
      stderr: "there is nothing in dist/; run npm start first, or name files\n",
    });
    expect(start(project).status).toBe(0);
    expect(inProject()).toMatchObject({ status: 0, stderr: "" });
    const stack = join(project, "cdktf.out", "stacks", "prod", "cdk.tf.json");
    writeFileSync(
      stack,
      readFileSync(stack, "utf8").replace('"proxy_protocol_v2": true', '"proxy_protocol_v2": false'),
    );
    expect(inProject()).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("warning E62  aws_lb_target_group."),
    });
  } finally {
    removeProject(project);
  }
});

test("prints the table of checks as it is committed", () => {
  expect(readFileSync(join(root, "docs", "verify-checks.md"), "utf8")).toBe(checkReference());
});
