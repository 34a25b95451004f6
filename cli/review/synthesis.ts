import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type ConstructMap, joinConstructMaps, readConstructMap } from "../../review/origins/construct-map";
import { allEnded } from "./all-ended";
import { ReviewError } from "./error";

/** Output of a project in one state. */
export interface Synthesized {
  /** Folders of stacks, by name. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Folders of manifests, by environment. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Undefined where the project would not be watched. */
  readonly constructs: ConstructMap | undefined;
}

export interface SynthesisProps {
  /** Folder of the project, with `cdktf.json`, `cdk8s.yaml` or both. */
  readonly project: string;
  /** Empty folder for the output. */
  readonly output: string;
  /** What is synthesized, for messages: `main`. */
  readonly name: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Synthesizes both halves of a project by its own code, as its `cdktf.json` and `cdk8s.yaml` say, and watches where
 * constructs are made. The project's folder is only read.
 *
 * @throws ReviewError with what the project's code says where it fails
 */
export async function synthesizeProject(props: SynthesisProps): Promise<Synthesized> {
  const { project, output, name } = props;
  const halves = halvesOf(project);
  if (halves.length === 0)
    throw new ReviewError(`${name} cannot be synthesized: it has neither cdktf.json nor cdk8s.yaml`);
  const maps = await allEnded(halves.map((half) => synthesizeHalf(half, props)));
  const known = maps.filter((map) => map !== undefined);
  return {
    stacks: stacksIn(join(output, folders.terraform)),
    manifests: foldersIn(join(output, folders.kubernetes)),
    constructs: known.length < maps.length ? undefined : joinConstructMaps(known),
  };
}

/** The stacks in an output folder of cdktf, by name. */
export function stacksIn(output: string): ReadonlyMap<string, string> {
  const manifest = join(output, "manifest.json");
  if (!existsSync(manifest)) return new Map();
  const { stacks } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly name: string; readonly workingDirectory: string }>>;
  };
  return new Map(
    Object.values(stacks).map(({ name, workingDirectory }) => [name, join(output, workingDirectory)]),
  );
}

// --- internal ---

const folders = { terraform: "cdktf.out", kubernetes: "dist" } as const;

interface Half {
  readonly kind: keyof typeof folders;
  /** Shell command that synthesizes it. */
  readonly app: string;
  /** Variable by which it is told where to write. */
  readonly variable: string;
}

function halvesOf(project: string): readonly Half[] {
  const files = [
    { kind: "terraform", file: "cdktf.json", variable: "CDKTF_OUTDIR" },
    { kind: "kubernetes", file: "cdk8s.yaml", variable: "CDK8S_OUTDIR" },
  ] as const;
  return files.flatMap(({ kind, file, variable }) => {
    const path = join(project, file);
    if (!existsSync(path)) return [];
    // JSON is YAML too
    const { app } = parse(readFileSync(path, "utf8")) as { readonly app?: unknown };
    return typeof app === "string" ? [{ kind, app, variable }] : [];
  });
}

const watcher = join(__dirname, "record-constructs.cjs");

/** @returns the map of its constructs; undefined where the program runs only without being watched */
async function synthesizeHalf(half: Half, props: SynthesisProps): Promise<ConstructMap | undefined> {
  const map = join(props.output, `${half.kind}-construct-map.json`);
  const watched = {
    NODE_OPTIONS: [props.env.NODE_OPTIONS, `--require ${JSON.stringify(watcher)}`]
      .filter((it) => it !== undefined)
      .join(" "),
    SLIPWAY_CONSTRUCT_MAP: map,
  };
  const outdir = join(props.output, folders[half.kind]);
  const first = await run(half, outdir, { ...props.env, ...watched }, props);
  if (first.status === 0) return existsSync(map) ? readConstructMap(readFileSync(map, "utf8")) : undefined;
  const second = await run(half, outdir, props.env, props);
  if (second.status === 0) return undefined;
  throw new ReviewError(`${props.name} cannot be synthesized:\n${second.said.trimEnd()}`);
}

function run(
  { app, variable }: Half,
  outdir: string,
  env: NodeJS.ProcessEnv,
  { project, signal }: SynthesisProps,
): Promise<{ readonly status: number; readonly said: string }> {
  signal.throwIfAborted();
  mkdirSync(outdir, { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(app, {
      cwd: project,
      shell: true,
      env: { ...env, [variable]: outdir },
      stdio: ["ignore", "pipe", "pipe"],
      // a group of its own, since the shell's end would not be that of the program
      detached: true,
    });
    const stop = () => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    };
    signal.addEventListener("abort", stop);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => {
        said += text;
      });
    }
    child.on("error", reject);
    child.on("close", (status) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) reject(signal.reason);
      else resolve({ status: status ?? 1, said });
    });
  });
}

const foldersIn = (directory: string): ReadonlyMap<string, string> =>
  existsSync(directory)
    ? new Map(
        readdirSync(directory, { withFileTypes: true })
          .filter((item) => item.isDirectory())
          .map(({ name }) => [name, join(directory, name)]),
      )
    : new Map();
