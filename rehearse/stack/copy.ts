import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RehearsalError } from "../error";
import { terraformFiles } from "./stack";

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
  for (const file of jsonFiles(directory)) {
    // Terraform quotes the line of a mistake, and cdktf may write everything in one
    const content = parse(file);
    if (content !== undefined) writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
  overrideStack(directory, {});
}

/** What to change of a stack in its copy, besides the backend. */
export interface Overrides {
  /** Runs nothing where the stack has provisioners: their commands would act on what is real. */
  readonly withoutProvisioners?: boolean;
  /** Allows to destroy what the stack protects. */
  readonly unprotected?: boolean;
}

/** Addresses of the resources to which overrides apply. */
export interface Overridden {
  readonly provisioners: readonly string[];
  readonly protected: readonly string[];
}

/**
 * Writes a file of overrides beside the files of a stack, which Terraform merges into them.
 *
 * @throws RehearsalError where provisioners cannot be overridden
 */
export function overrideStack(
  directory: string,
  { withoutProvisioners, unprotected }: Overrides,
): Overridden {
  const resource: Record<string, Record<string, object>> = {};
  const found = { provisioners: [] as string[], protected: [] as string[] };
  for (const [type, name, { provisioner, lifecycle }] of jsonFiles(directory).flatMap(resourcesIn)) {
    const runs = withoutProvisioners === true && provisioner !== undefined;
    const protects = unprotected === true && lifecycle?.prevent_destroy === true;
    if (runs) found.provisioners.push(`${type}.${name}`);
    if (protects) found.protected.push(`${type}.${name}`);
    if (!runs && !protects) continue;
    resource[type] = {
      ...resource[type],
      [name]: {
        // one stands for all of them
        ...(runs ? { provisioner: [{ "local-exec": { command: "exit 0" } }] } : {}),
        ...(protects ? { lifecycle: { prevent_destroy: false } } : {}),
      },
    };
  }
  if (withoutProvisioners === true) refuseProvisionersElsewhere(directory);
  const terraform = { backend: { local: { path: stateFile } } };
  const content = Object.keys(resource).length > 0 ? { terraform, resource } : { terraform };
  writeFileSync(join(directory, overrideFile), `${JSON.stringify(content, undefined, 2)}\n`);
  return found;
}

// --- internal ---

interface Resource {
  readonly provisioner?: unknown;
  readonly lifecycle?: { readonly prevent_destroy?: boolean };
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
}

/** What Terraform itself keeps beside the files of a stack. */
const isTerraforms = (name: string): boolean =>
  name === ".terraform" || name === ".terraform.lock.hcl" || /\.tfstate(\.|$)/.test(name);

const jsonFiles = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".tf.json") && name !== overrideFile)
    .map((name) => join(directory, name));

const resourcesIn = (file: string): (readonly [type: string, name: string, Resource])[] =>
  Object.entries(parse(file)?.resource ?? {}).flatMap(([type, resources]) =>
    Object.entries(resources).map(([name, resource]) => [type, name, resource] as const),
  );

/** Terraform's own language is not read here, and resources of modules cannot be overridden. */
function refuseProvisionersElsewhere(directory: string): void {
  const read = [...jsonFiles(directory), join(directory, overrideFile)];
  const other = terraformFiles(directory).filter((file) => !read.includes(file));
  const running = other.find((file) => /^\s*"?provisioner"?\b/m.test(readFileSync(file, "utf8")));
  if (running !== undefined) {
    throw new RehearsalError(
      `${running} has provisioners, whose commands a rehearsal would run for real; only those in the JSON of a stack itself can be left out`,
    );
  }
}

function parse(file: string): TerraformJson | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as TerraformJson;
  } catch {
    return undefined;
  }
}
