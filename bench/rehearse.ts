import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { attachProviders } from "../rehearse/protocol/attach";
import { openScratch } from "../rehearse/scratch";
import { copyStack } from "../rehearse/stack/copy";
import { readStack } from "../rehearse/stack/stack";
import { findTerraform } from "../rehearse/terraform/binary";
import { terraformEnvironment } from "../rehearse/terraform/environment";
import { runTerraform } from "../rehearse/terraform/run";
import { isBusy } from "./busy";

/**
 * Times a rehearsal of the largest environment, beside limits, and fails beyond one. Limits of time are for a machine
 * that has nothing else to do: on a busy one they are shown only. Without Terraform nothing is measured.
 */

const root = join(__dirname, "..");
const environment = "prod";
const rounds = 5;

interface Row {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: "s" | "MB";
}

/** Whatever else runs only adds to a time. */
const fastest = (values: readonly number[]): number => Math.min(...values);

/** Commands of Terraform while the providers run, and the memory of this process afterwards. */
async function measureCommands(): Promise<readonly Row[]> {
  const terraform = findTerraform("terraform", process.env);
  const scratch = openScratch();
  const directory = scratch.folder("stack");
  // in a process of its own, so that the memory of this one is that of the providers
  const outdir = scratch.folder("cdktf.out");
  const { status, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", "main.ts"], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  if (status !== 0) throw new Error(stderr);
  copyStack(join(outdir, "stacks", environment), directory);
  const { providers: required, types } = readStack(directory);
  const providers = await attachProviders(required, root, () => types);
  const env = terraformEnvironment(process.env, providers, scratch.terraformConfiguration);
  const seconds = async (command: string): Promise<number> => {
    const begin = performance.now();
    const run = await runTerraform(terraform, [command], {
      directory,
      env,
      signal: new AbortController().signal,
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return (performance.now() - begin) / 1000;
  };
  try {
    await seconds("init");
    const times: Record<string, number[]> = { validate: [], plan: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [command, values] of Object.entries(times)) values.push(await seconds(command));
    }
    return [
      { name: "validate, providers running", value: fastest(times.validate ?? []), limit: 0.5, unit: "s" },
      { name: "plan, providers running", value: fastest(times.plan ?? []), limit: 1, unit: "s" },
      {
        name: "memory of the providers",
        value: process.memoryUsage().rss / 1e6,
        limit: 150,
        unit: "MB",
      },
    ];
  } finally {
    providers.stop();
    scratch.remove();
  }
}

function measureWhole(): Row {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    const { status, stderr } = spawnSync("npm", ["run", "rehearse", "--", environment], {
      cwd: root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - begin) / 1000;
  });
  return { name: `npm run rehearse -- ${environment}`, value: fastest(times), limit: 4, unit: "s" };
}

function hasTerraform(): boolean {
  return spawnSync("terraform", ["version"]).error === undefined;
}

async function main(): Promise<void> {
  if (!hasTerraform()) {
    process.stdout.write("rehearsals are not measured: there is no Terraform\n");
    return;
  }
  for (const { name, value, limit, unit } of [...(await measureCommands()), measureWhole()]) {
    const number = value.toFixed(unit === "s" ? 2 : 0).padStart(6);
    process.stdout.write(`${name.padEnd(45)} ${number} ${unit.padEnd(2)}   the limit is ${limit} ${unit}\n`);
    if (value > limit && !(unit === "s" && isBusy())) process.exitCode = 1;
  }
  if (isBusy()) process.stdout.write("the machine is busy: times are not judged\n");
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
});
