import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { RehearsalError } from "../error";

/** Prebuilt cdktf bindings of a provider. */
export interface Bindings {
  /** Name of the provider, with which its types begin. */
  readonly provider: string;
  /** Address of the provider, `registry.terraform.io/hashicorp/aws`. */
  readonly address: string;
  /** Version of the provider that the bindings were generated from. */
  readonly version: string;
  /** Folder with a folder for each type. */
  readonly directory: string;
}

/**
 * The bindings of a provider, as a project's node_modules have them.
 *
 * @param project a folder from which the package is resolved
 * @throws RehearsalError where there are none
 */
export function findBindings(provider: string, project: string): Bindings {
  const name = `@cdktf/provider-${provider}`;
  let manifest: string;
  try {
    manifest = createRequire(join(project, "package.json")).resolve(`${name}/package.json`);
  } catch {
    throw new RehearsalError(
      `the stack uses the provider ${provider}, of which no bindings are installed; a rehearsal reads its schemas from them: npm install ${name}`,
    );
  }
  const { cdktf } = JSON.parse(readFileSync(manifest, "utf8"));
  const { name: address, version } = cdktf.provider;
  return { provider, address, version, directory: join(dirname(manifest), "lib") };
}

/** A resource type or data source, or the provider's own configuration. */
export type Subject =
  | { readonly kind: "provider" }
  | { readonly kind: "resource" | "dataSource"; readonly type: string };

/** A file of the TypeScript that a binding was compiled from. */
export interface SourceFile {
  /** Relative to the folder of the bindings. */
  readonly path: string;
  readonly text: string;
}

/**
 * The TypeScript from which a binding was compiled. The generator notes there what each attribute is; compiled files
 * keep only a part of it, but end in a source map that has the whole.
 *
 * @throws RehearsalError where there is no such binding, or it was published without sources
 */
export function sourceFiles(bindings: Bindings, subject: Subject): readonly SourceFile[] {
  const folder = folderOf(bindings, subject);
  // types with very many nested blocks keep these in files of their own
  const structs = join(bindings.directory, folder, "index-structs");
  const parts = existsSync(structs)
    ? readdirSync(structs).filter((name) => /^structs\d+\.js$/.test(name))
    : [];
  return [`${folder}/index`, ...parts.map((name) => `${folder}/index-structs/${basename(name, ".js")}`)].map(
    (path) => ({
      path: `${path}.ts`,
      text: embeddedSource(join(bindings.directory, `${path}.js`)),
    }),
  );
}

/** All of it as one text. */
export const sourceOf = (bindings: Bindings, subject: Subject): string =>
  sourceFiles(bindings, subject)
    .map(({ text }) => text)
    .join("\n");

/** Whether there are bindings of a type. */
export const hasType = (bindings: Bindings, subject: Exclude<Subject, { kind: "provider" }>): boolean =>
  subject.type.startsWith(`${bindings.provider}_`) &&
  existsSync(join(bindings.directory, folderOf(bindings, subject), "index.js"));

/** Every type that there are bindings of. */
export function typesIn(bindings: Bindings): readonly Subject[] {
  return readdirSync(bindings.directory, { withFileTypes: true })
    .filter((item) => item.isDirectory() && item.name !== "provider")
    .map(({ name }): Subject => {
      const isData = name.startsWith(`data-${bindings.provider}-`);
      const words = isData ? name.slice("data-".length) : `${bindings.provider}-${name}`;
      return { kind: isData ? "dataSource" : "resource", type: words.replaceAll("-", "_") };
    });
}

// --- internal ---

function folderOf({ provider }: Bindings, subject: Subject): string {
  switch (subject.kind) {
    case "provider":
      return "provider";
    case "resource":
      return subject.type.replace(`${provider}_`, "").replaceAll("_", "-");
    case "dataSource":
      return `data-${subject.type.replaceAll("_", "-")}`;
    default:
      return subject satisfies never;
  }
}

const marker = "sourceMappingURL=data:application/json;base64,";

function embeddedSource(file: string): string {
  const code = readFileSync(file, "latin1");
  const begin = code.lastIndexOf(marker);
  const map =
    begin < 0 ? {} : JSON.parse(Buffer.from(code.slice(begin + marker.length), "base64").toString());
  const [source] = map.sourcesContent ?? [];
  if (typeof source !== "string") {
    throw new RehearsalError(
      `${file} has no sources embedded in its source map, from which a rehearsal reads schemas; use a release of the bindings that has them`,
    );
  }
  return source;
}
