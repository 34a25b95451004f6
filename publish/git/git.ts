import { spawn } from "node:child_process";

export interface GitResult {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The machine's git, as one run uses it. */
export interface Git {
  /** Runs a command and gives back how it ended. */
  readonly try: (args: readonly string[], options?: GitOptions) => Promise<GitResult>;
  /** Runs a command that must succeed, and gives back what it wrote. @throws GitError */
  readonly run: (args: readonly string[], options?: GitOptions) => Promise<Buffer>;
  /** The same as text, without the line's end. */
  readonly text: (args: readonly string[], options?: GitOptions) => Promise<string>;
}

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Folder to run in. */
  readonly directory?: string;
}

export interface GitProps {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** `key=value`, for every command. */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A command of git that failed, in git's words. */
export class GitError extends Error {}

/** git in a folder. Nothing that the environment says of another repository is passed on to it. */
export function gitIn({ directory, env, settings = [], signal }: GitProps): Git {
  const base = gitEnvironment(env);
  const leading = settings.flatMap((setting) => ["-c", setting]);
  const attempt = (args: readonly string[], options: GitOptions = {}): Promise<GitResult> =>
    new Promise((resolve, reject) => {
      const child = spawn("git", [...leading, ...args], {
        cwd: options.directory ?? directory,
        env: { ...base, ...options.env },
        signal,
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      // whoever ends early says why by its status
      child.stdin.on("error", () => {});
      child.stdin.end(options.input);
      child.on("error", (error: NodeJS.ErrnoException) =>
        reject(
          error.code === "ENOENT"
            ? new GitError("git cannot be run; install it, or put it on the PATH")
            : error,
        ),
      );
      child.on("close", (status, killed) =>
        resolve({
          status: status ?? 128,
          stdout: Buffer.concat(out),
          stderr: `${Buffer.concat(err)}${killed === null ? "" : `stopped by ${killed}`}`.trim(),
        }),
      );
    });
  const run = async (args: readonly string[], options?: GitOptions): Promise<Buffer> => {
    const { status, stdout, stderr } = await attempt(args, options);
    if (status !== 0) throw new GitError(`git ${args.find((arg) => !arg.startsWith("-"))}: ${stderr}`);
    return stdout;
  };
  return { try: attempt, run, text: async (args, options) => `${await run(args, options)}`.trimEnd() };
}

// --- internal ---

/** What `git rev-parse --local-env-vars` names, and hooks of git leave behind. */
const ofAnotherRepository = [
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_COMMON_DIR",
  "GIT_CONFIG",
  "GIT_DIR",
  "GIT_GRAFT_FILE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_OBJECT_DIRECTORY",
  "GIT_PREFIX",
  "GIT_QUARANTINE_PATH",
  "GIT_REPLACE_REF_BASE",
  "GIT_SHALLOW_FILE",
  "GIT_WORK_TREE",
];

function gitEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !ofAnotherRepository.includes(name));
  return {
    ...Object.fromEntries(kept),
    // a pipeline has nobody who could answer
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    LC_ALL: "C",
  };
}
