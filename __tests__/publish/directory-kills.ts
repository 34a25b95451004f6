import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { buildSync } from "esbuild";
import { finish, publishToDirectory } from "../../publish/directory/publish";
import { filesIn } from "../files";
import { stateOf } from "./directory-writer";

/**
 * Kills a process that publishes into a folder, at any moment, again and again. Without a declared intent the folder has
 * to be as it was; with one it has to be the new one when that is finished, also by a process that is killed in turn.
 *
 * @returns how the kills were spread, and what was neither
 */
export async function killWriters(
  kills: number,
): Promise<{ readonly wrong: readonly string[]; readonly told: string }> {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-kills-"));
  const directory = join(scratch, "clusters", "prod");
  const program = join(scratch, "writer.cjs");
  buildSync({
    entryPoints: [join(__dirname, "directory-writer.ts")],
    bundle: true,
    platform: "node",
    target: "node20.9",
    outfile: program,
    external: ["@jest/globals"],
    logLevel: "error",
  });
  const counts = { before: 0, within: 0, after: 0 };
  const wrong: string[] = [];
  try {
    const texts = {
      odd: await textOf(join(scratch, "odd"), "odd"),
      even: await textOf(join(scratch, "even"), "even"),
    };
    await publishToDirectory({ directory, publication: stateOf("odd"), consent: {}, dryRun: false });
    let now: "odd" | "even" = "odd";
    let longest = 100;
    for (let kill = 0; kill < kills; kill += 1) {
      const next: "odd" | "even" = now === "odd" ? "even" : "odd";
      // half of them once the intent is there, as that is soon done with
      const declared = kill % 2 === 1 ? join(directory, ".published.json.next") : undefined;
      const life = await killed(
        [program, directory, next],
        Math.random() * (declared ? 10 : longest),
        declared,
      );
      // as long as a run takes on this machine, so that kills fall anywhere in it
      if (life !== undefined) longest = life * 1.1;
      const isDeclared = existsSync(join(directory, ".published.json.next"));
      if (isDeclared && kill % 2 === 0) await killed([program, directory, "finish"], Math.random() * 20);
      await finish(directory, false);
      const expected: readonly ("odd" | "even")[] = isDeclared ? [next] : [now, next];
      const found = contentOf(directory);
      const state = expected.find((one) => texts[one] === found);
      if (state === undefined) wrong.push(`kill ${kill}: neither ${expected.join(" nor ")}`);
      counts[isDeclared ? "within" : state === next ? "after" : "before"] += 1;
      now = state ?? now;
    }
    return {
      wrong,
      told: `${kills} kills: ${JSON.stringify(counts)}, of which within had declared an intent`,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

// --- internal ---

/** Everything that is published; the lock of a killed run is nobody's. */
function contentOf(directory: string): string {
  const files = Object.entries(filesIn(directory)).filter(([path]) => !path.startsWith(".published.lock"));
  return JSON.stringify(Object.fromEntries(files));
}

async function textOf(directory: string, state: "odd" | "even"): Promise<string> {
  await publishToDirectory({ directory, publication: stateOf(state), consent: {}, dryRun: false });
  return contentOf(directory);
}

/** Kills a process some time after it began, or after a file is there, and gives back how long it lived where it ended by itself. */
async function killed(
  args: readonly string[],
  milliseconds: number,
  /** A file that has to be there first. */
  declared?: string,
): Promise<number | undefined> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const closed = new Promise<number | null>((done) => child.once("close", done));
  await new Promise((done) => child.stdout.once("data", done));
  const begin = performance.now();
  let isOver = false;
  closed.then(() => {
    isOver = true;
  });
  while (declared !== undefined && !isOver && !existsSync(declared)) await wait(0);
  const ended = await Promise.race([
    closed.then(() => true),
    wait(milliseconds, undefined, { ref: false }).then(() => false),
  ]);
  if (ended) return performance.now() - begin;
  child.kill("SIGKILL");
  await closed;
  return undefined;
}
