import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../review/report/report";
import { isBusy } from "./busy";

/**
 * Times reviews of files, from the start of the program to all forms of the report, beside limits, and fails beyond
 * one. Limits of time are for a machine that has nothing else to do: on a busy one they are shown only.
 */

const root = join(__dirname, "..");
const rounds = 3;
const mostMegabytes = 500;

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly seconds: number;
  /** Whether the report says what it must, so that nothing is measured that is not done. */
  readonly isRight: (report: Report) => boolean;
}

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
}

/** The program itself, which at its end says how much memory it had at most. */
function measure({ name, args, isRight }: Case, folder: string): Measured {
  const output = join(folder, "report");
  const peak = join(folder, "peak.cjs");
  writeFileSync(
    peak,
    "process.on('exit', () => process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'));\n",
  );
  const begin = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...["--require", "tsx/cjs", "--require", peak],
      ...[join(root, "cli/review/main.ts"), ...args, "--output", output],
    ],
    {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, INIT_CWD: folder, TERRAFORM_BINARY_NAME: "no-terraform-is-measured" },
      maxBuffer: 1 << 28,
    },
  );
  const seconds = (performance.now() - begin) / 1000;
  const kilobytes = /^peak (\d+)$/m.exec(stderr)?.[1];
  if (status === 1 || status === null || kilobytes === undefined) throw new Error(`${name}: ${stderr}`);
  const report = JSON.parse(readFileSync(join(output, "review.json"), "utf8")) as Report;
  if (!isRight(report)) throw new Error(`${name}: the report does not say what changed`);
  return { seconds, megabytes: Number(kilobytes) / 1000 };
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), "slipway-review-bench-"));
  try {
    const inputs = spawnSync(
      process.execPath,
      ["--require", "tsx/cjs", join(root, "bench/review-inputs.ts"), folder],
      { cwd: root, encoding: "utf8" },
    );
    if (inputs.status !== 0) throw new Error(inputs.stderr);
    const { resources, objects } = JSON.parse(inputs.stdout) as { resources: number; objects: number };
    const cases: readonly Case[] = [
      {
        name: `review of ${resources} resources, each changed`,
        args: ["--base-stack", "stack-before", "--stack", "stack-after"],
        seconds: 1.5,
        isRight: ({ environments }) => {
          const { create = 0, update = 0 } = environments[0]?.plan?.counts ?? {};
          return create + update === resources;
        },
      },
      {
        name: `review of ${objects} objects against ${objects}`,
        args: ["--base-manifests", "before", "--manifests", "after", "--env", "prod"],
        seconds: 6,
        isRight: ({ environments }) => {
          const [environment] = environments;
          return (
            (environment?.manifests?.counts.update ?? 0) > objects / 10 && environment?.routing.length !== 0
          );
        },
      },
    ];
    for (const it of cases) {
      const measured = Array.from({ length: rounds }, () => measure(it, folder));
      // whatever else runs only adds to a time; memory is what the worst took
      const seconds = Math.min(...measured.map((one) => one.seconds));
      const megabytes = Math.max(...measured.map((one) => one.megabytes));
      show(it.name, seconds, it.seconds, "s");
      show("  its memory", megabytes, mostMegabytes, "MB");
      if (megabytes > mostMegabytes || (seconds > it.seconds && !isBusy())) process.exitCode = 1;
    }
    if (isBusy()) process.stdout.write("the machine is busy: times are not judged\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function show(name: string, value: number, limit: number, unit: "s" | "MB"): void {
  const number = value.toFixed(unit === "s" ? 2 : 0).padStart(6);
  process.stdout.write(`${name.padEnd(45)} ${number} ${unit.padEnd(2)}   the limit is ${limit} ${unit}\n`);
}

main();
