import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { filesIn } from "../files";
import { projectCopy, removeProject, start } from "../project";

const kills = 1000;

let project: string;
beforeAll(() => {
  project = projectCopy();
});
afterAll(() => removeProject(project));

/** Half of the output; a run that is killed exactly between its two renames leaves it under a hidden name. */
function half(name: string): string {
  const hidden = readdirSync(project).find((entry) => entry.startsWith(`.${name}.previous-`)) ?? "";
  return JSON.stringify(filesIn(join(project, existsSync(join(project, name)) ? name : hidden)));
}

const halves = () => [half("cdktf.out"), half("dist")];

/** Runs what `npm start` runs, killed after some time, and gives back how long it took where it ended by itself. */
async function killed(milliseconds: number): Promise<number | undefined> {
  const begin = performance.now();
  const run = spawn(process.execPath, [join(project, "cli", "start.cjs")], { stdio: "ignore" });
  const ended = new Promise((resolve) => run.once("exit", resolve));
  const isOver = await Promise.race([
    ended.then(() => true),
    wait(milliseconds, undefined, { ref: false }).then(() => false),
  ]);
  if (isOver) return performance.now() - begin;
  run.kill("SIGKILL");
  await ended;
  return undefined;
}

test("leaves the old output or the new one, wherever it is killed, a thousand times", async () => {
  const file = join(project, "environments", "dev.yaml");
  const dev = readFileSync(file, "utf8");
  const texts = {
    quiet: dev.replace("DEBUG", "ERROR").replace("max: 1", "max: 2"),
    loud: dev,
  };
  const states = { quiet: [""], loud: [""] };
  for (const name of ["quiet", "loud"] as const) {
    writeFileSync(file, texts[name]);
    expect(start(project).status).toBe(0);
    states[name] = halves();
  }
  // both halves tell which of the two they are
  for (const [index, one] of states.quiet.entries()) expect(one).not.toBe(states.loud[index]);
  const counts = { "before any half": 0, "between the halves": 0, "after both": 0 };
  let before = halves();
  let typical = (await killed(60_000)) ?? Number.NaN;
  for (let kill = 0; kill < kills; kill += 1) {
    const next = before[1] === states.loud[1] ? "quiet" : "loud";
    writeFileSync(file, texts[next]);
    // half of them near the end: most of a run is spent before anything is written
    const when = kill % 2 === 0 ? Math.random() * 1.1 : 0.7 + Math.random() * 0.4;
    const life = await killed(when * typical);
    // the machine is slower at times
    typical = life === undefined ? typical * (when > 1 ? 1.1 : 1) : typical * 0.8 + life * 0.2;
    const after = halves();
    for (const [index, one] of after.entries()) {
      if (one !== before[index] && one !== states[next][index])
        throw new Error(`kill ${kill} left a mixture`);
    }
    const changed = after.map((one, index) => one !== before[index]);
    counts[changed[1] ? "after both" : changed[0] ? "between the halves" : "before any half"] += 1;
    before = after;
  }
  process.stderr.write(`${kills} kills: ${JSON.stringify(counts)}\n`);
  writeFileSync(file, dev);
  expect(start(project).status).toBe(0);
  expect(halves()).toEqual(states.loud);
}, 3_600_000);
