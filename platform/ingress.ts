import type { Definition } from "./definition/schema";
import { type Middleware, resolveMiddleware } from "./middleware";
import { type EntryPoint, entryPoints, internalEntryPoint, namespaces, traefikService } from "./names";
import type { Tier, ZonePlan } from "./network/address-plan";
import { sortedByKey } from "./order";
import { hostIn } from "./services/exposures";

export interface Ingress {
  readonly namespace: string;
  /** Name of the Service in front of Traefik's pods. */
  readonly service: string;
  /** Who makes the load balancer: the stack, or the controller for Traefik's Service. */
  readonly loadBalancer: "terraform" | "controller";
  readonly internal: boolean;
  readonly allowFrom: readonly string[];
  readonly loadBalancerName: string;
  /** Tier of the subnets that the load balancer stands in. */
  readonly loadBalancerTier: Tier;
  /**
   * Blocks from which Traefik believes the PROXY protocol header: those of the load balancer's subnets, or none where
   * it sends no header. Both ends follow this one value.
   */
  readonly proxyProtocolFrom: readonly string[];
  /** Blocks of the proxies whose X-Forwarded-* headers Traefik believes. */
  readonly forwardedHeadersFrom: readonly string[];
  readonly entryPoints: readonly IngressEntryPoint[];
  /** Whether Traefik also has an entry point inside the cluster, for calls among services. */
  readonly forCallers: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR";
  /** Plugins that each pod downloads when it starts, sorted by name. */
  readonly plugins: Readonly<Record<string, { readonly moduleName: string; readonly version: string }>>;
  /** Where Traefik's dashboard is published; undefined where it is not. */
  readonly dashboard?: {
    readonly host: string;
    /** In Traefik's namespace, in the order in which requests pass them. */
    readonly middlewares: readonly Middleware[];
  };
}

export interface IngressEntryPoint extends EntryPoint {
  /** Name of the target group that leads to it. */
  readonly targetGroup: string;
  /** Name of the binding that keeps Traefik's pods in that group. */
  readonly binding: string;
}

export function resolveIngress({ name, domain, ingress }: Definition, zones: readonly ZonePlan[]): Ingress {
  const tier = ingress.scheme === "internal" ? "private" : "public";
  return {
    namespace: namespaces.traefik,
    service: traefikService,
    loadBalancer: ingress.loadBalancer,
    internal: ingress.scheme === "internal",
    allowFrom: ingress.allowFrom,
    loadBalancerName: `${name}-traefik`,
    loadBalancerTier: tier,
    proxyProtocolFrom: ingress.proxyProtocol ? zones.map(({ subnets }) => subnets[tier]) : [],
    forwardedHeadersFrom: ingress.forwardedHeadersFrom,
    entryPoints: entryPointsOf(ingress).map((entryPoint) => ({
      ...entryPoint,
      targetGroup: targetGroupName(name, entryPoint),
      binding: `${traefikService}-${groupId(entryPoint)}`,
    })),
    forCallers: ingress.forCallers,
    minReplicas: ingress.replicas.min,
    maxReplicas: ingress.replicas.max,
    logLevel: ingress.logLevel,
    plugins: sortedByKey(ingress.plugins),
    ...(ingress.dashboard !== undefined && { dashboard: resolveDashboard(ingress.dashboard, domain.name) }),
  };
}

function resolveDashboard(
  { host, basicAuth, forwardAuth, allowFrom }: NonNullable<Definition["ingress"]["dashboard"]>,
  domain: string,
): NonNullable<Ingress["dashboard"]> {
  const inTraefiks = (name: string) => ({ name, namespace: namespaces.traefik });
  return {
    host: hostIn(domain, host),
    middlewares: [
      // whoever may not come in need not be asked for a password
      ...(allowFrom !== undefined
        ? [resolveMiddleware(inTraefiks("dashboard-allow-from"), { ipAllowList: { sourceRange: allowFrom } })]
        : []),
      resolveMiddleware(
        inTraefiks("dashboard-auth"),
        basicAuth !== undefined ? { basicAuth } : { forwardAuth },
      ),
    ],
  };
}

export const targetGroupName = (environment: string, entryPoint: EntryPoint): string =>
  `${environment}-${groupId(entryPoint)}`;

/**
 * Names what a target group is for: `web`, `postgres-5432`, `dns-53-udp`. It can change neither its port nor its
 * protocol, so that another one is made beside it, under another name; and a binding keeps to the group that it found
 * first, so that another group needs another binding.
 */
const groupId = ({ name, port, protocol }: EntryPoint): string => {
  if (Object.hasOwn(entryPoints, name)) return name;
  return `${name}-${port}${protocol === "udp" ? "-udp" : ""}`;
};

/** web, websecure, and those of the definition by name. */
export const entryPointsOf = ({
  entryPoints: own,
}: Pick<Definition["ingress"], "entryPoints">): readonly EntryPoint[] => [
  entryPoints.web,
  entryPoints.websecure,
  ...Object.entries(sortedByKey(own)).map(([name, { port, protocol }]) => ({
    name,
    protocol,
    port,
    containerPort: containerPort(port),
  })),
];

/** Ports that Traefik's container listens on in any case: its probes and dashboard, and its metrics. */
export const ownPorts = { traefik: 8080, metrics: 9100 } as const;

/** Every TCP port that Traefik's container listens on. */
export const listeningPorts = ({
  entryPoints: points,
  forCallers,
}: Pick<Ingress, "entryPoints" | "forCallers">): readonly number[] => [
  ...points.filter(({ protocol }) => protocol === "tcp").map(({ containerPort }) => containerPort),
  ...(forCallers ? [internalEntryPoint.containerPort] : []),
  ...Object.values(ownPorts),
];

/** Ports below 1024 are for root, which Traefik is not. */
const containerPort = (port: number): number => (port < 1024 ? 10_000 + port : port);
