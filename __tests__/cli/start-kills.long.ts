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
  const isOver = await Promise.race([ended.then(() => true), wait(milliseconds).then(() => false)]);
  if (isOver) return performance.now() - begin;
  run.kill("SIGKILL");
  await ended;
  return undefined;
}

test("leaves the old output or the new one, wherever it is killed, a thousand times", async () => {
  const file = join(project, "environments", "dev.yaml");
  const dev = readFileSync(file, "utf8");
  const texts = {
    quiet: dev.replace("DEBUG", "ERROR").replace("retentionDays: 7", "retentionDays: 14"),
    loud: dev,
  };
  const states = { quiet: [""], loud: [""] };
  for (const name of ["quiet", "loud"] as const) {
    writeFileSync(file, texts[name]);
    expect(start(project).status).toBe(0);
    states[name] = halves();
  }
  expect(states.quiet).not.toEqual(states.loud);
  const counts = { whole: 0, "between the halves": 0, ended: 0 };
  let longest = 1000;
  for (let kill = 0; kill < kills; kill += 1) {
    writeFileSync(file, texts[kill % 2 === 0 ? "quiet" : "loud"]);
    const life = await killed(Math.random() * longest);
    // most of the time is spent before anything is written
    longest = life === undefined ? longest : life * 1.05;
    const found = halves().map((one, index) => {
      const name = (["quiet", "loud"] as const).find((state) => states[state][index] === one);
      if (name === undefined) throw new Error(`kill ${kill} left a mixture`);
      return name;
    });
    counts[life !== undefined ? "ended" : found[0] === found[1] ? "whole" : "between the halves"] += 1;
  }
  process.stderr.write(`${kills} runs: ${JSON.stringify(counts)}\n`);
  writeFileSync(file, dev);
  expect(start(project).status).toBe(0);
  expect(halves()).toEqual(states.loud);
}, 3_600_000);
