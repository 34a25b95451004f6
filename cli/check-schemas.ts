import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { attachProviders } from "../rehearse/protocol/attach";
import { type Bindings, findBindings, type Subject, sourceFiles, typesIn } from "../rehearse/schema/bindings";
import { openScratch } from "../rehearse/scratch";
import { findTerraform } from "../rehearse/terraform/binary";
import { terraformEnvironment } from "../rehearse/terraform/environment";
import { runTerraform } from "../rehearse/terraform/run";

/**
 * Proves that nothing is lost when schemas are read from bindings: Terraform's own account of the derived schemas goes
 * through cdktf's generator, whose output must be the source of the bindings again.
 */

const root = dirname(__dirname);

// the generator's libraries run Terraform too, which complains where it names a file that is not there
delete process.env.TF_CLI_CONFIG_FILE;

/** Files that may differ: the generator left subtrees of these types out, which only a dynamic value can stand for. */
const leftOut = [
  "quicksight-analysis",
  "quicksight-dashboard",
  "quicksight-template",
  "wafv2-rule-group",
  "wafv2-web-acl",
];

async function main(): Promise<number> {
  const scratch = openScratch();
  try {
    const terraform = findTerraform(process.env.TERRAFORM_BINARY_NAME ?? "terraform", process.env);
    let failed = false;
    for (const provider of installedProviders()) {
      const bindings = findBindings(provider, root);
      const schema = await schemaJson(
        bindings,
        scratch.folder(provider),
        terraform,
        scratch.terraformConfiguration,
      );
      const generated = await generate(schema, bindings, scratch.folder(`${provider}-generated`));
      const { total, different } = compare(bindings, generated);
      const unexpected = different.filter((path) => !leftOut.includes(dirname(path)));
      failed ||= unexpected.length > 0;
      process.stdout.write(
        `${bindings.address} ${bindings.version}: ${total - different.length} of ${total} files come out as they went in${different.length > 0 ? `; not ${different.join(", ")}` : ""}\n`,
      );
    }
    return failed ? 1 : 0;
  } finally {
    scratch.remove();
  }
}

function installedProviders(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return Object.keys(dependencies).flatMap((name) => name.match(/(?<=^@cdktf\/provider-).*/) ?? []);
}

/** What `terraform providers schema -json` says of every type. */
async function schemaJson(
  bindings: Bindings,
  directory: string,
  terraform: ReturnType<typeof findTerraform>,
  configuration: string,
): Promise<string> {
  const { provider, address, version } = bindings;
  const source = address.replace("registry.terraform.io/", "");
  writeFileSync(
    join(directory, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: { [provider]: { source } } } }),
  );
  const providers = await attachProviders([{ address, version }], root, () => "all");
  try {
    const run = await runTerraform(terraform, ["providers", "schema", "-json"], {
      directory,
      env: terraformEnvironment(process.env, providers, configuration),
      signal: new AbortController().signal,
    });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout;
  } finally {
    providers.stop();
  }
}

/** Runs cdktf's generator, which is no public API: a test tells when it moves. */
async function generate(
  schema: string,
  { provider, address, version }: Bindings,
  outdir: string,
): Promise<string> {
  const cli = createRequire(createRequire(join(root, "package.json")).resolve("cdktf-cli/package.json"));
  const { TerraformProviderGenerator } = cli(
    "@cdktf/provider-generator/lib/get/generator/provider-generator.js",
  );
  const { CodeMaker } = cli("codemaker");
  const { TerraformProviderConstraint } = cli("@cdktf/commons");
  const parsed = JSON.parse(schema);
  parsed.provider_versions = { [address]: version };
  const generator = new TerraformProviderGenerator(new CodeMaker(), parsed);
  mkdirSync(outdir, { recursive: true });
  generator.generate(new TerraformProviderConstraint(`${provider}@~> ${version.split(".")[0]}.0`));
  await generator.save(outdir);
  return join(outdir, "providers", provider);
}

/** Compares every file that the bindings were compiled from with what was generated again. */
function compare(bindings: Bindings, generated: string): { total: number; different: readonly string[] } {
  const subjects: readonly Subject[] = [{ kind: "provider" }, ...typesIn(bindings)];
  const files = subjects.flatMap((subject) => sourceFiles(bindings, subject));
  const different = files.filter(({ path, text }) => {
    const file = join(generated, path);
    return !existsSync(file) || code(readFileSync(file, "utf8")) !== code(text);
  });
  return { total: files.length, different: different.map(({ path }) => path) };
}

/** The text without comments that are documentation, which schemas from bindings do not have. */
const code = (text: string): string =>
  text
    .replaceAll(/^ *\/\*\*\n( *\*.*\n)*? *\*\/\n/gm, "")
    .replaceAll(/\n+/g, "\n")
    .trim();

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack}\n`);
    process.exitCode = 1;
  },
);
