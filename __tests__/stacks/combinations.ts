import { Definition } from "../../platform/definition/schema";
import { small } from "../outputs";
import { pairwise } from "./pairwise";

// biome-ignore lint/suspicious/noExplicitAny: a switch reaches into parts that the input type leaves optional
type Setting = (definition: any) => void;

const nothing: Setting = () => {};

/** Every switch of the infrastructure with its settings. */
export const switches = {
  network: {
    "per-az": nothing,
    single: (d) => {
      d.network.nat = "single";
    },
    regional: (d) => {
      d.network.nat = "regional";
    },
    none: (d) => {
      d.network.nat = "none";
      d.network.endpoints = { private: true };
      d.releases.imageRegistry = "mirror.example.com";
      d.certificates.issuers = { own: { ca: { secretName: "own-ca" } } };
      d.certificates.issuer = "own";
    },
    existing: (d) => {
      const ids = (tier: number) => [`subnet-0000000000000001${tier}`, `subnet-0000000000000002${tier}`];
      d.network.existing = {
        vpc: "vpc-00000000000000001",
        subnets: { public: ids(1), private: ids(2), intra: ids(3) },
      };
      d.network.subnets = {
        public: ["10.0.0.0/24", "10.0.1.0/24"],
        private: ["10.0.32.0/19", "10.0.64.0/19"],
        intra: ["10.0.2.0/24", "10.0.3.0/24"],
      };
    },
  },
  images: {
    published: nothing,
    mirrored: (d) => {
      d.releases.imageRegistry = "mirror.example.com";
    },
  },
  charts: {
    repositories: nothing,
    vendored: (d) => {
      d.releases.chartDirectory = "charts";
    },
  },
  definitions: {
    upgraded: nothing,
    manual: (d) => {
      d.releases.upgradeDefinitions = false;
    },
  },
  metricsServer: {
    chart: nothing,
    "add-on": (d) => {
      d.releases.metricsServer = "add-on";
      d.addOns.versions["metrics-server"] = "v0.8.0-eksbuild.5";
    },
  },
  flowLogs: {
    on: nothing,
    off: (d) => {
      if (d.network.existing === undefined) d.network.flowLogs = { enabled: false };
    },
  },
  state: {
    local: nothing,
    bucket: (d) => {
      d.aws.state = { bucket: "acme-tfstate", create: true };
    },
  },
  pipeline: {
    none: nothing,
    github: (d) => {
      d.delivery = { github: { repository: "acme/platform", ids: { owner: 1, repository: 2 } } };
    },
  },
  caller: {
    own: nothing,
    assumed: (d) => {
      d.aws.assumeRole = d.cluster.admins[0];
    },
  },
  endpoint: {
    private: nothing,
    public: (d) => {
      d.cluster.endpoint = { public: ["203.0.113.0/24"] };
    },
  },
  secrets: {
    "aws-owned": nothing,
    "customer-managed": (d) => {
      d.cluster.secretsEncryption = "customer-managed";
    },
  },
  identity: {
    "pod-identity": nothing,
    irsa: (d) => {
      d.cluster.identity = "irsa";
    },
  },
  securityGroups: {
    shared: nothing,
    strict: (d) => {
      d.cluster.strictSecurityGroups = true;
    },
  },
  protection: {
    on: nothing,
    off: (d) => {
      d.cluster.deletionProtection = false;
    },
  },
  sweep: {
    on: nothing,
    off: (d) => {
      d.cluster.sweepOnDestroy = false;
    },
  },
  volumes: {
    ebs: nothing,
    none: (d) => {
      d.addOns.ebsCsiDriver = false;
    },
  },
  nodes: {
    bottlerocket: nothing,
    "al2023 on x86-64, spot, tainted": (d) => {
      d.nodeGroups.batch = {
        ami: "al2023-x86-64",
        instances: ["m7i.large", "m6i.large"],
        capacity: "spot",
        taints: [{ key: "dedicated", value: "batch" }],
      };
    },
  },
  autoscaler: {
    none: nothing,
    "cluster-autoscaler": (d) => {
      d.scaling = { autoscaler: "cluster-autoscaler" };
    },
    karpenter: (d) => {
      d.scaling = { autoscaler: "karpenter", nodePools: { default: { capacity: ["on-demand", "spot"] } } };
    },
  },
  loadBalancer: {
    terraform: nothing,
    controller: (d) => {
      d.ingress.loadBalancer = "controller";
      d.dns = { externalDns: true };
    },
  },
  scheme: {
    "internet-facing": nothing,
    internal: (d) => {
      d.ingress.scheme = "internal";
    },
  },
  proxyProtocol: {
    on: nothing,
    off: (d) => {
      d.ingress.proxyProtocol = false;
    },
  },
  entryPoints: {
    "web and websecure": nothing,
    "TCP and UDP": (d) => {
      d.ingress.entryPoints = { postgres: { port: 5432 }, dns: { port: 53, protocol: "udp" } };
    },
  },
  mesh: {
    "Traefik alone": nothing,
    "Traefik among services": (d) => {
      d.ingress.forCallers = true;
    },
    istio: (d) => {
      d.mesh = "istio";
    },
    "istio-ambient": (d) => {
      d.mesh = "istio-ambient";
    },
    consul: (d) => {
      d.mesh = "consul";
    },
  },
  observability: {
    none: nothing,
    everything: (d) => {
      d.observability = { metrics: {}, traces: {} };
    },
    traces: (d) => {
      d.observability = { traces: {}, accessLogs: "errors" };
    },
  },
  zone: {
    named: nothing,
    "made here": (d) => {
      d.domain = { name: d.domain.name, createZone: true };
    },
  },
  records: {
    "the stack's": nothing,
    "external-dns": (d) => {
      d.dns = { externalDns: true };
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Setting>>>>;

/** Few combinations in which every pair of settings occurs. */
export const combinations = pairwise(
  Object.fromEntries(Object.entries(switches).map(([name, settings]) => [name, Object.keys(settings)])),
);

/** The small definition with the settings of a combination. */
export function definitionOf(combination: Readonly<Record<string, string>>): Definition {
  const definition = { ...structuredClone(small), releases: {}, addOns: { versions: {} }, ingress: {} };
  for (const [name, settings] of Object.entries<Readonly<Record<string, Setting>>>(switches)) {
    settings[combination[name] ?? ""]?.(definition);
  }
  return Definition.parse(definition);
}
