import { expect, test } from "@jest/globals";
import { ApiObject, App, Chart } from "cdk8s";
import type { Construct } from "constructs";
import { kubernetesFiles } from "../../k8s/app";
import { filesOf } from "../../k8s/files";
import { FileScope } from "../../k8s/manifest-file";
import { samplePlatform } from "../platform/sample";

const configMap = (scope: Construct, name: string) =>
  new ApiObject(scope, name, { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "apps" } });

const newChart = () => new Chart(new App(), "test");

test("makes a file of each subject", () => {
  const platform = samplePlatform({
    services: { a: { image: "a:v1" }, b: { image: "b:v1", namespace: "other" } },
  });
  expect(kubernetesFiles(platform).map(({ path }) => path)).toEqual([
    "certificates/certificate-wildcard-example-com.yaml",
    "certificates/cluster-issuer-letsencrypt-production.yaml",
    "certificates/cluster-issuer-letsencrypt-staging.yaml",
    "kustomization.yaml",
    "namespaces/apps.yaml",
    "namespaces/other.yaml",
    "services/apps/a.yaml",
    "services/other/b.yaml",
    "storage/storage-class-gp3.yaml",
    "traefik/tls-option-default.yaml",
    "traefik/tls-store-default.yaml",
  ]);
});

test("lists every file in the kustomization, namespaces first", () => {
  const files = kubernetesFiles(samplePlatform({ services: { a: { image: "a:v1" } } }));
  expect(files.find(({ path }) => path === "kustomization.yaml")?.text).toBe(
    [
      "apiVersion: kustomize.config.k8s.io/v1beta1",
      "kind: Kustomization",
      "resources:",
      "- namespaces/apps.yaml",
      "- certificates/certificate-wildcard-example-com.yaml",
      "- certificates/cluster-issuer-letsencrypt-production.yaml",
      "- certificates/cluster-issuer-letsencrypt-staging.yaml",
      "- services/apps/a.yaml",
      "- storage/storage-class-gp3.yaml",
      "- traefik/tls-option-default.yaml",
      "- traefik/tls-store-default.yaml",
      "",
    ].join("\n"),
  );
});

test("writes objects in the order of their construction", () => {
  const chart = newChart();
  const file = new FileScope(chart, "file", "a.yaml");
  configMap(file, "z");
  configMap(file, "a");
  expect(filesOf(chart).map(({ text }) => text)).toEqual([
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: z\n  namespace: apps\n---\n" +
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\n",
  ]);
});

test("reports everything that is wrong at once, each with its construct", () => {
  const chart = newChart();
  const one = new FileScope(chart, "one", "a.yaml");
  const two = new FileScope(chart, "two", "A.yaml");
  configMap(one, "x");
  configMap(two, "x");
  configMap(chart, "stray");
  one.node.addValidation({ validate: () => ["is not to my taste"] });
  expect(() => filesOf(chart)).toThrow(
    [
      "the Kubernetes objects cannot be written:",
      "  test/one: is not to my taste",
      "  test/stray: belongs to no file; construct it below a FileScope",
      "  test/two: writes A.yaml, which is the file a.yaml of test/one",
      "  test/two/x: is ConfigMap apps/x, and so is test/one/x; one would overwrite the other",
    ].join("\n"),
  );
});

test("does not depend on the environment", () => {
  const text = () =>
    kubernetesFiles(samplePlatform({ services: { a: { image: "a:v1" } } })).map((file) => file.text);
  const before = text();
  process.env.CDK8S_DISABLE_SORT = "1";
  try {
    expect(text()).toEqual(before);
  } finally {
    delete process.env.CDK8S_DISABLE_SORT;
  }
});

test("takes time in proportion to the number of services", () => {
  const platformOf = (count: number) =>
    samplePlatform({
      services: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `service-${index}`,
          {
            image: "a:v1",
            namespace: `namespace-${index % 20}`,
            expose: [{ host: `h${index}.example.com`, headers: { request: { "X-Index": String(index) } } }],
            callers: index === 0 ? [] : [`service-${index - 1}`],
          },
        ]),
      ),
    });
  const few = platformOf(200);
  const many = platformOf(2000);
  kubernetesFiles(few);
  // the fastest of a few runs: a pause of the machine is not the code's
  const fewMs = Math.min(...[1, 2, 3].map(() => elapsed(() => kubernetesFiles(few))));
  let ratio = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && ratio >= 12; attempt += 1) {
    ratio = elapsed(() => kubernetesFiles(many)) / fewMs;
  }
  expect(ratio).toBeLessThan(12);
});

function elapsed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}
