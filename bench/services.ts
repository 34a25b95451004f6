import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Measured } from "./services-measured";

/** How far the number of services may grow, and what a thousand of them may cost. */
const limits = { exponent: 1.1, milliseconds: 2500, mebibytes: 350, timesFaster: 5 } as const;

const counts = [10, 100, 1000, 10_000] as const;
const thousand = 1000;

/** Prints what it costs to make many services, and says whether that is within the limits. */
export function benchServices(): boolean {
  const made = new Map(counts.map((count) => [count, best("services-program.ts", count)]));
  for (const [count, { milliseconds, mebibytes, objects }] of made) {
    const each = (milliseconds / count).toFixed(2);
    print(
      `${count} services, ${objects} objects`,
      `${milliseconds.toFixed(0)} ms, ${each} ms each, ${mebibytes.toFixed(0)} MiB`,
    );
  }
  const plain = run("plain-program.ts", thousand);
  print(
    `plain cdk8s-plus, a chart each: ${thousand} services, ${plain.objects} objects`,
    `${plain.milliseconds.toFixed(0)} ms, ${plain.mebibytes.toFixed(0)} MiB`,
  );
  const ours = made.get(thousand) ?? plain;
  const growth = (made.get(10_000)?.milliseconds ?? Number.NaN) / (made.get(100)?.milliseconds ?? Number.NaN);
  return [
    within(
      "time grows with the number of services to the power of",
      Math.log(growth) / Math.log(100),
      limits.exponent,
    ),
    within(`seconds for ${thousand} services`, ours.milliseconds / 1000, limits.milliseconds / 1000),
    within(`MiB for ${thousand} services`, ours.mebibytes, limits.mebibytes),
    within(
      "share of the time of plain cdk8s-plus",
      ours.milliseconds / plain.milliseconds,
      1 / limits.timesFaster,
    ),
  ].every((isWithin) => isWithin);
}

// --- internal ---

/** The fastest of a few runs: what disturbs a run only ever makes it longer. Large ones disturb themselves least. */
function best(program: string, count: number): Measured {
  const runs = Array.from({ length: count >= 10_000 ? 1 : 3 }, () => run(program, count));
  return runs.reduce((fastest, each) => (each.milliseconds < fastest.milliseconds ? each : fastest));
}

const run = (program: string, count: number): Measured =>
  JSON.parse(
    execFileSync(process.execPath, ["--require", "tsx/cjs", join(__dirname, program), String(count)], {
      encoding: "utf8",
    }),
  );

function within(what: string, value: number, limit: number): boolean {
  print(what, `${value.toFixed(2)}; the limit is ${limit}`);
  return value <= limit;
}

const print = (what: string, value: string): void => {
  process.stdout.write(`${what.padEnd(64)} ${value}\n`);
};
