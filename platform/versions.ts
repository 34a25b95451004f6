/**
 * Every version that Slipway pins, in one place. Nothing else in the repository spells one: a test fails on a
 * version literal elsewhere. Versions that were seen working together move together.
 */

/** A Helm chart, pinned exactly: the Helm provider refuses ranges when it applies (reference eks P3). */
export interface Chart {
  /**
   * Repository URL as the Helm provider takes it: `https://…` or `oci://…`.
   * @default - it is a chart of Slipway's own, in `stacks/charts/`
   */
  readonly repository?: string;
  /** Chart name in the repository. */
  readonly name: string;
  /** Exact version, with a leading `v` only where the chart itself has one. */
  readonly version: string;
}

/** Projects whose custom resources a mesh needs, by the version whose definitions are imported and installed. */
export const meshDefinitions = {
  consul: "v2.0.3",
  gatewayApi: "v1.6.1",
  istio: "1.30.3",
} as const;

/** Helm charts of the releases. */
export const charts = {
  awsLoadBalancerController: {
    repository: "https://aws.github.io/eks-charts",
    name: "aws-load-balancer-controller",
    version: "3.5.0",
  },
  clusterAutoscaler: {
    repository: "https://kubernetes.github.io/autoscaler",
    name: "cluster-autoscaler",
    version: "9.59.0",
  },
  certManager: {
    repository: "oci://quay.io/jetstack/charts",
    name: "cert-manager",
    version: "v1.21.1",
  },
  consul: {
    repository: "https://helm.releases.hashicorp.com",
    name: "consul",
    version: "2.0.3",
  },
  externalDns: {
    repository: "https://kubernetes-sigs.github.io/external-dns",
    name: "external-dns",
    version: "1.21.1",
  },
  /** The definitions of Gateway API's resources, of which no chart is published. Its version is theirs. */
  gatewayApi: {
    name: "gateway-api",
    version: meshDefinitions.gatewayApi,
  },
  ...istio(meshDefinitions.istio),
  jaeger: {
    repository: "https://jaegertracing.github.io/helm-charts",
    name: "jaeger",
    version: "4.11.1",
  },
  karpenter: {
    repository: "oci://public.ecr.aws/karpenter",
    name: "karpenter",
    version: "1.14.1",
  },
  /** The definitions of Karpenter's resources, which its own chart would never upgrade. */
  karpenterDefinitions: {
    repository: "oci://public.ecr.aws/karpenter",
    name: "karpenter-crd",
    version: "1.14.1",
  },
  metricsServer: {
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    name: "metrics-server",
    version: "3.13.1",
  },
  openTelemetryCollector: {
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    name: "opentelemetry-collector",
    version: "0.170.0",
  },
  prometheus: {
    repository: "https://prometheus-community.github.io/helm-charts",
    name: "kube-prometheus-stack",
    version: "88.5.3",
  },
  storageClass: {
    name: "storage-class",
    version: "1.0.0",
  },
  traefik: {
    repository: "oci://ghcr.io/traefik/helm",
    name: "traefik",
    version: "41.3.0",
  },
} as const satisfies Record<string, Chart>;

/** Istio's charts, which go together: all of them have one version. */
function istio(version: string) {
  const chart = (name: string) => ({
    repository: "https://istio-release.storage.googleapis.com/charts",
    name,
    version,
  });
  return {
    istioBase: chart("base"),
    istiod: chart("istiod"),
    istioCni: chart("cni"),
    ztunnel: chart("ztunnel"),
  };
}

/** Images of the Consul chart's version, whose values name them with their tags. */
export const consulImages = {
  server: "hashicorp/consul:2.0.3",
  controlPlane: "hashicorp/consul-k8s-control-plane:2.0.3",
  dataplane: "hashicorp/consul-dataplane:2.0.3",
} as const;

/**
 * Controllers that apply the output from a repository, by the version whose custom resources Slipway writes. Nothing
 * here installs them.
 */
export const gitopsControllers = {
  argoCd: "v3.5.1",
  fluxKustomizeController: "v1.9.4",
  fluxSourceController: "v1.9.1",
} as const;

