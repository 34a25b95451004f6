import { join, resolve as resolvePath } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { kubernetesFiles } from "../../k8s/app";
import { Middleware } from "../../platform/definition/schema/middleware";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";
import { middlewareExamples } from "../middleware-examples";
import { jsonSchema, optionPaths } from "../option-paths";
import { samplePlatform } from "../platform/sample";
import { find, manifestsIn } from "./manifests";

const findSchema = schemasIn(join(resolvePath(__dirname, "../.."), "imports", "schemas"));
const kinds = jsonSchema(Middleware).definitions ?? {};

/** The spec that a middleware of the definition becomes, and what its resource's schema finds wrong with it. */
function written(kind: string, options: object) {
  const platform = samplePlatform({ middlewares: { example: { [kind]: options } } });
  const files = kubernetesFiles(platform);
  return {
    spec: find(manifestsIn(files), "Middleware", "example").spec,
    wrong: checkObjects(files, findSchema),
  };
}

/** In Traefik's resource others are named by a mapping. */
const namedBy = (names: readonly string[]) => names.map((name) => ({ name }));

function inTraefiksWords(kind: string, options: object) {
  if (kind === "chain") return { middlewares: namedBy((options as { middlewares: string[] }).middlewares) };
  if (kind !== "errors") return options;
  const { service, ...rest } = options as { service: { middlewares: string[] } };
  return { ...rest, service: { ...service, middlewares: namedBy(service.middlewares) } };
}

test("has an example of every kind", () => {
  expect(Object.keys(middlewareExamples).sort()).toEqual(
    Object.keys(kinds)
      .filter((name) => name !== "Middleware")
      .sort(),
  );
});

describe.each(Object.entries<readonly object[]>(middlewareExamples))("%s", (kind, examples) => {
  test("has every option in some example", () => {
    const paths = optionPaths(kinds[kind] ?? {}).filter((path) => path !== "");
    const seen = (path: string) => examples.some((options) => at(options, path.split(".")) !== undefined);
    expect(paths.filter((path) => !seen(path))).toEqual([]);
  });

  test.each(examples.map((options) => ({ options })))("writes $options in Traefik's words", ({ options }) => {
    expect(written(kind, options)).toEqual({ spec: { [kind]: inTraefiksWords(kind, options) }, wrong: [] });
  });
});

test("fills in what Traefik's own default would be a trap for", () => {
  const spec = (kind: string, options: object) => written(kind, options).spec[kind];
  expect(spec("rateLimit", { average: 1, burst: 2 })).toEqual({ average: 1, burst: 2, period: "1s" });
  expect(spec("basicAuth", { secret: "users" })).toEqual({ secret: "users", removeHeader: true });
  expect(spec("digestAuth", { secret: "users" })).toEqual({ secret: "users", removeHeader: true });
  expect(spec("forwardAuth", { address: "http://auth" })).toEqual({
    address: "http://auth",
    trustForwardHeader: false,
    maxResponseBodySize: 65536,
  });
  expect(spec("retry", {})).toEqual({ attempts: 3 });
  expect(spec("buffering", {})).toEqual({ maxRequestBodyBytes: 10485760 });
  expect(spec("errors", { status: ["500"], service: { name: "pages" } })).toEqual({
    status: ["500"],
    service: { kind: "Service", name: "pages", port: "http" },
    query: "/{status}.html",
    errorRequestHeaders: [],
  });
});

test("writes each shared middleware into a file of its own", () => {
  const files = kubernetesFiles(
    samplePlatform({ middlewares: { b: { compress: {} }, a: { namespace: "shop", contentType: {} } } }),
  );
  expect(files.map(({ path }) => path).filter((path) => path.startsWith("middlewares/"))).toEqual([
    "middlewares/apps/b.yaml",
    "middlewares/shop/a.yaml",
  ]);
});

function at(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (part, step) =>
      typeof part === "object" && part !== null ? (part as Record<string, unknown>)[step] : undefined,
    value,
  );
}
