import { isAscii } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { filesIn } from "../files";
import { projectCopy, removeProject, start } from "../project";

const root = join(__dirname, "..", "..");
let project: string;
let first: Record<string, string>;
let dev: string;

const outputs = () => ({ ...filesIn(join(project, "cdktf.out")), ...filesIn(join(project, "dist")) });
const leftBeside = () => readdirSync(project).filter((name) => /^\.(dist|cdktf\.out)\./.test(name));

beforeAll(() => {
  project = projectCopy();
  dev = readFileSync(join(project, "environments", "dev.yaml"), "utf8");
  expect(start(project).stderr).toBe("");
  first = outputs();
});
afterEach(() => writeFileSync(join(project, "environments", "dev.yaml"), dev));
afterAll(() => removeProject(project));

test("says what it made, how long it took, and what to run next, as the README shows", () => {
  const { status, stdout } = start(project);
  expect(status).toBe(0);
  const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  const [, shown] = /^npm ci && npm start$[\s\S]*?^```text\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const withoutTime = (text: string | undefined) => text?.replace(/\d+\.\d\d s/, "0.00 s");
  expect(withoutTime(stdout)).toBe(withoutTime(shown));
});

test.each([
  ["again", {}],
  [
    "in another time zone and locale",
    { env: { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" } },
  ],
  ["from another folder", { cwd: tmpdir() }],
  ["without Terraform, or anything else, on the machine", { env: { PATH: "" } }],
  [
    "with variables that cdktf and cdk8s listen to",
    { env: { CDK8S_DISABLE_SORT: "1", CDK8S_OUTDIR: "x", CDKTF_OUTDIR: "y" } },
  ],
])("writes the same bytes %s", (_how, options) => {
  expect(start(project, options).status).toBe(0);
  expect(outputs()).toEqual(first);
});

test("names no folder of the machine", () => {
  const naming = Object.entries(outputs()).filter(
    ([, text]) => text.includes(project) || /\/(home|root|tmp)\//.test(text),
  );
  expect(naming.map(([path]) => path)).toEqual([]);
});

test("writes what cdktf and cdk8s write through their entries", () => {
  const other = join(project, "other");
  for (const [entry, variable] of [
    ["main.ts", "CDKTF_OUTDIR"],
    ["k8s/main.ts", "CDK8S_OUTDIR"],
  ] as const) {
    const env = { ...process.env, [variable]: other };
    const { stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", entry], {
      cwd: project,
      env,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
  }
  expect(filesIn(other)).toEqual(first);
  rmSync(other, { recursive: true });
});

test("reports every problem at its line, and leaves the old output whole", () => {
  appendFileSync(
    join(project, "environments", "dev.yaml"),
    "  whoami3: { image: whoami }\n  whoami4: { image: a:1, callers: [whoami3, nobody] }\n",
  );
  writeFileSync(join(project, "environments", "broken.yaml"), "name: broken\nname: again\n");
  const { status, stdout, stderr } = start(project);
  rmSync(join(project, "environments", "broken.yaml"));
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: "",
    stderr: `environments/broken.yaml:2:1  name  the key "name" is here a second time; it is first in line 1
environments/dev.yaml:59:21  services.whoami3.image  must say which image by a tag other than latest, or by digest, so that two deployments run the same one
environments/dev.yaml:60:45  services.whoami4.callers[1]  no service is named nobody; the other services are whoami, whoami2

3 problems; nothing was written.
`,
  });
  expect(outputs()).toEqual(first);
});

test("reports a request that goes elsewhere than expected at its line, and writes nothing", () => {
  writeFileSync(
    join(project, "environments", "dev.yaml"),
    dev.replace('whoami2", service: whoami2', 'whoami2", service: whoami'),
  );
  expect(start(project)).toEqual({
    status: 1,
    stdout: "",
    stderr: `environments/dev.yaml:47:71  expect[1].service  GET https://whoami.dev.example.com/whoami2 goes to apps/whoami2 100 %, by router apps/whoami2 (Host(\`whoami.dev.example.com\`) && (Path(\`/whoami2\`) || PathPrefix(\`/whoami2/\`)))

1 problem; nothing was written.
`,
  });
  expect(outputs()).toEqual(first);
});

test("refuses arguments: there is nothing to choose", () => {
  expect(start(project, { args: ["--fast"] })).toEqual({
    status: 2,
    stdout: "",
    stderr: "unknown argument --fast; npm start takes none and makes every environment\n",
  });
});

test("leaves the old output whole when a half cannot be made", () => {
  const file = join(project, "k8s", "app.ts");
  const code = readFileSync(file, "utf8");
  writeFileSync(
    file,
    code.replace("return [kustomization", 'throw new Error("half-way");\n  return [kustomization'),
  );
  const { status, stderr } = start(project);
  writeFileSync(file, code);
  expect(status).not.toBe(0);
  expect(stderr).toContain("half-way");
  expect(outputs()).toEqual(first);
  expect(leftBeside()).toEqual([]);
});

test("refuses an object that does not fit its schema, and leaves the old output whole", () => {
  const file = join(project, "k8s", "traefik", "tls-option.ts");
  const code = readFileSync(file, "utf8");
  writeFileSync(file, code.replace("...thaw(others),", '...thaw(others), sniStrict: "yes" as never,'));
  const { status, stdout, stderr } = start(project);
  writeFileSync(file, code);
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  const finding = (environment: string) =>
    `dist/${environment}/traefik/tls-option-default.yaml:17:3  error E71  TLSOption traefik/default  spec.sniStrict
  sniStrict must be true or false; not "yes"; Kubernetes refuses or drops it.
  Write it as the definition of the kind takes it.

`;
  const warning = (environment: string, line: number) =>
    `dist/${environment}/services/apps/whoami2.yaml:${line}:3  warning W35  Middleware apps/whoami2-rate-limit  spec.rateLimit
  Each replica of Traefik counts by itself, so that a client may make as many times the requests as there are replicas.
  Divide the limit by the replicas, or set redis to count in common.

`;
  expect(stderr).toBe(
    [
      warning("dev", 161),
      finding("dev"),
      warning("private", 215),
      finding("private"),
      warning("prod", 215),
      finding("prod"),
      "3 errors, 3 warnings; nothing was written.\n",
    ].join(""),
  );
  expect(outputs()).toEqual(first);
});

test("refuses halves that do not agree", () => {
  const file = join(project, "k8s", "traefik", "service-route.ts");
  const code = readFileSync(file, "utf8");
  writeFileSync(file, code.replaceAll("entryPoints: [entryPoint]", 'entryPoints: ["webscure"]'));
  const { status, stderr } = start(project);
  writeFileSync(file, code);
  expect(status).toBe(1);
  expect(stderr).toContain("  error E11  IngressRoute apps/whoami  spec.entryPoints[0]\n");
  expect(outputs()).toEqual(first);
});

test("prints warnings in short, and writes", () => {
  const file = join(project, "k8s", "certificates", "issued-certificate.ts");
  const certificate = readFileSync(file, "utf8");
  writeFileSync(file, certificate.replace(".ALWAYS", ".NEVER"));
  const { status, stdout, stderr } = start(project);
  writeFileSync(file, certificate);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(`
6 warnings; npm run verify says what happens and what to do:
  W58  dist/dev/certificates/certificate-wildcard-dev-example-com.yaml:17:5  Certificate traefik/wildcard-dev-example-com and 2 others
  W35  dist/dev/services/apps/whoami2.yaml:161:3  Middleware apps/whoami2-rate-limit and 2 others
`);
  expect(start(project).status).toBe(0);
  expect(outputs()).toEqual(first);
});

test("leaves the old output or the new one, never a mixture, wherever it is killed", async () => {
  // killed exactly between its two renames, a run leaves the old half under a hidden name instead
  const half = (name: string) => {
    const hidden = leftBeside().find((entry) => entry.startsWith(`.${name}.previous-`)) ?? "";
    return JSON.stringify(filesIn(join(project, existsSync(join(project, name)) ? name : hidden)));
  };
  const halves = () => [half("cdktf.out"), half("dist")];
  const before = halves();
  writeFileSync(
    join(project, "environments", "dev.yaml"),
    dev
      .replace("DEBUG", "ERROR")
      .replace("retentionDays: 7", "retentionDays: 14")
      .replace("max: 1", "max: 2"),
  );
  const seen: string[][] = [];
  for (let round = 0; round < 20; round += 1) {
    const run = spawn(process.execPath, [join(project, "cli", "start.cjs")], { stdio: "ignore" });
    const ended = new Promise((resolve) => run.once("exit", resolve));
    await wait(round * 12);
    run.kill("SIGKILL");
    await ended;
    seen.push(halves());
  }
  expect(start(project).status).toBe(0);
  const after = halves();
  expect(after).not.toEqual(before);
  for (const [index, old] of before.entries()) {
    expect(seen.filter((states) => states[index] !== old && states[index] !== after[index])).toEqual([]);
  }
  expect(leftBeside()).toEqual([]);
  writeFileSync(join(project, "environments", "dev.yaml"), dev);
  expect(start(project).status).toBe(0);
});

test("lets several runs at once each put a whole output in place", async () => {
  const runs = Array.from({ length: 4 }, () => spawn(process.execPath, [join(project, "cli", "start.cjs")]));
  const statuses = await Promise.all(runs.map((run) => new Promise((resolve) => run.once("exit", resolve))));
  expect(statuses).toEqual([0, 0, 0, 0]);
  expect(outputs()).toEqual(first);
  expect(leftBeside()).toEqual([]);
});

test("makes its compiled copy again when that was cut short", () => {
  const cache = join(project, "node_modules", ".cache", "slipway");
  const name = readdirSync(cache).find((file) => file.endsWith(".cjs")) ?? "";
  writeFileSync(join(cache, name), readFileSync(join(cache, name)).subarray(0, 1000));
  expect(start(project).status).toBe(0);
});

test("loads what it has kept, rather than compile it at every start", () => {
  const alone = projectCopy();
  const modules = join(alone, "node_modules");
  // a folder of its own, for other tests' starts share the link's cache
  rmSync(modules);
  mkdirSync(modules);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (name !== ".cache") symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  const cache = join(modules, ".cache", "slipway");
  const kept = () => readdirSync(cache).map((name) => ({ name, inode: statSync(join(cache, name)).ino }));
  expect(start(alone).status).toBe(0);
  const made = kept();
  expect(made.map(({ name }) => name)).toEqual([
    expect.stringMatching(/\.bin$/),
    expect.stringMatching(/\.cjs$/),
  ]);
  // as a string of bytes it is read in half the time; esbuild escapes what is in strings, not in regular expressions
  const program = readFileSync(join(cache, made.find(({ name }) => name.endsWith(".cjs"))?.name ?? ""));
  expect(isAscii(program)).toBe(true);
  // zod's forty languages, which come along where it is imported as an object rather than as a namespace
  expect(program.includes("Ung\\xFCltige Eingabe")).toBe(false);
  expect(start(alone).status).toBe(0);
  expect(kept()).toEqual(made);
  removeProject(alone);
});

test("refuses to replace a link or a file, which somebody put there", () => {
  const elsewhere = join(project, "elsewhere");
  renameSync(join(project, "dist"), elsewhere);
  symlinkSync(elsewhere, join(project, "dist"));
  expect(start(project)).toEqual({
    status: 2,
    stdout: "",
    stderr: "dist is not a folder; move it away, for Slipway writes its output there\n",
  });
  rmSync(join(project, "dist"));
  renameSync(elsewhere, join(project, "dist"));
});

test("says what to do where the dependencies are not installed", () => {
  const bare = projectCopy();
  rmSync(join(bare, "node_modules"));
  expect(start(bare)).toEqual({
    status: 2,
    stdout: "",
    stderr: "the dependencies are not installed; run npm ci first\n",
  });
  removeProject(bare);
});

test("keeps what Terraform has put beside a stack", () => {
  const providers = join(project, "cdktf.out", "stacks", "dev", ".terraform");
  mkdirSync(providers);
  writeFileSync(join(providers, "provider"), "binary");
  expect(start(project).status).toBe(0);
  expect(readFileSync(join(providers, "provider"), "utf8")).toBe("binary");
  rmSync(providers, { recursive: true });
});
