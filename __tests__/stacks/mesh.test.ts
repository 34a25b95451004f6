import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { meshTargetNames } from "../../platform/mesh/targets";
import { chartFrom } from "../../platform/releases";
import { charts } from "../../platform/versions";
import { consulValues } from "../../stacks/mesh/consul/values";
import { istiodValues } from "../../stacks/mesh/istio/releases";
import { traefikValues } from "../../stacks/releases/traefik";
import {
  addresses,
  type DefinitionInput,
  resolve,
  resourceOf,
  small,
  type TerraformJson,
  terraformJson,
} from "../outputs";
import { dependencyClosure } from "./dependencies";

type Mesh = (typeof meshTargetNames)[number];

const withMesh = (mesh: Mesh, observability: DefinitionInput["observability"]) =>
  terraformJson(resolve({ ...small, mesh, observability }));

const stacks = new Map(
  meshTargetNames.map((mesh) => [mesh, withMesh(mesh, { metrics: {}, traces: {} })] as const),
);
const stackOf = (mesh: Mesh): TerraformJson => stacks.get(mesh) ?? withMesh(mesh, {});

const closures = new Map([...stacks].map(([mesh, json]) => [mesh, dependencyClosure(json)] as const));

/** What releases are, in an order in which each one comes after those that it waits for. */
const order = (mesh: Mesh): string[] => {
  const ids = addresses(stackOf(mesh)).flatMap(idOf);
  return ids.sort((a, b) => needs(mesh, a).length - needs(mesh, b).length);
};

/** Releases that one waits for, directly or not. */
const needs = (mesh: Mesh, id: string): string[] => {
  const address = addresses(stackOf(mesh)).find((it) => idOf(it).includes(id)) ?? "";
  return [...(closures.get(mesh)?.get(address) ?? [])].flatMap(idOf);
};

const idOf = (address: string): string[] =>
  /^helm_release\.releases_(.+)_release_/.exec(address)?.slice(1) ?? [];

const valuesOf = (json: TerraformJson, id: string) =>
  parse(resourceOf(json, "helm_release", `releases_${id}_`).values[0]);

test.each(["istio", "istio-ambient", "consul"] as const)("keeps the addresses of what %s adds", (mesh) => {
  const without = addresses(stackOf("none"));
  expect(addresses(stackOf(mesh)).filter((address) => !without.includes(address))).toMatchSnapshot();
});

test.each([
  ["istio", ["istio-base", "istiod", "istio-cni"]],
  ["istio-ambient", ["gateway-api", "istio-base", "istiod", "istio-cni", "ztunnel"]],
  ["consul", ["storage-class", "gateway-api", "consul"]],
] as const)("installs the parts of %s one after the other, and Traefik behind them", (mesh, parts) => {
  expect(order(mesh).filter((id) => (parts as readonly string[]).includes(id))).toEqual(parts);
  for (const [index, id] of parts.entries()) {
    expect(needs(mesh, id)).toEqual(expect.arrayContaining(parts.slice(0, index)));
  }
  expect(needs(mesh, "traefik")).toEqual(expect.arrayContaining([...parts]));
});

test.each(meshTargetNames)("asks with %s nobody's webhook before it can answer", (mesh) => {
  for (const id of order(mesh).filter((it) => /istio|consul|prometheus|jaeger|trace|ztunnel/.test(it))) {
    expect(needs(mesh, id)).toContain("aws-load-balancer-controller");
  }
});

test("lets the control plane call a mesh's webhooks, where nodes have a security group of their own", () => {
  const ports = (mesh: Mesh) =>
    resolve({ ...small, mesh }).controlPlanePorts.filter(({ purpose }) => purpose.startsWith("webhooks of"));
  expect(meshTargetNames.map((mesh) => [mesh, ports(mesh)])).toEqual([
    ["none", []],
    ["istio", [{ port: 15017, purpose: "webhooks of Istio" }]],
    ["istio-ambient", [{ port: 15017, purpose: "webhooks of Istio" }]],
    ["consul", [{ port: 8080, purpose: "webhooks of Consul" }]],
  ]);
});

test("opens a port once, though a definition asks for it too", () => {
  const cluster = { ...small.cluster, strictSecurityGroups: true, webhookPorts: [15017, 9000] };
  expect(resolve({ ...small, mesh: "istio", cluster }).controlPlanePorts.map(({ port }) => port)).toEqual([
    443, 15017, 9443, 10250, 9000,
  ]);
});

test.each([
  ["none", undefined, undefined],
  ["istio", { "sidecar.istio.io/inject": "true" }, { "traffic.sidecar.istio.io/includeInboundPorts": "" }],
  [
    "istio-ambient",
    { "istio.io/dataplane-mode": "ambient" },
    { "ambient.istio.io/bypass-inbound-capture": "true" },
  ],
  [
    "consul",
    undefined,
    {
      "consul.hashicorp.com/connect-inject": "true",
      "consul.hashicorp.com/kubernetes-service": "traefik",
      "consul.hashicorp.com/enable-consul-dataplane-as-sidecar": "true",
      "consul.hashicorp.com/transparent-proxy-exclude-inbound-ports": "8000,8443,8080,9100",
      "consul.hashicorp.com/transparent-proxy-exclude-outbound-cidrs": "172.20.0.1/32",
      "consul.hashicorp.com/transparent-proxy-exclude-outbound-ports": "4317",
    },
  ],
] as const)("marks Traefik's pods as members of %s, past which clients from outside come", (...row) => {
  const [mesh, labels, annotations] = row;
  const { podLabels, podAnnotations } = valuesOf(stackOf(mesh), "traefik").deployment;
  expect({ podLabels, podAnnotations }).toEqual({ podLabels: labels, podAnnotations: annotations });
});

