import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** State of a rehearsal, in the scratch folder. */
export const stateFile = "rehearsal.tfstate";

const overrideFile = "rehearsal_override.tf.json";

/**
 * Copies a stack to where it is rehearsed, in the place of what was rehearsed there before; the state there stays.
 * Whatever backend the stack has, the state is a local file.
 */
export function copyStack(stack: string, directory: string): void {
  for (const name of readdirSync(directory)) {
    if (!isTerraforms(name)) rmSync(join(directory, name), { recursive: true, force: true });
  }
  cpSync(stack, directory, {
    recursive: true,
    filter: (path) => path === stack || !isTerraforms(basename(path)),
  });
  for (const name of jsonFiles(directory)) {
    const file = join(directory, name);
    // Terraform quotes the line of a mistake, and cdktf writes everything in one
    const content = parse(readFileSync(file, "utf8"));
    if (content !== undefined) writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
  keepStateLocal(directory);
}

/** Overrides the backend of a stack, whatever it is, by a file in the stack's folder. */
export const keepStateLocal = (directory: string): void => writeOverride(directory, {});

/**
 * Lets the scratch copy be destroyed where the stack forbids it.
 *
 * @returns addresses of what the stack protects
 */
export function liftProtection(directory: string): readonly string[] {
  const contents = jsonFiles(directory).map((name) => parse(readFileSync(join(directory, name), "utf8")));
  const found = contents.flatMap((content) =>
    Object.entries(content?.resource ?? {}).flatMap(([type, resources]) =>
      Object.entries(resources)
        .filter(([, { lifecycle }]) => lifecycle?.prevent_destroy === true)
        .map(([name]) => ({ type, name })),
    ),
  );
  const resource: Record<string, Record<string, object>> = {};
  for (const { type, name } of found) {
    resource[type] = { ...resource[type], [name]: { lifecycle: { prevent_destroy: false } } };
  }
  if (found.length > 0) writeOverride(directory, { resource });
  return found.map(({ type, name }) => `${type}.${name}`);
}

// --- internal ---

interface TerraformJson {
  readonly resource?: Readonly<
    Record<string, Readonly<Record<string, { readonly lifecycle?: { readonly prevent_destroy?: boolean } }>>>
  >;
}

/** What Terraform itself keeps beside the files of a stack. */
const isTerraforms = (name: string): boolean =>
  name === ".terraform" || name === ".terraform.lock.hcl" || /\.tfstate(\.|$)/.test(name);

const jsonFiles = (directory: string): string[] =>
  readdirSync(directory).filter((name) => name.endsWith(".tf.json") && name !== overrideFile);

const writeOverride = (directory: string, more: object): void =>
  writeFileSync(
    join(directory, overrideFile),
    JSON.stringify({ terraform: { backend: { local: { path: stateFile } } }, ...more }, undefined, 2),
  );

function parse(text: string): TerraformJson | undefined {
  try {
    return JSON.parse(text) as TerraformJson;
  } catch {
    return undefined;
  }
}
