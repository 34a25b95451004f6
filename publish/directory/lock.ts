import { randomUUID } from "node:crypto";
import { link, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { RefusedError, refusal } from "../refusal";
import { isRunning } from "../running";

export const lockName = ".published.lock";

/**
 * Keeps other runs out of a folder. The file names a process and its machine, so that the lock of a run that was killed
 * is found to be nobody's; one of another machine is left alone, as nothing tells whether its run goes on.
 *
 * @returns what gives the folder free again
 * @throws RefusedError with LOCKED while another run has it
 */
export async function lock(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, lockName);
  const own = `${path}-${process.pid}-${randomUUID().slice(0, 8)}`;
  await removeAbandoned(directory);
  held.add(own);
  // complete before it is there under its name: a reader never meets half of it
  await writeFile(own, holder(process.pid));
  try {
    for (;;) {
      if (await linked(own, path)) {
        held.add(path);
        return async () => {
          await rm(path, { force: true });
          held.delete(path);
        };
      }
      await takeAway(path, own);
    }
  } finally {
    await rm(own, { force: true });
    held.delete(own);
  }
}

// --- internal ---

/** What this process has: another one had its number before, as in a container. */
const held = new Set<string>();

const holder = (pid: number): string => `${hostname()} ${pid}\n`;

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Takes a lock away whose run is over. @throws RefusedError where it is not, or may not be */
async function takeAway(path: string, own: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  // given free at this very moment
  if (text === undefined) return;
  const [host = "", pid = ""] = text.trim().split(" ");
  if (host !== hostname() || isHeld(Number(pid), path)) {
    const message = `process ${pid} of ${host} is writing here; wait for it, or remove this file if that run is over`;
    throw new RefusedError([refusal("LOCKED", lockName, message)]);
  }
  // of two runs that find it abandoned one gets it by this, and the other finds what the first one puts there
  const aside = `${own}-abandoned`;
  held.add(aside);
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const taken = await readFile(aside, "utf8");
  if (taken !== text && !(await linked(aside, path)))
    throw new RefusedError([refusal("LOCKED", lockName, "another run is writing here; wait for it")]);
  await rm(aside, { force: true });
  held.delete(aside);
}

async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, pid] = /^\.published\.lock-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isHeld(Number(pid), join(directory, name)))
      await rm(join(directory, name), { force: true });
  }
}

/** Whether whoever made a file goes on; of two processes with one number, as in a container, the other is gone. */
const isHeld = (pid: number, path: string): boolean =>
  pid === process.pid ? held.has(path) : isRunning(pid);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;
