import type { Certificates } from "./certificates";
import type { Gitops } from "./gitops";
import type { Middleware } from "./middleware";
import type { EntryPoint } from "./names";
import type { Tier, ZonePlan } from "./network/address-plan";
import type { Ami, Architecture } from "./nodes";
import type { ServersTransport, ServersTransportTcp, TlsOption } from "./tls";
import type { AddOnName, KubernetesVersion } from "./versions";

/**
 * The resolved model of one environment: plain, readonly data, everything derived and every default filled in.
 * Both halves are written from it, so whatever they must agree on is in here.
 */
export interface Platform {
  /** Name of the environment, its stack, its cluster and its folder in `dist/`. */
  readonly name: string;
  readonly aws: Account;
  readonly domain: Domain;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly addOns: readonly AddOn[];
  readonly nodeGroups: readonly NodeGroup[];
  readonly identities: Identities;
  /** Pods of each controller: two where there are two nodes for them. */
  readonly controllerReplicas: number;
  readonly ingress: Ingress;
  readonly certificates: Certificates;
  /** Namespaces of the services, sorted. */
  readonly namespaces: readonly string[];
  /** Middlewares that services share, sorted by namespace and name. */
  readonly middlewares: readonly Middleware[];
  /** How Traefik speaks TLS: the option named `default` first, then others by namespace and name. */
  readonly tlsOptions: readonly TlsOption[];
  /** How Traefik speaks to services that name one, sorted by namespace and name. */
  readonly serversTransports: readonly ServersTransport[];
  readonly serversTransportsTcp: readonly ServersTransportTcp[];
  /** Services, sorted by name. */
  readonly services: readonly Service[];
  /** Who applies the Kubernetes half from a repository; undefined where nobody does. */
  readonly gitops?: Gitops;
}

export type { Certificates } from "./certificates";

export interface Account {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Tags of every resource, sorted by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** S3 object that holds the state; undefined for a local file. */
  readonly state?: {
    readonly bucket: string;
    readonly key: string;
    readonly region: string;
    readonly kmsKey?: string;
  };
}

export interface Domain {
  readonly name: string;
  readonly zoneId: string;
  /** ARN of the hosted zone. */
  readonly zoneArn: string;
  /** Every direct subdomain: `*.example.com`. */
  readonly wildcard: string;
}

export interface Network {
  readonly cidr: string;
  /** Zones with a block for each tier, sorted by zone id. */
  readonly zones: readonly ZonePlan[];
  /** For each zone the one whose NAT gateway it uses. */
  readonly natZoneOf: Readonly<Record<string, string>>;
}

export interface Cluster {
  readonly name: string;
  readonly version: KubernetesVersion;
  /** Blocks that reach the API server from outside the VPC; empty for a private one. */
  readonly publicAccessCidrs: readonly string[];
  /** ARNs of the IAM roles with full access. */
  readonly admins: readonly string[];
  readonly serviceCidr: string;
  readonly logTypes: readonly string[];
  /** Log group that EKS writes to; its name is given by EKS. */
  readonly logGroup: string;
  readonly logRetentionDays: number;
  readonly supportType: "STANDARD" | "EXTENDED";
  readonly deletionProtection: boolean;
  /** Name of the control plane's IAM role. */
  readonly roleName: string;
}

/** An EKS add-on and when it is installed. */
export interface AddOn {
  readonly name: AddOnName;
  readonly version: string;
  /** Nodes need it to become ready, or it needs nodes to become healthy. */
  readonly phase: "before-nodes" | "after-nodes";
  /** Settings in the add-on's own schema. */
  readonly configuration?: Readonly<Record<string, string>>;
}

export interface NodeGroup {
  /** Name in the definition. */
  readonly name: string;
  /** EKS name, unique for what cannot change in place, so that a replacement can stand beside the old one. */
  readonly uniqueName: string;
  readonly ami: Ami;
  /** EKS's name of the AMI family, such as `BOTTLEROCKET_ARM_64`. */
  readonly amiType: string;
  readonly architecture: Architecture;
  /** AMI release version. */
  readonly release: string;
  readonly instances: readonly string[];
  readonly minSize: number;
  readonly maxSize: number;
  readonly volumes: readonly NodeVolume[];
  readonly labels: Readonly<Record<string, string>>;
  readonly roleName: string;
}

/** An encrypted gp3 volume of a node. */
export interface NodeVolume {
  readonly device: string;
  readonly sizeGiB: number;
}

/** An IAM role that one service account assumes through Pod Identity. */
export interface Identity {
  readonly roleName: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

export interface Identities {
  readonly awsLoadBalancerController: Identity;
  readonly certManager: Identity;
  readonly vpcCni: Identity;
}

export interface Ingress {
  readonly namespace: string;
  /** Name of the Service in front of Traefik's pods. */
  readonly service: string;
  readonly internal: boolean;
  readonly allowFrom: readonly string[];
  readonly loadBalancerName: string;
  /** Tier of the subnets that the load balancer stands in. */
  readonly loadBalancerTier: Tier;
  /**
   * Blocks from which Traefik believes the PROXY protocol header: those of the load balancer's subnets. The target
   * groups send that header, so both ends follow this one value.
   */
  readonly proxyProtocolFrom: readonly string[];
  /** Blocks of the proxies whose X-Forwarded-* headers Traefik believes. */
  readonly forwardedHeadersFrom: readonly string[];
  readonly entryPoints: readonly (EntryPoint & { readonly targetGroup: string })[];
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

export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly containerPort: number;
  readonly args: readonly string[];
  /** Environment variables, sorted by name. */
  readonly env: Readonly<Record<string, string>>;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetCpuPercent: number;
  readonly cpu: string;
  readonly memory: string;
  readonly healthPath: string;
  readonly exposures: readonly Exposure[];
  /** Services that may call this one. */
  readonly callers: readonly Peer[];
  /** Services that this one may call: those that name it as a caller. */
  readonly callees: readonly Peer[];
  readonly egress: readonly { readonly cidr: string; readonly port: number }[];
}

/** The other end of a call between services. */
export interface Peer {
  readonly name: string;
  readonly namespace: string;
  readonly containerPort: number;
}

export interface Exposure {
  readonly host: string;
  /** Path prefix; `/` for every path. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
}
