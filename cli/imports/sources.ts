import { charts, gitopsControllers, meshDefinitions, prometheusOperator } from "../../platform/versions";

/** Where the definitions of a group of custom resources, and the values schema of a chart, are published. */
export interface Source {
  /** API group; names the folder of definitions and the file of bindings. */
  readonly group: string;
  /** Kinds by their plural, which names the file of each definition. Without those that only a controller makes. */
  readonly plurals: readonly string[];
  /** GitHub repository, `owner/name`. */
  readonly repository: string;
  readonly tag: string;
  /** Path of a definition in the repository. */
  readonly path: (plural: string) => string;
  readonly licence: string;
  /**
   * Whether there are typed constructs of it too, ten times the size of its schemas; without them its objects are
   * written as they will stand in YAML.
   */
  readonly bindings: boolean;
}

export interface ChartSource {
  /** Name of the chart and of its file. */
  readonly chart: string;
  readonly repository: string;
  readonly tag: string;
  readonly path: string;
  readonly licence: string;
}

const traefikChart = {
  repository: "traefik/traefik-helm-chart",
  tag: `v${charts.traefik.version}`,
  licence: "Apache-2.0",
} as const;

const certManager = {
  repository: "cert-manager/cert-manager",
  tag: charts.certManager.version,
  licence: "Apache-2.0",
} as const;

const istio = {
  repository: "istio/istio",
  tag: meshDefinitions.istio,
  // all of them in one file
  path: () => "manifests/charts/base/files/crd-all.gen.yaml",
  licence: "Apache-2.0",
  bindings: false,
} as const;

export const sources: readonly Source[] = [
  {
    group: "argoproj.io",
    // not ApplicationSets, which repeat a whole Application for each of their generators: three megabytes
    plurals: ["applications", "appprojects"],
    repository: "argoproj/argo-cd",
    tag: gitopsControllers.argoCd,
    path: (plural) => `manifests/crds/${plural.replace(/s$/, "")}-crd.yaml`,
    licence: "Apache-2.0",
    bindings: true,
  },
  {
    group: "cert-manager.io",
    plurals: ["certificates", "clusterissuers", "issuers"],
    path: (plural) => `deploy/crds/cert-manager.io_${plural}.yaml`,
    ...certManager,
    bindings: true,
  },
  {
    group: "consul.hashicorp.com",
    plurals: [
      "meshes",
      "proxydefaults",
      "servicedefaults",
      "serviceintentions",
      "serviceresolvers",
      "servicerouters",
      "servicesplitters",
      "terminatinggateways",
    ],
    repository: "hashicorp/consul-k8s",
    tag: `v${charts.consul.version}`,
    path: (plural) => `control-plane/config/crd/bases/consul.hashicorp.com_${plural}.yaml`,
    licence: "MPL-2.0",
    bindings: false,
  },
  {
    group: "gateway.networking.k8s.io",
    plurals: ["gateways", "httproutes"],
    repository: "kubernetes-sigs/gateway-api",
    tag: meshDefinitions.gatewayApi,
    path: (plural) => `config/crd/standard/gateway.networking.k8s.io_${plural}.yaml`,
    licence: "Apache-2.0",
    bindings: false,
  },
  {
    group: "kustomize.toolkit.fluxcd.io",
    plurals: ["kustomizations"],
    repository: "fluxcd/kustomize-controller",
    tag: gitopsControllers.fluxKustomizeController,
    path: (plural) => `config/crd/bases/kustomize.toolkit.fluxcd.io_${plural}.yaml`,
    licence: "Apache-2.0",
    bindings: true,
  },
  {
    group: "monitoring.coreos.com",
    plurals: ["podmonitors", "prometheusrules", "servicemonitors"],
    repository: "prometheus-operator/prometheus-operator",
    tag: prometheusOperator,
    path: (plural) => `example/prometheus-operator-crd/monitoring.coreos.com_${plural}.yaml`,
    licence: "Apache-2.0",
    bindings: false,
  },
  {
    group: "networking.istio.io",
    plurals: ["destinationrules", "envoyfilters", "serviceentries", "sidecars", "virtualservices"],
    ...istio,
  },
  {
    group: "security.istio.io",
    plurals: ["authorizationpolicies", "peerauthentications"],
    ...istio,
  },
  {
    group: "source.toolkit.fluxcd.io",
    plurals: ["gitrepositories", "ocirepositories"],
    repository: "fluxcd/source-controller",
    tag: gitopsControllers.fluxSourceController,
    path: (plural) => `config/crd/bases/source.toolkit.fluxcd.io_${plural}.yaml`,
    licence: "Apache-2.0",
    bindings: true,
  },
  { group: "telemetry.istio.io", plurals: ["telemetries"], ...istio },
  {
    group: "traefik.io",
    plurals: [
      "ingressroutes",
      "ingressroutetcps",
      "ingressrouteudps",
      "middlewares",
      "middlewaretcps",
      "serverstransports",
      "serverstransporttcps",
      "tlsoptions",
      "tlsstores",
      "traefikservices",
    ],
    path: (plural) => `traefik/crds/traefik.io_${plural}.yaml`,
    ...traefikChart,
    bindings: true,
  },
];

export const chartSources: readonly ChartSource[] = [
  { chart: "cert-manager", path: "deploy/charts/cert-manager/values.schema.json", ...certManager },
  { chart: "traefik", path: "traefik/values.schema.json", ...traefikChart },
];
