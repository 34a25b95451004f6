import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";

/** Why a revision of the repository cannot be used, in words for who named it. */
export class RevisionError extends Error {}

/** The commit that a revision names, in hexadecimal; undefined where it names none. */
export function commitOf(revision: string, root: string): string | undefined {
  return line(git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`], root));
}

/** Where two commits parted; undefined where they have nothing in common, as in a shallow clone. */
export function mergeBase(one: string, other: string, root: string): string | undefined {
  return line(git(["merge-base", one, other], root));
}

/** Whether files differ from the last commit, or are not in it. */
export function hasUncommittedChanges(root: string): boolean {
  const { status, stdout } = git(["status", "--porcelain", "--untracked-files=normal", "--", "."], root);
  return status === 0 && stdout.length > 0;
}

/**
 * Puts the project at a commit into a folder, with the dependencies as they are installed now; the repository itself is
 * only read.
 *
 * @throws RevisionError where git or tar refuses
 */
export function checkOut(revision: string, root: string, folder: string): void {
  // of the project's folder alone, wherever in the repository that is
  const archive = git(["archive", "--format=tar", revision], root);
  const unpacked = spawnSync("tar", ["-x", "-C", folder], { input: archive.stdout });
  if (archive.status !== 0 || unpacked.status !== 0) {
    throw new RevisionError(
      `${revision} cannot be checked out: ${archive.stderr}${unpacked.stderr ?? unpacked.error}`,
    );
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
}

// --- internal ---

const git = (args: readonly string[], root: string) =>
  spawnSync("git", args, { cwd: root, maxBuffer: 1 << 30 });

function line({ error, status, stdout }: ReturnType<typeof git>): string | undefined {
  return error === undefined && status === 0 ? stdout.toString().trim() : undefined;
}
