/**
 * Names that more than one place must agree on, each spelled here once. What depends on the definition is a
 * function of it.
 */

/** Namespaces of the releases. Helm creates them; a service may not live there. */
export const namespaces = {
  awsLoadBalancerController: "kube-system",
  certManager: "cert-manager",
  clusterAutoscaler: "kube-system",
  consul: "consul",
  /** Privileged, as its pods write the network configuration of their nodes. */
  consulCni: "kube-system",
  externalDns: "external-dns",
  /** Its definitions have no namespace; the release that brings them needs one. */
  gatewayApi: "kube-system",
  istio: "istio-system",
  karpenter: "kube-system",
  metricsServer: "kube-system",
  /** Privileged, as its pods look at their nodes. */
  nodeExporter: "node-exporter",
  prometheus: "monitoring",
  storageClass: "kube-system",
  /** The collector of traces, and Jaeger. */
  traces: "observability",
  traefik: "traefik",
} as const;

/** Service accounts that AWS identities are bound to. */
export const serviceAccounts = {
  awsLoadBalancerController: "aws-load-balancer-controller",
  certManager: "cert-manager",
  clusterAutoscaler: "cluster-autoscaler",
  /** What the aws-ebs-csi-driver add-on calls its own. */
  ebsCsiDriver: "ebs-csi-controller-sa",
  externalDns: "external-dns",
  karpenter: "karpenter",
  /** What the vpc-cni add-on calls its own. */
  vpcCni: "aws-node",
} as const;

/** An entry point of Traefik, and what leads to it. */
export interface EntryPoint {
  /** Name in Traefik's configuration, in routes, of the Service's port and in the target group. */
  readonly name: string;
  readonly protocol: "tcp" | "udp";
  /** Port that the load balancer listens on and the Service offers. */
  readonly port: number;
  /** Port that the container listens on, above 1023 because it does not run as root. */
  readonly containerPort: number;
}

/** Entry points for plain HTTP, which redirects, and for HTTPS. */
export const entryPoints = {
  web: { name: "web", protocol: "tcp", port: 80, containerPort: 8000 },
  websecure: { name: "websecure", protocol: "tcp", port: 443, containerPort: 8443 },
} as const satisfies Record<string, EntryPoint>;

/** Entry point for calls among services, which no load balancer leads to. */
export const internalEntryPoint = {
  name: "internal",
  protocol: "tcp",
  port: 80,
  containerPort: 8001,
} as const satisfies EntryPoint;

/** Name under which callers reach a service through it; a service's own name leads to its pods. */
export const callersService = (service: string): string => `${service}-${internalEntryPoint.name}`;

/** Service that leads to it, which the chart names after the entry point's. */
export const internalTraefikService = "traefik-internal";

/** Provider of traces in Istio's mesh configuration, which its Telemetry objects name. */
export const istioTraceProvider = "otel";

/** Where traces are sent: OTLP over gRPC and over HTTP. */
export const traceCollector = { service: "otel-collector", grpcPort: 4317, httpPort: 4318 } as const;

/** Gateway of each namespace where Istio has proxies of namespaces, and what it makes by that name: Deployment, Service, ServiceAccount. */
export const waypoint = "waypoint";

/** Prometheus, by the name that its chart gives the Service of a release of that name. */
export const prometheusService = { service: "kube-prometheus-stack-prometheus", port: 9090 } as const;

/** Jaeger, where traces are looked at. */
export const traceUi = { service: "jaeger", port: 16686 } as const;

/** ClusterIssuers that are always there, with the ACME directory that each one asks. */
export const issuers = {
  "letsencrypt-production": "https://acme-v02.api.letsencrypt.org/directory",
  "letsencrypt-staging": "https://acme-staging-v02.api.letsencrypt.org/directory",
} as const;
export type IssuerName = keyof typeof issuers;

/** Port name under which services offer HTTP. */
export const httpPort = { name: "http", port: 80 } as const;

/** `example.com` gives `wildcard-example-com`, the name of its Certificate. */
export const wildcardCertificate = (domain: string): string => `wildcard-${domain.replaceAll(".", "-")}`;

/** Secret that a Certificate's key pair is written to. */
export const certificateSecret = (certificate: string): string => `${certificate}-tls`;

/** Network policy of each namespace of services. */
export const defaultDenyPolicy = "default-deny";

/** Class of Ingress objects that Traefik reads where certificates need it. */
export const ingressClass = "traefik";

/** Service that Traefik's chart creates: the release's own name. */
export const traefikService = "traefik";

/** StorageClass of claims that name none. */
export const defaultStorageClass = "gp3";

/**
 * StorageClass of what the stack installs. Its own, because Helm waits for pods with claims, and the default class
 * comes later, with the rest of the Kubernetes half.
 */
export const platformStorageClass = "platform-gp3";
