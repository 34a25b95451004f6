import type { Ingress, IngressEntryPoint } from "../../platform/ingress";
import { entryPoints, ingressClass, internalEntryPoint } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { meshTarget } from "../mesh/targets";
import {
  type AccessLog,
  type TraefikMetrics,
  type TraefikTracing,
  traefikObservability,
} from "./traefik-observability";
import { type TraefikService, traefikService } from "./traefik-service";

/**
 * Values of the chart that Slipway sets. The type is closed where the chart's own schema is open (`service`,
 * `deployment`, `log`), since Helm ignores a misspelt key there.
 */
export interface TraefikValues {
  /** Left to the chart where images come from where they are published. */
  readonly image?: { readonly registry: string; readonly repository: string };
  readonly deployment: {
    /** Left to the autoscaler where there is one. */
    readonly replicas?: number;
    readonly terminationGracePeriodSeconds: number;
    readonly minReadySeconds: number;
    /** Marks of the mesh; left out where there is none. */
    readonly podLabels?: Readonly<Record<string, string>>;
    readonly podAnnotations?: Readonly<Record<string, string>>;
  };
  readonly updateStrategy: {
    readonly type: "RollingUpdate";
    readonly rollingUpdate: { readonly maxUnavailable: number; readonly maxSurge: string };
  };
  readonly autoscaling?: {
    readonly enabled: true;
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly metrics: readonly object[];
  };
  readonly podDisruptionBudget?: { readonly enabled: true; readonly maxUnavailable: number };
  readonly topologySpreadConstraints: readonly object[];
  readonly priorityClassName: string;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
  readonly ingressClass:
    | { readonly enabled: false }
    | { readonly enabled: true; readonly isDefaultClass: false; readonly name: string };
  readonly providers: {
    readonly kubernetesCRD: {
      readonly enabled: true;
      readonly allowCrossNamespace: false;
      readonly allowEmptyServices: true;
      readonly crossProviderNamespaces: readonly string[];
      readonly defaultTLSResourcesNamespace: string;
    };
    readonly kubernetesIngress:
      | { readonly enabled: false }
      | {
          readonly enabled: true;
          readonly ingressClass: string;
          readonly crossProviderNamespaces: readonly string[];
        };
  };
  readonly core: { readonly strictTLSOptions: true };
  readonly ports: Readonly<Record<string, Port>>;
  readonly service: TraefikService;
  readonly api: { readonly dashboard: true };
  /** The dashboard, on the entry point that is reached by port-forward alone. */
  readonly ingressRoute: {
    readonly dashboard: { readonly enabled: true; readonly entryPoints: readonly ["traefik"] };
  };
  readonly log: { readonly level: Ingress["logLevel"]; readonly format: "json" };
  readonly accessLog: AccessLog;
  readonly metrics?: TraefikMetrics;
  readonly tracing?: TraefikTracing;
  readonly experimental?: { readonly plugins: Ingress["plugins"] };
  readonly extraObjects: readonly object[];
}

interface Port {
  readonly port: number;
  readonly exposedPort: number;
  readonly protocol?: "UDP";
  readonly asDefault?: true;
  readonly allowACMEByPass?: true;
  /** Services that offer it. */
  readonly expose: { readonly default: boolean; readonly internal?: true };
  readonly http?: {
    readonly redirections?: {
      readonly entryPoint: { readonly to: string; readonly scheme: "https"; readonly permanent: true };
    };
    readonly tls?: { readonly enabled: true };
  };
  /** From whom the header is believed; left out where nobody sends one. */
  readonly proxyProtocol?: { readonly trustedIPs: readonly string[] };
  readonly forwardedHeaders?: { readonly trustedIPs: readonly string[] };
  readonly transport?: {
    readonly lifeCycle: { readonly requestAcceptGraceTimeout: string; readonly graceTimeOut: string };
  };
}

/** Seconds that a stopping pod still accepts connections while the load balancer takes it out. */
const acceptSeconds = 30;
/**
 * Seconds that a network load balancer takes to register a pod and find it healthy, with room. An old pod that went
 * earlier would leave it without targets. All new pods come at once, so that an update takes this long once.
 */
const registrationSeconds = 180;
/** Seconds that requests then have to finish. */
const finishSeconds = 60;

/** The chart's own template names, which its labels are made from. */
const traefikPods = {
  matchLabels: {
    "app.kubernetes.io/name": '{{ template "traefik.name" . }}',
    "app.kubernetes.io/instance": '{{ include "traefik.instance-name" . }}',
  },
};

