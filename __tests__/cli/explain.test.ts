import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { explainCommand, explainUsage } from "../../cli/explain";
import { ingressRoute, service } from "../verify/traefik/given";

const root = mkdtempSync(join(tmpdir(), "slipway-explain-"));

const manifests = (host: string): string =>
  service() +
  ingressRoute(
    `[{ match: Host(\`${host}\`), services: [{ name: svc, port: 80 }] }, { match: "Host(\`${host}\`) && Header(\`X-Canary\`, \`1\`)", services: [{ name: svc, port: http }] }]`,
  );

beforeAll(() => {
  for (const environment of ["dev", "prod"]) {
    mkdirSync(join(root, "dist", environment), { recursive: true });
    writeFileSync(join(root, "dist", environment, "all.yaml"), manifests(`${environment}.example.com`));
  }
  writeFileSync(join(root, "own.yaml"), manifests("own.example.com"));
  writeFileSync(
    join(root, "routes.yaml"),
    ingressRoute("[{ match: Path(`/`), services: [{ name: elsewhere, port: 80 }] }]"),
  );
  writeFileSync(
    join(root, "chained.yaml"),
    ingressRoute(
      "[{ match: Path(`/`), services: [{ name: svc, port: 80 }], middlewares: [{ name: elsewhere }] }]",
      {
        name: "chained",
      },
    ),
  );
  writeFileSync(join(root, "values.yaml"), "ports: { websecure: { exposedPort: 8443 } }\n");
  writeFileSync(join(root, "broken.yaml"), "a: [\n");
});

afterAll(() => rmSync(root, { recursive: true }));

const run = (...args: string[]) => explainCommand({ root, directory: root, args });
const parsed = (...args: string[]) => JSON.parse(run(...args, "--json").output);

test("asks the environments that route the host", () => {
  const { status, output } = run("https://prod.example.com/");
  expect(status).toBe(0);
  expect(output.split("\n").slice(0, 2)).toEqual([
    "GET https://prod.example.com/  in prod",
    "  goes to      default/svc port 80, 100 %",
  ]);
  expect(
    parsed("https://prod.example.com/").map(({ environment }: { environment: string }) => environment),
  ).toEqual(["prod"]);
});

test("asks all of them where none routes it, or the one that is named", () => {
  const environments = (...args: string[]) =>
    parsed(...args).map(({ environment }: { environment: string }) => environment);
  expect(environments("https://nobody.example.com/")).toEqual(["dev", "prod"]);
  expect(environments("https://prod.example.com/", "--env", "dev")).toEqual(["dev"]);
});

test("reads manifests that are named, and the chart's values beside them", () => {
  expect(run("https://own.example.com/", "own.yaml").status).toBe(0);
  expect(
    parsed("https://own.example.com:8443/", "own.yaml", "--values", "values.yaml")[0].entryPoint,
  ).toEqual({
    name: "websecure",
    port: 8443,
    known: true,
  });
});

test("finds the entry point by the port that is exposed, then by the pod's, then by the scheme", () => {
  const entryPoint = (...args: string[]) => parsed(...args, "own.yaml")[0].entryPoint?.name;
  expect(entryPoint("http://own.example.com/")).toBe("web");
  expect(entryPoint("http://own.example.com:8443/")).toBe("websecure");
  expect(entryPoint("http://own.example.com:1234/")).toBe("web");
  expect(entryPoint("http://own.example.com:1234/", "--values", "values.yaml")).toBeUndefined();
  expect(entryPoint("http://own.example.com/", "--entry-point", "metrics")).toBe("metrics");
});

test("takes curl's options", () => {
  const [explanation] = parsed(
    "https://own.example.com/a",
    "own.yaml",
    "-X",
    "POST",
    "-H",
    "x-canary: 1",
    "-b",
    "a=b",
    "--client-ip",
    "10.0.0.1",
  );
  expect(explanation.request).toBe("POST https://own.example.com/a");
  expect(explanation.route[0].router.match).toBe("Host(`own.example.com`) && Header(`X-Canary`, `1`)");
  expect(explanation.sent).toEqual({ method: "POST", host: "own.example.com", uri: "/a" });
});

test("trusts what may be kept elsewhere: where the files have no Service, or when told that they are a part", () => {
  expect(parsed("https://a/", "routes.yaml")[0].notes).toContain(
    "no Service is among the files; those that routes name are taken to exist",
  );
  expect(run("https://a/", "routes.yaml").status).toBe(0);
  expect(run("https://a/", "routes.yaml", "own.yaml").status).toBe(1);
  expect(run("https://a/", "chained.yaml", "own.yaml").status).toBe(1);
  expect(run("https://a/", "chained.yaml", "own.yaml", "--partial").status).toBe(0);
});

describe("exits with", () => {
  test("1 where the request ends before a service", () => {
    expect(run("https://nobody.example.com/", "own.yaml").status).toBe(1);
  });

  test.each<[string, string[], string]>([
    ["no URL", [], explainUsage.trimEnd()],
    ["a URL that is none", ["https:///"], "https:/// names no host"],
    ["two URLs", ["https://a/", "https://b/"], "one request at a time: https://b/ is more than one"],
    [
      "an environment that is not there",
      ["https://a/", "--env", "test"],
      "there is no environment test in dist; there are dev, prod",
    ],
    [
      "a file that is not there",
      ["https://a/", "absent.yaml"],
      "absent.yaml: there is no such file or folder",
    ],
  ])("2 for %s", (_, args, message) => {
    const { status, errors } = run(...args);
    expect([status, errors.trimEnd()]).toEqual([2, message]);
  });

  test("2 for an option that it does not know, with those that it does", () => {
    const { status, errors } = run("https://a/", "--follow");
    expect([status, errors.includes("--client-ip")]).toEqual([2, true]);
  });
});

test("says which files could not be read, and answers from the others", () => {
  const { status, errors } = run("https://own.example.com/", "own.yaml", "broken.yaml");
  expect([status, errors.startsWith("broken.yaml:")]).toEqual([0, true]);
});