/** The operator whose monitors and rules Slipway writes; kube-prometheus-stack installs one of that minor. */
export const prometheusOperator = "v0.93.0";

/** Kubernetes minor versions that a definition may ask for, oldest first. */
export const kubernetesVersions = ["1.34", "1.35", "1.36"] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** EKS add-ons, by the name EKS knows them under. */
export const addOnNames = [
  "aws-ebs-csi-driver",
  "coredns",
  "eks-node-monitoring-agent",
  "eks-pod-identity-agent",
  "kube-proxy",
  "metrics-server",
  "snapshot-controller",
  "vpc-cni",
] as const;
export type AddOnName = (typeof addOnNames)[number];

/**
 * Add-on versions for each Kubernetes minor: floors that were seen working together. A pair that is absent here must
 * be named in the definition. `aws eks describe-addon-versions --kubernetes-version <minor>` lists newer ones.
 */
export const addOnVersions: Readonly<
  Record<KubernetesVersion, Readonly<Partial<Record<AddOnName, string>>>>
> = {
  "1.34": {
    "aws-ebs-csi-driver": "v1.54.0-eksbuild.1",
    "eks-node-monitoring-agent": "v1.4.2-eksbuild.1",
    "metrics-server": "v0.8.0-eksbuild.5",
    coredns: "v1.12.4-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.2",
    "kube-proxy": "v1.34.1-eksbuild.2",
    "vpc-cni": "v1.21.1-eksbuild.1",
  },
  "1.35": {
    "aws-ebs-csi-driver": "v1.57.1-eksbuild.1",
    coredns: "v1.13.2-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "kube-proxy": "v1.35.0-eksbuild.2",
    "vpc-cni": "v1.21.1-eksbuild.3",
  },
  "1.36": {
    "aws-ebs-csi-driver": "v1.63.1-eksbuild.1",
    coredns: "v1.14.3-eksbuild.16",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
    "kube-proxy": "v1.36.0-eksbuild.21",
    "vpc-cni": "v1.22.4-eksbuild.3",
  },
};

/**
 * Images of cluster-autoscaler: its minor is the cluster's (its README, releases), whatever the chart's own is.
 */
export const clusterAutoscalerImages: Readonly<Record<KubernetesVersion, string>> = {
  "1.34": "v1.34.5",
  "1.35": "v1.35.2",
  "1.36": "v1.36.1",
};

/**
 * Oldest and newest Kubernetes that a chart's program is made for, where its project says so. A test holds every
 * version that a definition may ask for against it.
 */
export const supportedKubernetes: Readonly<
  Partial<Record<keyof typeof charts, { readonly from: string; readonly to?: string }>>
> = {
  // Chart.yaml, kubeVersion
  certManager: { from: "1.22" },
  consul: { from: "1.22" },
  jaeger: { from: "1.21" },
  prometheus: { from: "1.25" },
  traefik: { from: "1.25" },
  // istioctl's own check; from 1.33 on its proxies are sidecar containers of Kubernetes, which start before the others
  istiod: { from: "1.33" },
  // compatibility matrix: 1.36 came with 1.13
  karpenter: { from: "1.29", to: "1.36" },
};

/** Operating systems that a node group can run. */
export type NodeSystem = "al2023" | "bottlerocket";

/**
 * AMI release versions for each Kubernetes minor. A release that is not pinned is never patched by Terraform, and
 * one that is looked up changes unrelated plans (reference eks P27); a pair that is absent here must be pinned in
 * the definition. Each Bottlerocket release carries the minors that were there when it came out: 1.35 came with
 * v1.53.0, 1.36 with v1.61.0.
 */
export const amiReleases: Readonly<Record<KubernetesVersion, Readonly<Partial<Record<NodeSystem, string>>>>> =
  {
    "1.34": { bottlerocket: "1.51.0-47438798" },
    "1.35": { bottlerocket: "1.58.0-c5c37032", al2023: "1.35.6-20260714" },
    "1.36": { al2023: "1.36.2-20260714" },
  };

/** Oldest Terraform that can read what Slipway writes: native S3 state locking is stable since this one. */
export const terraformVersion = ">= 1.11";
