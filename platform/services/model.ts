import type * as z from "zod";
import type { Traffic as TrafficSchema } from "../definition/schema/service/traffic";
import type { MeshPolicy } from "../mesh/policy";
import type { Middleware } from "../middleware";

/** What a port speaks; `grpc` is `h2c` with health checks of its own, `websocket` is long-lived `http`. */
export type Protocol = "http" | "websocket" | "h2c" | "grpc" | "tcp" | "udp";

/** How requests from outside are treated, as the definition says it. */
export type Traffic = z.output<typeof TrafficSchema>;

/** A team's program: what runs, how it is reached, what it may reach. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  /** What it listens on, its own port first. */
  readonly ports: readonly [ServicePort, ...ServicePort[]];
  /** What runs: one for each version, or a single one that bears the service's name. */
  readonly workloads: readonly Workload[];
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly probes: Probes | undefined;
  readonly configuration: Configuration | undefined;
  /** Environment variables from secrets, sorted by name. */
  readonly secrets: readonly SecretVariable[];
  readonly writablePaths: readonly string[];
  /** User and group of the containers. */
  readonly user: number;
  readonly serviceAccountToken: boolean;
  readonly shutdown: Shutdown;
  readonly exposures: readonly Exposure[];
  readonly traffic: Traffic;
  /** Middlewares of its own, sorted by name. */
  readonly middlewares: readonly Middleware[];
  /** Where copies go. */
  readonly mirror: (Mirror & { readonly target: Target }) | undefined;
  /** Where requests go whose answer is an error. */
  readonly failover: (Failover & { readonly target: Target }) | undefined;
  readonly errorPages: Target | undefined;
  readonly forwardAuth: Target | undefined;
  /** Ports that Traefik connects to: for exposures, or for what other services send here. */
  readonly ingressPorts: readonly ServicePort[];
  /** Services that may call this one. */
  readonly callers: readonly Peer[];
  /** Services that this one may call: those that name it as a caller. */
  readonly callees: readonly Peer[];
  readonly metrics: Metrics | undefined;
  /**
   * How calls to it are treated by whatever carries them; undefined where pods are called directly. What `traffic`
   * says is then what Traefik does for requests from outside, and no longer all of it.
   */
  readonly mesh: MeshPolicy | undefined;
  /** Port that callers reach through Traefik's entry point inside the cluster; undefined where they reach the pods. */
  readonly callersPort: ServicePort | undefined;
  /** Whether a mesh chooses the version and the pod, so that Traefik calls the Service's own address. */
  readonly carried: boolean;
  readonly egress: readonly Egress[];
}

export interface ServicePort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly transport: "TCP" | "UDP";
  /** Port of the Kubernetes Service. */
  readonly port: number;
  readonly containerPort: number;
}

/** The pods of one version. */
export interface Workload {
  /** Name of its Deployment, and of the Service that leads to it alone: `whoami`, or `whoami-v2` for a version. */
  readonly name: string;
  /** Undefined for a service without versions. */
  readonly version: string | undefined;
  /** Share of the requests, in proportion to the others'. */
  readonly weight: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Environment variables, sorted by name. */
  readonly env: Readonly<Record<string, string>>;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetCpuPercent: number;
  readonly targetMemoryPercent: number | undefined;
}

export type Probes = {
  readonly startup: Patience;
  readonly readiness: Patience;
  readonly liveness: Patience;
} & (
  | { readonly kind: "http"; readonly port: ServicePort; readonly path: string }
  | { readonly kind: "grpc"; readonly port: ServicePort; readonly service: string | undefined }
  | { readonly kind: "tcp"; readonly port: ServicePort }
  | { readonly kind: "exec"; readonly command: readonly string[] }
);

export interface Patience {
  readonly periodSeconds: number;
  readonly failures: number;
  readonly timeoutSeconds: number;
}

