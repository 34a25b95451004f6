import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { kubernetesFiles } from "../../../k8s/app";
import type { MeshTarget } from "../../../platform/mesh/targets";
import { type DefinitionInput, resolve, small } from "../../outputs";
import { expectValidOutput } from "../../valid-output";
import { type Manifest, manifestsIn, namesOf } from "../manifests";

/** An environment that is watched, with a service in two versions. */
const watched = (mesh: MeshTarget, sections: Partial<DefinitionInput> = {}) =>
  resolve({
    ...small,
    mesh,
    addOns: { ebsCsiDriver: true },
    nodeGroups: { system: { size: { min: 3, max: 6 } } },
    observability: { metrics: {} },
    services: {
      whoami: {
        image: "example/whoami:1",
        callers: ["frontend"],
        versions: { stable: { weight: 90 }, canary: { weight: 10 } },
        expose: [{ host: "whoami.example.com" }],
        metrics: { path: "/numbers" },
      },
      frontend: { image: "example/frontend:1", expose: [{ host: "frontend.example.com" }] },
    },
    ...sections,
  });

const objectsOf = (mesh: MeshTarget): readonly Manifest[] => manifestsIn(kubernetesFiles(watched(mesh)));

const targets = ["none", "istio", "istio-ambient", "consul"] as const;

/** The dashboards of an environment, as Grafana reads them. */
const dashboardsOf = (objects: readonly Manifest[]): readonly string[] =>
  objects
    .filter(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("dashboard-"))
    .flatMap((object) =>
      Object.values((object as Manifest & { readonly data: Record<string, string> }).data),
    );

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
}

const rulesOf = (
  objects: readonly Manifest[],
): readonly { readonly name: string; readonly rules: readonly Rule[] }[] =>
  objects.filter(({ kind }) => kind === "PrometheusRule").flatMap(({ spec }) => spec.groups);

/** Every query of every dashboard. */
const queriesOf = (objects: readonly Manifest[]): readonly string[] =>
  dashboardsOf(objects)
    .flatMap((text) => JSON.parse(text).panels)
    .flatMap(({ targets: queries = [] }: { readonly targets?: readonly { readonly expr: string }[] }) =>
      queries.map(({ expr }) => expr),
    );

test("writes nothing for Prometheus where it is not asked for", () => {
  const objects = manifestsIn(kubernetesFiles(watched("none", { observability: {} })));
  expect(objects.filter(({ apiVersion }) => apiVersion.startsWith("monitoring.coreos.com/"))).toEqual([]);
});

test.each(targets)("writes objects that the operator takes, with mesh: %s", (target) => {
  expectValidOutput(watched(target));
});

test("reads a service's own metrics from its pods, or from the proxies that have them too", () => {
  const readsPods = targets.filter((target) => namesOf(objectsOf(target), "PodMonitor").includes("whoami"));
  expect(readsPods).toEqual(["none", "istio-ambient"]);
});

test("reads pods at the port and path of the service's metrics", () => {
  const monitor = objectsOf("none").find(
    ({ kind, metadata }) => kind === "PodMonitor" && metadata.name === "whoami",
  );
  expect(monitor?.spec).toEqual({
    jobLabel: "app.kubernetes.io/name",
    selector: { matchLabels: { "app.kubernetes.io/name": "whoami" } },
    podTargetLabels: ["app.kubernetes.io/version"],
    podMetricsEndpoints: [{ port: "http", path: "/numbers" }],
  });
});

test("has a dashboard for Traefik, and one for the mesh", () => {
  const dashboards = Object.fromEntries(
    targets.map((target) => [
      target,
      namesOf(objectsOf(target), "ConfigMap").filter((name) => name.startsWith("dashboard-")),
    ]),
  );
  expect(dashboards).toEqual({
    none: ["dashboard-traefik"],
    istio: ["dashboard-istio", "dashboard-traefik"],
    "istio-ambient": ["dashboard-istio", "dashboard-traefik"],
    consul: ["dashboard-consul", "dashboard-traefik"],
  });
});

test("marks dashboards for Grafana's sidecar", () => {
  const [dashboard] = objectsOf("none").filter(({ metadata }) => metadata.name === "dashboard-traefik");
  expect(dashboard?.metadata).toMatchObject({ namespace: "monitoring", labels: { grafana_dashboard: "1" } });
});

test("gives every panel of a dashboard a place of its own", () => {
  for (const text of dashboardsOf(objectsOf("istio"))) {
    const { panels } = JSON.parse(text) as {
      readonly panels: readonly { readonly id: number; readonly gridPos: object }[];
    };
    expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
    expect(panels.map(({ id }) => id)).toEqual(panels.map((_, index) => index + 1));
  }
});

/** How each target counts requests to a version, as series of a test. */
const countedBy: Readonly<
  Record<MeshTarget, (version: string) => { readonly all: string; readonly failed: string }>
