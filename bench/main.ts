import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchServices } from "./services";

/** What `npm run bench` measures: the main job against what its libraries cost to load, in one run, interleaved. */

const root = join(__dirname, "..");
const rounds = 15;
const limit = 2.5;

/** Sources below a folder. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(root, folder, name), "utf8"));
}

/** Paths of the provider bindings that the stacks import. */
const bindings = [
  ...new Set(sources("stacks").flatMap((text) => text.match(/(?<=")@cdktf\/provider-[^"]+/g) ?? [])),
].sort();

const bareLoad = ["cdktf", ...bindings, "cdk8s", "cdk8s-plus-27"]
  .map((name) => `require("${name}");`)
  .join("");

interface Command {
  readonly name: string;
  readonly run: readonly [string, ...string[]];
}

/** A copy of the project, so that measuring leaves the output of the user's own alone. */
const project = mkdtempSync(join(tmpdir(), "slipway-bench-"));

const commands = {
  node: { name: "node, nothing loaded", run: ["node", "-e", "0"] },
  npm: { name: "npm start of an empty program", run: ["npm", "run", "nothing"] },
  bare: { name: "node, libraries and bindings loaded", run: ["node", "-e", bareLoad] },
  start: { name: "npm start", run: ["npm", "start"] },
} as const satisfies Record<string, Command>;

function milliseconds({ name, run: [program, ...args] }: Command): number {
  const begin = performance.now();
  const { status, stderr, error } = spawnSync(program, args, { cwd: project, encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} failed: ${error ?? stderr}`);
  return performance.now() - begin;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function measure(): Readonly<Record<keyof typeof commands, number>> {
  const times = Object.fromEntries(Object.keys(commands).map((key) => [key, [] as number[]]));
  // one round that does not count: disk caches, and the compiled program of npm start
  for (let round = 0; round <= rounds; round += 1) {
    for (const [key, command] of Object.entries(commands)) {
      const time = milliseconds(command);
      if (round > 0) times[key]?.push(time);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([key, values]) => [key, median(values)])) as Readonly<
    Record<keyof typeof commands, number>
  >;
}

function prepare(): void {
  for (const name of [
    "cli",
    "environments",
    "imports",
    "k8s",
    "output",
    "platform",
    "stacks",
    "traefik",
    "verify",
    "package-lock.json",
  ]) {
    cpSync(join(root, name), join(project, name), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  manifest.scripts.nothing = "node -e 0";
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
}

/** Medians of the steps. Their sum is more than the share: the compiled program loads faster than a bare process. */
function measurePhases(): readonly (readonly [string, number])[] {
  const runs = Array.from({ length: 5 }, (): Record<string, number> => {
    const args = ["--require", "tsx/cjs", join(root, "bench", "phases.ts")];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  });
  return Object.keys(runs[0] ?? {}).map((name) => [
    `work with everything loaded: ${name}`,
    median(runs.map((run) => run[name] ?? Number.NaN)),
  ]);
}

/** Verification of a large environment, in milliseconds. */
const verifyLimit = 1500;

function measureVerify(): { readonly inMemory: number; readonly fromFiles: number; readonly peak: number } {
  const args = ["--require", "tsx/cjs", join(root, "bench", "verify.ts"), "1000"];
  const runs = Array.from(
    { length: 3 },
    (): Record<"inMemory" | "fromFiles" | "peak", number> =>
      JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })),
  );
  return {
    inMemory: median(runs.map(({ inMemory }) => inMemory)),
    fromFiles: median(runs.map(({ fromFiles }) => fromFiles)),
    peak: median(runs.map(({ peak }) => peak)),
  };
}

try {
  prepare();
  const times = measure();
  const ratio = times.start / times.bare;
  const rows: readonly (readonly [string, number])[] = [
    ...Object.entries(commands).map(
      ([key, { name }]) => [name, times[key as keyof typeof commands]] as const,
    ),
    ["npm's own share of npm start", times.npm - times.node],
    ["Slipway's share beyond npm and a bare load", times.start - (times.npm - times.node) - times.bare],
    ...measurePhases(),
  ];
  for (const [name, time] of rows)
    process.stdout.write(`${name.padEnd(45)} ${time.toFixed(0).padStart(6)} ms\n`);
  process.stdout.write(`\nnpm start takes ${ratio.toFixed(2)} × a bare load; the limit is ${limit} ×\n`);
  const { inMemory, fromFiles, peak } = measureVerify();
  process.stdout.write(
    `verifying 1000 services takes ${inMemory} ms, ${fromFiles} ms from files; the limit is ${verifyLimit} ms; peak memory with synthesis ${peak} MB\n\n`,
  );
  const services = benchServices();
  process.exitCode = services && ratio <= limit && inMemory <= verifyLimit ? 0 : 1;
} finally {
  rmSync(project, { recursive: true, force: true });
}
