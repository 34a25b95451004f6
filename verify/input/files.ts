import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { decode } from "./decode";
import type { InputProblem } from "./input";
import { limits } from "./limits";

export interface TextFile {
  /** Path as it was named, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Whether it was found in a folder, where files of other tools lie too. */
  readonly found?: true;
}

export interface ReadFiles {
  readonly files: readonly TextFile[];
  readonly problems: readonly InputProblem[];
}

/**
 * Reads files, and the manifests below folders: `*.yaml`, `*.yml` and `*.json`, in the order of their names. Links are
 * followed, each folder is read once. Hidden folders, `node_modules` and templates of charts are passed over, as are
 * files that are not for a cluster by their name.
 *
 * @param root folder that relative paths are looked for in
 */
export function readFiles(root: string, paths: readonly string[]): ReadFiles {
  const problems: InputProblem[] = [];
  const found: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) find(root, path, found, seen, problems);
  const named = new Set(paths);
  const files: TextFile[] = [];
  let total = 0;
  for (const path of found) {
    const file = readFile(root, path, limits.totalBytes - total, problems);
    if (file === undefined) continue;
    total += file.bytes;
    files.push({ path: file.path, text: file.text, ...(!named.has(path) && { found: true }) });
  }
  return { files, problems };
}

/** Whether a file may hold manifests, by its name without folders. */
export const isManifestName = (name: string): boolean =>
  /\.(ya?ml|json)$/i.test(name) && !otherFiles.has(name);

/** Whether a file holds Terraform's JSON, by its name. */
export const isTerraformFile = (path: string): boolean => path.endsWith(".tf.json");

// --- internal ---

/** Files that lie beside manifests under names that their tools prescribe. */
const otherFiles = new Set([
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "manifest.json",
  "Chart.yaml",
  "values.yaml",
  "values.schema.json",
  "cdk8s.yaml",
  "cdktf.json",
  ".prettierrc.json",
  "docker-compose.yml",
  "docker-compose.yaml",
]);

function find(
  root: string,
  path: string,
  found: string[],
  seen: Set<string>,
  problems: InputProblem[],
  depth = 0,
): void {
  try {
    const full = resolved(root, path);
    const status = statSync(full);
    if (status.isFile()) {
      if (found.length >= limits.files) throw new Error(`there are more than ${limits.files} files`);
      found.push(path);
      return;
    }
    if (!status.isDirectory()) throw new Error("is neither a file nor a folder");
    if (depth > limits.folderDepth) throw new Error("folders are nested too deeply");
    const real = realpathSync(full);
    if (seen.has(real)) return;
    seen.add(real);
    const items = readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    const isChart = items.some(({ name }) => name === "Chart.yaml");
    for (const item of items) {
      // templates are not YAML before Helm has rendered them
      if (isChart && item.name === "templates") continue;
      if (item.name.startsWith(".") || item.name === "node_modules") continue;
      if (found.length >= limits.files) {
        if (!problems.some(({ message }) => message.includes("more than"))) {
          problems.push(wholeFile(path, `there are more than ${limits.files} files; name fewer folders`));
        }
        return;
      }
      const below = path === "." ? item.name : `${path.replace(/\/+$/, "")}/${item.name}`;
      // what a link names is looked at before it is followed; one that leads nowhere belongs to nobody
      const kind = item.isSymbolicLink() ? linked(join(full, item.name)) : item;
      if (kind === undefined) continue;
      if (kind.isDirectory() || (kind.isFile() && isManifestName(item.name))) {
        find(root, below, found, seen, problems, depth + 1);
      }
    }
  } catch (error) {
    problems.push(wholeFile(path, reasonOf(error)));
  }
}

const resolved = (root: string, path: string): string => (path.startsWith("/") ? path : join(root, path));

const linked = (path: string) => statSync(path, { throwIfNoEntry: false });

function readFile(
  root: string,
  path: string,
  remaining: number,
  problems: InputProblem[],
): (TextFile & { readonly bytes: number }) | undefined {
  const shown = path.replaceAll("\\", "/");
  try {
    const full = resolved(root, path);
    const { size } = statSync(full);
    if (size > limits.fileBytes) throw new Error(`has ${size} bytes; at most ${limits.fileBytes} are read`);
    if (size > remaining) {
      throw new Error(
        `is passed over: all files together may have ${limits.totalBytes} bytes; verify fewer at once`,
      );
    }
    const decoded = decode(readFileSync(full));
    if (decoded.kind === "text") return { path: shown, text: decoded.text, bytes: size };
    problems.push({ file: shown, line: decoded.line, column: decoded.column, message: decoded.message });
  } catch (error) {
    problems.push(wholeFile(shown, reasonOf(error)));
  }
  return undefined;
}

const wholeFile = (file: string, message: string): InputProblem => ({ file, line: 1, column: 1, message });

/** What the operating system says, without the call and the path. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "must not be read by you";
    case "ELOOP":
      return "is a link to itself";
    default:
      return message;
  }
}
