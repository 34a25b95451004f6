import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a synthesized stack holds. */
export interface StackSummary {
  readonly name: string;
  /** Path of the Terraform JSON, relative to the folder that was read. */
  readonly path: string;
  readonly resources: number;
  /** How many of the resources are Helm releases. */
  readonly releases: number;
}

interface Manifest {
  readonly stacks: Readonly<Record<string, { readonly name: string; readonly synthesizedStackPath: string }>>;
}

interface TerraformJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly data?: unknown;
}

/**
 * Reads the stacks that cdktf wrote to `directory`.
 *
 * @throws Error where a stack is empty, refers to what is not in it, or asks for a data source, which would make a plan
 * depend on more than the repository.
 */
export function readStacks(directory: string): readonly StackSummary[] {
  const manifest = readJson<Manifest>(join(directory, "manifest.json"));
  return Object.values(manifest.stacks).map(({ name, synthesizedStackPath: path }) => {
    const text = readFileSync(join(directory, path), "utf8");
    const { resource = {}, data } = JSON.parse(text) as TerraformJson;
    const resources = Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
    if (resources === 0) throw new Error(`${path} has no resources`);
    const [missing] = missingReferences(text, resource);
    if (missing !== undefined)
      throw new Error(`${path} refers to ${missing}, which is not in it; stacks cannot refer to each other`);
    if (data !== undefined)
      throw new Error(`${path} has data sources; a plan must depend on the repository alone`);
    return { name, path, resources, releases: Object.keys(resource.helm_release ?? {}).length };
  });
}

/** Addresses in interpolations, as `${aws_vpc.main.id}` has one, of resources that are not there. */
const missingReferences = (
  text: string,
  resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): readonly string[] =>
  [...text.matchAll(/(?<!\$)\$\{([a-z][a-z0-9]*_\w+)\.([\w-]+)/g)].flatMap(([, type = "", name = ""]) =>
    resources[type]?.[name] === undefined ? [`${type}.${name}`] : [],
  );

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;
