import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const root = resolve(__dirname, "..");

/** Who may import whom; data flows one way. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  traefik: [],
  platform: ["traefik"],
  stacks: ["platform"],
  k8s: ["platform", "traefik", "imports"],
  imports: [],
  output: [],
  verify: ["traefik"],
  rehearse: [],
  review: ["traefik", "verify"],
  publish: ["verify", "review"],
};

/** The libraries that make each half what it is; nobody else may load them. */
const frameworks: Readonly<Record<string, readonly string[]>> = {
  stacks: ["cdktf", "constructs"],
  k8s: ["cdk8s", "cdk8s-plus-27", "constructs"],
  imports: ["cdk8s", "constructs"],
};

const framework = /^(cdktf|@cdktf\/.*|cdk8s|cdk8s-plus-.*|constructs)$/;

interface Import {
  readonly file: string;
  readonly layer: string;
  readonly from: string;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name);
    if (item.isDirectory()) return sources(path);
    return item.name.endsWith(".ts") ? [path] : [];
  });
}

const imports: readonly Import[] = Object.keys(allowed).flatMap((layer) =>
  sources(layer).flatMap((file) =>
    [
      ...readFileSync(join(root, file), "utf8").matchAll(/(?:from|import\(?|require\()\s*["']([^"']+)["']/g),
    ].map(([, from = ""]) => ({ file, layer, from })),
  ),
);

/** Entries of a half: they read definitions, build and write, so they also know the output layer. */
const entries = ["k8s/main.ts"];

test("finds the imports of every layer", () => {
  expect(new Set(imports.map(({ layer }) => layer))).toEqual(new Set(Object.keys(allowed)));
});

test("lets each layer import only the layers before it", () => {
  const wrong = imports
    .filter(({ from }) => from.startsWith("."))
    .map(({ file, layer, from }) => ({
      file,
      layer,
      to: relative(root, resolve(root, dirname(file), from)).split("/")[0] ?? "",
    }))
    .filter(({ file, layer, to }) => {
      const layers = [layer, ...(allowed[layer] ?? []), ...(entries.includes(file) ? ["output"] : [])];
      return !layers.includes(to);
    });
  expect(wrong).toEqual([]);
});

test("keeps each half's framework to that half", () => {
  const wrong = imports.filter(({ layer, from }) => {
    if (!framework.test(from)) return false;
    return !(frameworks[layer] ?? []).some((name) => from === name || from.startsWith(`@${name}/`));
  });
  expect(wrong).toEqual([]);
});

test("reads the environment, the arguments and the clock in entries only", () => {
  const wrong = Object.keys(allowed)
    .flatMap(sources)
    .filter((file) => !entries.includes(file))
    .filter((file) =>
      /process\.(env|argv|cwd)|Date\.now|new Date\(\)|performance\.now/.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
  expect(wrong).toEqual([]);
});