export interface Configuration {
  /** Name of the ConfigMap. */
  readonly name: string;
  /** Environment variables, sorted by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Contents by file name, sorted. */
  readonly files: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** An environment variable whose value stays where it is kept. */
export type SecretVariable = { readonly variable: string; readonly key: string } & (
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "store"; readonly store: string; readonly property: string | undefined }
);

/** Secret that External Secrets makes of what a service takes from a store. */
export const storeSecret = (service: string, store: string): string => `${service}-${store}`;

export interface Shutdown {
  /** Seconds that a stopping pod still takes requests. */
  readonly drainSeconds: number;
  /** Seconds that requests then have to finish. */
  readonly finishSeconds: number;
}

export interface Mirror {
  readonly percent: number;
  readonly body: boolean;
  readonly maxBody: string;
}

export interface Failover {
  readonly on: readonly string[];
  readonly maxBody: string;
}

/** A port of a Kubernetes Service of the same namespace that Traefik connects to. */
export interface Target {
  readonly service: string;
  readonly port: ServicePort;
  readonly servers: ServerOptions;
}

/** What every reference to a Service's port must say alike, since Traefik keeps one copy of it. */
export interface ServerOptions {
  readonly scheme?: "h2c";
  readonly serversTransport?: string;
  readonly passHostHeader?: false;
  /** Whether the Service's own address is called, so that a mesh chooses the version and the pod. */
  readonly nativeLB?: true;
  readonly strategy?: "p2c" | "hrw" | "leasttime";
  readonly sticky?: { readonly cookie: Cookie };
  readonly passiveHealthCheck?: { readonly failureWindow: string; readonly maxFailedAttempts: number };
  readonly responseForwarding?: { readonly flushInterval: string };
}

export interface Cookie {
  readonly name: string;
  readonly secure: true;
  readonly httpOnly: true;
  readonly sameSite: "lax" | "strict" | "none";
  readonly maxAge?: number;
}

/** The other end of a call between services. */
export interface Peer {
  readonly name: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  /** Port that is called through Traefik's entry point inside the cluster; undefined where all are called themselves. */
  readonly callersPort: ServicePort | undefined;
}

export interface Metrics {
  readonly port: ServicePort;
  readonly path: string;
  /** Namespace of the Prometheus that reads them. */
  readonly from: string;
}

export interface Egress {
  readonly cidr: string;
  readonly port: number;
  readonly transport: "TCP" | "UDP";
}

/** One way in. */
export type Exposure = HttpExposure | TcpExposure | UdpExposure;

interface AnyExposure {
  /** Index in the definition's `expose`; several exposures can come from one. */
  readonly index: number;
  readonly entryPoint: string;
  readonly port: ServicePort;
  /** Version that gets everything; undefined for all of them by weight. */
  readonly version: string | undefined;
}

export interface HttpExposure extends AnyExposure {
  readonly kind: "http";
  readonly address: HttpAddress;
  readonly priority: number | undefined;
  /** TLSOption of the namespace. */
  readonly tlsOptions: string | undefined;
  /** Names of the Middlewares that the definition gives it, in order. */
  readonly middlewares: readonly string[];
  readonly stripPath: boolean;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
}

/** What requests an exposure is for. */
export type HttpAddress =
  | {
      readonly kind: "host";
      readonly host: string;
      /** Path with everything below it; `/` for every path. */
      readonly path: string;
      readonly exact: boolean;
      readonly match: Match;
    }
  | { readonly kind: "rule"; readonly rule: string };

/** Conditions beyond host and path, all of which must hold. */
export interface Match {
  readonly methods: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly clients: readonly string[];
}

export interface TcpExposure extends AnyExposure {
  readonly kind: "tcp";
  /** Server name that clients ask for; undefined for every connection of the entry point. */
  readonly host: string | undefined;
  readonly clients: readonly string[];
  readonly rule: string | undefined;
  readonly priority: number | undefined;
  readonly tls: { readonly passthrough: boolean; readonly options: string | undefined } | undefined;
}

export interface UdpExposure extends AnyExposure {
  readonly kind: "udp";
}