export function traefikValues(platform: Platform): TraefikValues {
  const { certificates, domain, ingress, network, observability, releases } = platform;
  const { minReplicas, maxReplicas } = ingress;
  const marks = meshTarget(platform.mesh)?.traefik(platform);
  return {
    ...(releases.imageRegistry !== undefined && {
      image: { registry: imageFrom(releases, "docker.io"), repository: "library/traefik" },
    }),
    deployment: {
      ...(minReplicas === maxReplicas && { replicas: minReplicas }),
      terminationGracePeriodSeconds: acceptSeconds + finishSeconds + 30,
      minReadySeconds: registrationSeconds,
      ...(marks?.labels !== undefined && { podLabels: marks.labels }),
      ...(marks?.annotations !== undefined && { podAnnotations: marks.annotations }),
    },
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: "100%" } },
    ...(minReplicas < maxReplicas && { autoscaling: autoscaling(minReplicas, maxReplicas) }),
    ...(minReplicas > 1 && { podDisruptionBudget: { enabled: true, maxUnavailable: 1 } }),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: traefikPods,
      },
    ],
    priorityClassName: "system-cluster-critical",
    resources: { requests: { cpu: "250m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    // routes are IngressRoutes; without this Traefik becomes the cluster's default for every Ingress
    ingressClass: certificates.http01
      ? { enabled: true, isDefaultClass: false, name: ingressClass }
      : { enabled: false },
    providers: {
      kubernetesCRD: {
        enabled: true,
        allowCrossNamespace: false,
        // a service without pods answers 503 instead of losing its route
        allowEmptyServices: true,
        crossProviderNamespaces: [ingress.namespace],
        defaultTLSResourcesNamespace: ingress.namespace,
      },
      // answers to challenges come as Ingress objects of cert-manager's
      kubernetesIngress: certificates.http01
        ? { enabled: true, ingressClass, crossProviderNamespaces: [ingress.namespace] }
        : { enabled: false },
    },
    core: { strictTLSOptions: true },
    ports: {
      ...Object.fromEntries(
        ingress.entryPoints.map((entryPoint) => [
          entryPoint.name,
          port(entryPoint, ingress, certificates.http01),
        ]),
      ),
      ...(ingress.forCallers && { [internalEntryPoint.name]: internalPort }),
    },
    service: traefikService({ domain, ingress, network }),
    api: { dashboard: true },
    ingressRoute: { dashboard: { enabled: true, entryPoints: ["traefik"] } },
    log: { level: ingress.logLevel, format: "json" },
    ...traefikObservability(observability),
    ...(Object.keys(ingress.plugins).length > 0 && { experimental: { plugins: ingress.plugins } }),
    extraObjects:
      ingress.loadBalancer === "terraform"
        ? ingress.entryPoints.map((entryPoint) => targetGroupBinding(entryPoint, ingress))
        : [],
  };
}

const autoscaling = (minReplicas: number, maxReplicas: number) => ({
  enabled: true as const,
  minReplicas,
  maxReplicas,
  metrics: [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
  ],
});

function port(
  { name, protocol, port, containerPort }: IngressEntryPoint,
  ingress: Ingress,
  http01: boolean,
): Port {
  const exposed = { port: containerPort, exposedPort: port, expose: { default: true } } as const;
  if (protocol === "udp") return { ...exposed, protocol: "UDP" };
  const http = httpOf(name);
  return {
    ...exposed,
    ...(name === entryPoints.websecure.name && { asDefault: true }),
    // else the redirection takes challenges along to HTTPS, where there is no certificate yet
    ...(name === entryPoints.web.name && http01 && { allowACMEByPass: true }),
    ...(http !== undefined && { http }),
    ...(ingress.proxyProtocolFrom.length > 0 && {
      proxyProtocol: { trustedIPs: ingress.proxyProtocolFrom },
    }),
    ...(ingress.forwardedHeadersFrom.length > 0 && {
      forwardedHeaders: { trustedIPs: ingress.forwardedHeadersFrom },
    }),
    transport,
  };
}

const transport = {
  lifeCycle: { requestAcceptGraceTimeout: `${acceptSeconds}s`, graceTimeOut: `${finishSeconds}s` },
} as const;

/** Of a Service of its own, which no load balancer leads to. */
const internalPort: Port = {
  port: internalEntryPoint.containerPort,
  exposedPort: internalEntryPoint.port,
  expose: { default: false, [internalEntryPoint.name]: true },
  transport,
};

function httpOf(entryPoint: string): Port["http"] {
  switch (entryPoint) {
    case entryPoints.web.name:
      return {
        redirections: {
          entryPoint: { to: entryPoints.websecure.name, scheme: "https", permanent: true },
        },
      };
    case entryPoints.websecure.name:
      return { tls: { enabled: true } };
    default:
      return undefined;
  }
}

/**
 * Has the load balancer controller keep Traefik's pods in the target group. By name, which is known at plan. It
 * may ride in this release because the controller's own has installed its definition.
 */
const targetGroupBinding = (
  { name, binding, targetGroup }: IngressEntryPoint,
  { namespace, service }: Ingress,
) => ({
  apiVersion: "elbv2.k8s.aws/v1beta1",
  kind: "TargetGroupBinding",
  metadata: { name: binding, namespace },
  spec: {
    targetGroupName: targetGroup,
    targetType: "ip",
    serviceRef: { name: service, port: name },
  },
});
