import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import { parse } from "yaml";
import { literal } from "../../stacks/literal";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const json = terraformJson(resolve(small));
const releases = Object.entries(json.resource.helm_release ?? {});

test.each(releases)("%s recovers from a failed install and from a lost state", (_name, release) => {
  expect(release).toMatchObject({
    atomic: true,
    cleanup_on_fail: true,
    upgrade_install: true,
    wait: true,
    timeouts: { delete: "20m" },
  });
});

test.each(releases)("%s shows all its values in the plan", (_name, release) => {
  expect(release.values).toHaveLength(1);
  // an interpolation would hide the document until apply
  expect(release.values[0]).not.toMatch(/(?<!\$)\$\{/);
});

test("gives the controller the VPC's id apart, since it is unknown until apply", () => {
  const withSet = releases.filter(([, release]) => release.set !== undefined);
  expect(withSet.map(([name, { set }]) => [name, set])).toEqual([
    [
      expect.stringMatching(/aws-load-balancer-controller/),
      [{ name: "vpcId", value: expect.stringMatching(/^\$\{aws_vpc\.[\w-]+\.id\}$/) }],
    ],
  ]);
});

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that is escaped
  ["${1}", "$${1}"],
  ["%{if}", "%%{if}"],
  ["$1 {} 100%", "$1 {} 100%"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
  ["${aws:PrincipalTag/team}", "$${aws:PrincipalTag/team}"],
])("escapes %s so that Terraform takes it as it stands", (text, escaped) => {
  expect(literal(text)).toBe(escaped);
});

const schemas = join(__dirname, "..", "..", "imports", "charts");

/** Everything that is left out of Traefik's values unless asked for. */
const everything = terraformJson(
  resolve({
    ...small,
    ingress: {
      forwardedHeadersFrom: ["198.51.100.0/24"],
      plugins: { geoblock: { moduleName: "github.com/acme/geoblock", version: "v1.0.0" } },
    },
    certificates: { ...small.certificates, issuers: { http: { acme: { http01: {} } } } },
  }),
);

test.each([
  ["cert-manager", json, new Ajv({ strict: false })],
  ["traefik", json, new Ajv2020({ strict: false })],
  ["traefik", everything, new Ajv2020({ strict: false })],
])("gives %s values that its chart accepts", (chart, { resource }, ajv) => {
  const isValid = ajv.compile(JSON.parse(readFileSync(join(schemas, `${chart}.schema.json`), "utf8")));
  const [, release] =
    Object.entries(resource.helm_release ?? {}).find(([name]) => name.includes(chart)) ?? [];
  isValid(parse(release?.values[0]));
  expect(isValid.errors ?? []).toEqual([]);
});

const withReleases = (releases: DefinitionInput["releases"]) =>
  terraformJson(resolve({ ...small, releases }));

test("takes charts from a folder of the project, at the same versions", () => {
  const vendored = withReleases({ chartDirectory: "vendor/charts" });
  expect(
    Object.values(vendored.resource.helm_release ?? {}).map(({ chart, repository, version }) => [
      chart,
      repository,
      version,
    ]),
  ).toEqual([
    ["../../../vendor/charts/aws-load-balancer-controller", undefined, "3.5.0"],
    ["../../../vendor/charts/cert-manager", undefined, "v1.21.1"],
    ["../../../vendor/charts/metrics-server", undefined, "3.13.1"],
    ["../../../vendor/charts/traefik", undefined, "41.3.0"],
  ]);
});

test("pulls every image from the mirror, under the name of the registry that it comes from", () => {
  const mirrored = terraformJson(
    resolve({
      ...small,
      releases: { imageRegistry: "mirror.example.com/m" },
      dns: { externalDns: true },
      scaling: { autoscaler: "cluster-autoscaler" },
    }),
  );
  const images = Object.values(mirrored.resource.helm_release ?? {}).map(({ name, values }) => {
    const { image, imageRegistry } = parse(values[0]);
    return [name, image?.registry ?? image?.repository ?? imageRegistry];
  });
  expect(images.sort()).toEqual([
    ["aws-load-balancer-controller", "mirror.example.com/m/public.ecr.aws/eks/aws-load-balancer-controller"],
    ["cert-manager", "mirror.example.com/m/quay.io"],
    ["cluster-autoscaler", "mirror.example.com/m/registry.k8s.io/autoscaling/cluster-autoscaler"],
    ["external-dns", "mirror.example.com/m/registry.k8s.io/external-dns/external-dns"],
    ["metrics-server", "mirror.example.com/m/registry.k8s.io/metrics-server/metrics-server"],
    ["traefik", "mirror.example.com/m/docker.io"],
  ]);
});

test.each(["istio", "istio-ambient", "consul"] as const)(
  "pulls every image of %s, and of what observes, from the mirror",
  (mesh) => {
    const { resource } = terraformJson(
      resolve({
        ...small,
        mesh,
        observability: { metrics: {}, traces: {} },
        releases: { imageRegistry: "mirror.example.com/m" },
      }),
    );
    const images = Object.values(resource.helm_release ?? {})
      .filter(({ name }) => !/^(aws|cert|metrics|traefik)/.test(name))
      .flatMap(({ name, values }) => placesOfImages(parse(values[0])).map((place) => `${name} ${place}`));
    expect(images.sort()).toMatchSnapshot();
  },
);

/** `path: value` of every text in values that begins with the mirror's name. */
const placesOfImages = (values: unknown, path: readonly string[] = []): string[] =>
  typeof values === "object" && values !== null
    ? Object.entries(values).flatMap(([key, value]) => placesOfImages(value, [...path, key]))
    : typeof values === "string" && values.startsWith("mirror.example.com/m/")
      ? [`${path.join(".")}: ${values}`]
      : [];

test("upgrades the definitions that Helm leaves alone whenever a chart's version changes", () => {
  const definitions = resourceOf(json, "terraform_data", "traefik-definitions");
  expect(definitions.triggers_replace).toEqual({ chart: "traefik", version: "41.3.0" });
  expect(definitions.provisioner[0]["local-exec"].command).toContain(
    "helm show crds oci://ghcr.io/traefik/helm/traefik --version 41.3.0",
  );
  expect(resourceOf(json, "helm_release", "traefik").depends_on.join()).toContain("traefik-definitions");
});

test("gives external-dns the one zone, and marks its records with the cluster's name", () => {
  const { resource } = terraformJson(resolve({ ...small, dns: { externalDns: true, policy: "sync" } }));
  const [, release] =
    Object.entries(resource.helm_release ?? {}).find(([name]) => name.includes("external-dns")) ?? [];
  expect(parse(release?.values[0])).toMatchObject({
    domainFilters: ["example.com"],
    env: [{ name: "AWS_DEFAULT_REGION", value: "eu-central-1" }],
    policy: "sync",
    provider: { name: "aws" },
    txtOwnerId: "test",
  });
});