test("keeps every TCP port of Traefik's out of Consul's proxy, and the API server where it is", () => {
  const platform = resolve({
    ...small,
    mesh: "consul",
    cluster: { ...small.cluster, serviceCidr: "10.100.0.0/16" },
    ingress: {
      entryPoints: { postgres: { port: 5432 }, smtp: { port: 25 }, dns: { port: 53, protocol: "udp" } },
    },
  });
  expect(traefikValues(platform).deployment.podAnnotations).toMatchObject({
    "consul.hashicorp.com/transparent-proxy-exclude-inbound-ports": "8000,8443,5432,10025,8080,9100",
    "consul.hashicorp.com/transparent-proxy-exclude-outbound-cidrs": "10.100.0.1/32",
  });
});

test("lets Traefik download its plugins, which are in no mesh", () => {
  const plugins = { geoblock: { moduleName: "github.com/acme/geoblock", version: "v1.0.0" } };
  const excluded = (ingress: DefinitionInput["ingress"]) =>
    traefikValues(resolve({ ...small, mesh: "consul", ingress })).deployment.podAnnotations?.[
      "consul.hashicorp.com/transparent-proxy-exclude-outbound-ports"
    ];
  expect([excluded({}), excluded({ plugins })]).toEqual([undefined, "443"]);
});

test("lets Prometheus into the mesh only where it would read nothing from outside", () => {
  const marks = (mesh: Mesh) => valuesOf(stackOf(mesh), "prometheus").prometheus.prometheusSpec.podMetadata;
  expect(meshTargetNames.filter((mesh) => marks(mesh) !== undefined)).toEqual(["istio-ambient"]);
});

test.each(["istio", "istio-ambient"] as const)(
  "lets pods of %s be restricted ones, and sends traces",
  (mesh) => {
    expect(valuesOf(stackOf(mesh), "istiod")).toMatchObject({
      cni: { enabled: true },
      global: { proxy: { seccompProfile: { type: "RuntimeDefault" } } },
      gateways: { seccompProfile: { type: "RuntimeDefault" } },
      meshConfig: {
        extensionProviders: [
          {
            name: "otel",
            opentelemetry: { service: "otel-collector.observability.svc.cluster.local", port: 4317 },
          },
        ],
      },
    });
    expect(istiodValues(resolve({ ...small, mesh }), mesh).meshConfig).toEqual({
      defaultHttpRetryPolicy: { attempts: 0 },
    });
  },
);

test.each(["istio", "istio-ambient"] as const)(
  "lets what redirects pods of %s into their networks on Bottlerocket, where types decide",
  (mesh) => {
    expect(valuesOf(stackOf(mesh), "istio-cni").seLinuxOptions).toEqual({ type: "spc_t" });
  },
);

test("keeps Consul from the Gateway API's definitions, which are everybody's", () => {
  expect(valuesOf(stackOf("consul"), "consul")).toMatchObject({
    global: { installK8sNetworkingCRDs: false, crds: { enableTcpRoute: false } },
    connectInject: { apiGateway: { manageExternalCRDs: false, manageNonStandardCRDs: false } },
  });
});

test("has three servers of Consul where there are nodes for them, and one else", () => {
  const servers = (min: number) =>
    consulValues(resolve({ ...small, mesh: "consul", nodeGroups: { system: { size: { min, max: 6 } } } }))
      .server;
  expect([1, 2, 3, 4].map((nodes) => servers(nodes).replicas)).toEqual([1, 1, 3, 3]);
  expect(servers(2).disruptionBudget).toEqual({ enabled: false });
});

test("makes the pods of other controllers without asking Consul", () => {
  const { namespaceSelector } = valuesOf(stackOf("consul"), "consul").connectInject;
  expect(parse(namespaceSelector)).toEqual({
    matchExpressions: [
      {
        key: "kubernetes.io/metadata.name",
        operator: "NotIn",
        values: [
          "cert-manager",
          "external-dns",
          "istio-system",
          "kube-system",
          "monitoring",
          "node-exporter",
          "observability",
        ],
      },
    ],
  });
});

test.each(Object.values(charts).filter((chart) => !("repository" in chart)))(
  "has the chart $name at the version that the stack asks for",
  ({ name, version }) => {
    const folder = join(__dirname, "..", "..", "stacks", "charts", name);
    expect(parse(readFileSync(join(folder, "Chart.yaml"), "utf8"))).toMatchObject({
      apiVersion: "v2",
      name,
      version,
    });
  },
);

test("takes them from the project, wherever other charts come from", () => {
  const source = { chart: "../../../stacks/charts/gateway-api", version: charts.gatewayApi.version };
  expect(chartFrom({}, charts.gatewayApi)).toEqual(source);
  expect(chartFrom({ chartDirectory: "vendor/charts" }, charts.gatewayApi)).toEqual(source);
});

test("installs definitions of the Gateway API's version, of its standard channel", () => {
  const folder = join(__dirname, "..", "..", "stacks", "charts", charts.gatewayApi.name, "crds");
  const definitions = readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), "utf8")));
  expect(definitions.map(({ spec }) => spec.names.plural).sort()).toEqual([
    "gatewayclasses",
    "gateways",
    "grpcroutes",
    "httproutes",
    "referencegrants",
  ]);
  for (const { metadata } of definitions) {
    expect(metadata.annotations).toMatchObject({
      "gateway.networking.k8s.io/bundle-version": charts.gatewayApi.version,
      "gateway.networking.k8s.io/channel": "standard",
    });
  }
});

test.each(["istio", "istio-ambient"] as const)(
  "tries nothing again with %s unless a route says so",
  (mesh) => {
    expect(valuesOf(stackOf(mesh), "istiod").meshConfig.defaultHttpRetryPolicy).toEqual({ attempts: 0 });
  },
);
