import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Content, contentOf } from "../../publish/manifests/content";
import { type Refusal, refusal } from "../../publish/refusal";
import type { Finding } from "../../verify/checks/finding";
import { readFiles } from "../../verify/input/files";
import { inputOf } from "../../verify/input/load";
import { verify } from "../../verify/verify";
import { projectSchemas } from "../project-schemas";
import type { Rendered, Rendering } from "./render";

/** What an environment publishes, or why it cannot be made. */
export type Sources =
  | {
      readonly kind: "contents";
      readonly contents: readonly EnvironmentContent[];
      readonly warnings: readonly Finding[];
    }
  | Exclude<Rendering, { kind: "made" }>;

export interface EnvironmentContent {
  readonly environment: string;
  readonly content: Content;
}

/**
 * Renders environments of a project, twice: here, and in another process with another folder, time zone, home and
 * language. What depends on any of them would be published as a change by whoever runs next.
 */
export async function renderedSources(root: string, environments: readonly string[]): Promise<Sources> {
  const scratch = mkdtempSync(join(tmpdir(), "slipway-render-"));
  const again = renderAgain(root, environments, scratch);
  try {
    // cdktf and cdk8s are loaded here and by nobody who publishes a folder
    const { render } = require("./render") as typeof import("./render");
    const rendering = render(root, environments, scratch);
    if (rendering.kind !== "made") return rendering;
    const other = await again.result;
    const contents = rendering.environments.map((one) => {
      const content = contentOf(one.files);
      const twin = other.find(({ name }) => name === one.name);
      const refusals = [...content.refusals, ...differences(one, twin), ...lost(one, content)];
      return { environment: one.name, content: { ...content, refusals } };
    });
    return { kind: "contents", contents, warnings: rendering.warnings };
  } finally {
    again.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Reads a folder of manifests, whoever made it, and verifies it as `npm run verify` does. */
export function folderSource(root: string, environment: string, folder: string): Sources {
  const path = resolve(folder);
  const missing = !existsSync(path);
  const { files, problems } = missing ? { files: [], problems: [] } : readFiles(path, ["."]);
  const manifests = files.filter(({ text }) => /\bapiVersion\b/.test(text));
  const content = contentOf(manifests);
  const refusals: Refusal[] = [
    ...problems.map(({ file, line, column, message }) =>
      refusal("INVALID", `${file}:${line}:${column}`, message),
    ),
    ...(missing ? [refusal("EMPTY", folder, "there is no such folder")] : []),
    ...(existsSync(join(path, "Chart.yaml"))
      ? [refusal("UNRENDERED", folder, "is a chart; publish what helm template makes of it")]
      : []),
  ];
  const shown = manifests.map((file) => ({
    path: `${folder.replace(/\/+$/, "")}/${file.path}`,
    text: file.text,
  }));
  const input = inputOf({ manifests: shown, stacks: [], complete: false });
  const findings = verify({ ...input, problems: [] }, projectSchemas(root, "anybody's"));
  if (findings.some(({ severity }) => severity === "error")) return { kind: "findings", findings };
  return {
    kind: "contents",
    contents: [{ environment, content: { ...content, refusals: [...refusals, ...content.refusals] } }],
    warnings: findings,
  };
}

// --- internal ---

function renderAgain(root: string, environments: readonly string[], home: string) {
  const entry = join(__dirname, "render-again.ts");
  const child = spawn(
    process.execPath,
    ["--require", require.resolve("tsx/cjs"), entry, root, ...environments],
    {
      cwd: home,
      env: {
        ...process.env,
        HOME: home,
        TZ: "Pacific/Kiritimati",
        LANG: "tr_TR.UTF-8",
        LC_ALL: "tr_TR.UTF-8",
      },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const result = new Promise<readonly Rendered[]>((done, failed) => {
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", failed);
    child.on("close", (status) => {
      if (status === 0) done(JSON.parse(`${Buffer.concat(chunks)}`));
      else failed(new Error(`rendering again ended with status ${status}`));
    });
  });
  // whoever stops before waits for nothing
  result.catch(() => {});
  return { result, stop: () => void child.kill() };
}

function differences(one: Rendered, twin: Rendered | undefined): readonly Refusal[] {
  const others = new Map(twin?.files.map(({ path, text }) => [path, text]));
  const paths = one.files.filter(({ path, text }) => others.get(path) !== text).map(({ path }) => path);
  const gone = [...others.keys()].filter((path) => !one.files.some((file) => file.path === path));
  return [...paths, ...gone].map((path) =>
    refusal(
      "UNSTABLE",
      path,
      "comes out otherwise in another folder, time zone, home or language; make it depend on the definition alone",
    ),
  );
}

/** Objects that were made and are not among what is published. */
function lost({ files }: Rendered, { objects, controllers, refusals }: Content): readonly Refusal[] {
  const made = files.reduce((sum, file) => sum + file.objects, 0);
  // the list of files is made anew
  const published = objects.length + controllers.length + 1;
  if (made === published || refusals.length > 0) return [];
  return [refusal("INVALID", "", `${made} objects were made and ${published} are in the files`)];
}