> = {
  none: (version) => ({
    all: `traefik_service_requests_total{service="apps-whoami-${version}-http@kubernetescrd",code="200"}`,
    failed: `traefik_service_requests_total{service="apps-whoami-${version}-http@kubernetescrd",code="500"}`,
  }),
  istio: istioCounts,
  "istio-ambient": istioCounts,
  // which has one counter for all and another by class
  consul: (version) => ({
    all: `envoy_cluster_upstream_rq_total{consul_destination_service="whoami",consul_destination_service_subset="${version}"}`,
    failed: `envoy_cluster_upstream_rq_xx{consul_destination_service="whoami",consul_destination_service_subset="${version}",envoy_response_code_class="5"}`,
  }),
};

function istioCounts(version: string) {
  const labels = `reporter="destination",destination_service_namespace="apps",destination_canonical_service="whoami",destination_canonical_revision="${version}"`;
  return {
    all: `istio_requests_total{${labels},response_code="200"}`,
    failed: `istio_requests_total{${labels},response_code="500"}`,
  };
}

/** Requests a minute to a version, and how many of them fail. */
function series(target: MeshTarget, version: string, requests: number, failures: number) {
  const { all, failed } = countedBy[target](version);
  const counted = target === "consul" ? requests : requests - failures;
  return [
    { series: all, values: `0+${counted}x30` },
    ...(failures === 0 ? [] : [{ series: failed, values: `0+${failures}x30` }]),
  ];
}

const versionTests = (target: MeshTarget) => ({
  evaluation_interval: "1m",
  rule_files: [`${target}.yaml`],
  tests: [
    {
      name: "the new version fails",
      interval: "1m",
      input_series: [...series(target, "stable", 900, 9), ...series(target, "canary", 100, 20)],
      promql_expr_test: [
        {
          // to three places: promtool compares numbers bit by bit
          expr: 'round(version:request_errors:ratio_rate5m{version="canary"}, 0.001)',
          eval_time: "10m",
          exp_samples: [
            {
              labels: '{namespace="apps",service="whoami",version="canary"}',
              value: 0.2,
            },
          ],
        },
      ],
      alert_rule_test: [
        {
          eval_time: "15m",
          alertname: "VersionFails",
          exp_alerts: [
            {
              exp_labels: { severity: "critical", namespace: "apps", service: "whoami", version: "canary" },
              exp_annotations: {
                summary: "Version canary of apps/whoami fails for 20% of requests",
                description: "More than twice as often as the service's best version: give it less weight.",
              },
            },
          ],
        },
      ],
    },
    {
      name: "both versions fail alike",
      interval: "1m",
      input_series: [...series(target, "stable", 100, 20), ...series(target, "canary", 100, 20)],
      alert_rule_test: [{ eval_time: "15m", alertname: "VersionFails", exp_alerts: [] }],
    },
    {
      name: "nothing fails",
      interval: "1m",
      input_series: [...series(target, "stable", 100, 0), ...series(target, "canary", 100, 0)],
      promql_expr_test: [
        {
          // to three places: promtool compares numbers bit by bit
          expr: 'round(version:request_errors:ratio_rate5m{version="canary"}, 0.001)',
          eval_time: "10m",
          exp_samples: [
            {
              labels: '{namespace="apps",service="whoami",version="canary"}',
              value: 0,
            },
          ],
        },
      ],
    },
  ],
});

const promtool = spawnSync("promtool", ["--version"], { encoding: "utf8" });

if (promtool.error !== undefined) {
  test("alerts: not tested here without promtool", () => {
    process.stderr.write("alerts: not tested here, since a test needs promtool of Prometheus\n");
    expect(promtool.error).toMatchObject({ code: "ENOENT" });
  });
} else {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "slipway-alerts-"));
    for (const target of targets) {
      writeFileSync(join(folder, `${target}.yaml`), stringify({ groups: rulesOf(objectsOf(target)) }));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
    return { status, output: status === 0 ? "" : stdout + stderr };
  };

  test.each(targets)("promtool finds no fault in the rules with mesh: %s", (target) => {
    expect(run("check", "rules", "--lint-fatal", `${target}.yaml`)).toEqual({ status: 0, output: "" });
  });

  test.each(targets)("promtool reads every query of the dashboards with mesh: %s", (target) => {
    const queries = queriesOf(objectsOf(target)).map((expr, index) => ({
      record: `query_${index}`,
      // Grafana fills it in
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
    expect(queries.length).toBeGreaterThan(10);
    writeFileSync(join(folder, "queries.yaml"), stringify({ groups: [{ name: "queries", rules: queries }] }));
    expect(run("check", "rules", "queries.yaml")).toEqual({ status: 0, output: "" });
  });

  test.each(["alerts", "mesh-istio", "mesh-consul"])(
    "promtool sees the alerts of %s fire when they should, and then only",
    (cases) => {
      const file = `${cases}.promtool.yaml`;
      copyFileSync(join(__dirname, file), join(folder, file));
      expect(run("test", "rules", file)).toEqual({ status: 0, output: "" });
    },
  );

  test.each(targets)(
    "promtool sees a version that fails more often than the other, with mesh: %s",
    (target) => {
      writeFileSync(join(folder, "versions.yaml"), stringify(versionTests(target)));
      expect(run("test", "rules", "versions.yaml")).toEqual({ status: 0, output: "" });
    },
  );
}
