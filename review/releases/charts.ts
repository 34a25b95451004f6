/** API groups whose definitions a chart brings, so that they go or stay with its release. */
export const definitionsOf: Readonly<Record<string, readonly string[]>> = {
  "argo-cd": ["argoproj.io"],
  "aws-load-balancer-controller": ["elbv2.k8s.aws"],
  base: ["extensions.istio.io", "networking.istio.io", "security.istio.io", "telemetry.istio.io"],
  "cert-manager": ["acme.cert-manager.io", "cert-manager.io"],
  consul: ["auth.consul.hashicorp.com", "consul.hashicorp.com"],
  "external-secrets": ["external-secrets.io", "generators.external-secrets.io"],
  jaeger: ["jaegertracing.io"],
  "jaeger-operator": ["jaegertracing.io"],
  karpenter: ["karpenter.k8s.aws", "karpenter.sh"],
  "karpenter-crd": ["karpenter.k8s.aws", "karpenter.sh"],
  keda: ["keda.sh"],
  "kube-prometheus-stack": ["monitoring.coreos.com"],
  "opentelemetry-operator": ["opentelemetry.io"],
  "prometheus-operator-crds": ["monitoring.coreos.com"],
  traefik: ["hub.traefik.io", "traefik.io"],
  "traefik-crds": ["traefik.io"],
};

/** Charts with definitions in `crds/`, which Helm installs once and never upgrades (Helm, custom resource definitions). */
export const neverUpgraded: ReadonlySet<string> = new Set([
  "aws-load-balancer-controller",
  "karpenter",
  "kube-prometheus-stack",
  "traefik",
]);
