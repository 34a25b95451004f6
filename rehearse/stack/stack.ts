import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TypeNames } from "../schema/schemas";

/** What a folder of Terraform files asks of providers, as far as a rehearsal must know it beforehand. */
export interface Stack {
  readonly providers: readonly RequiredProvider[];
  readonly types: TypeNames;
}

export interface RequiredProvider {
  /** Full address, `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  readonly version: string | undefined;
}

interface TerraformJson {
  readonly terraform?: {
    readonly required_providers?: Readonly<
      Record<string, { readonly source?: string; readonly version?: string }>
    >;
  };
  readonly resource?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Reads the Terraform files of a folder, and of the modules that `terraform init` has put below it. */
export function readStack(directory: string): Stack {
  const providers = new Map<string, RequiredProvider>();
  const resources = new Set<string>();
  const dataSources = new Set<string>();
  for (const file of terraformFiles(directory)) {
    const text = readFileSync(file, "utf8");
    if (!file.endsWith(".json")) {
      for (const [, kind, type = ""] of text.matchAll(/^\s*(resource|data)\s+"?(\w+)"?\s/gm))
        (kind === "data" ? dataSources : resources).add(type);
      continue;
    }
    const { terraform, resource, data } = parse<TerraformJson>(text);
    for (const [name, { source, version }] of Object.entries(terraform?.required_providers ?? {})) {
      const address = fullAddress(source ?? name);
      providers.set(address, { address, version });
    }
    for (const type of Object.keys(resource ?? {})) resources.add(type);
    for (const type of Object.keys(data ?? {})) dataSources.add(type);
  }
  return { providers: [...providers.values()], types: { resources, dataSources } };
}

/** Types of what a state holds; they need schemas also when the configuration has dropped them. */
export function typesInState(file: string): TypeNames {
  // Terraform keeps an empty file while it holds the lock of a state that does not exist yet
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const { resources = [] } = parse<{ resources?: { mode: string; type: string }[] }>(text);
  const ofMode = (mode: string) =>
    new Set(resources.filter((resource) => resource.mode === mode).map(({ type }) => type));
  return { resources: ofMode("managed"), dataSources: ofMode("data") };
}

export const union = (parts: readonly TypeNames[]): TypeNames => ({
  resources: new Set(parts.flatMap(({ resources }) => [...resources])),
  dataSources: new Set(parts.flatMap(({ dataSources }) => [...dataSources])),
});

/** Every file of Terraform's in a folder, those of modules below it too. */
export function terraformFiles(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tf(\.json)?$/.test(name))
    .map((name) => join(directory, name));
}

// --- internal ---

/** What is not JSON asks for nothing; Terraform says what is wrong with it. */
function parse<T extends object>(text: string): Partial<T> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** As Terraform completes a provider's source. */
function fullAddress(source: string): string {
  const parts = source.toLowerCase().split("/");
  return ["registry.terraform.io", "hashicorp"]
    .slice(0, 3 - parts.length)
    .concat(parts)
    .join("/");
}
