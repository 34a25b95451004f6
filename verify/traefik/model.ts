import type { ParsedRule } from "../../traefik/rules/parse";
import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import type { ServiceTree } from "./service-tree";
import type { EntryPoint, StaticConfiguration } from "./static-configuration";
import type { TlsConfiguration } from "./tls";

/** What Traefik would build of the objects: who answers where, and what does not, and why. */
export interface TraefikModel {
  readonly configuration: StaticConfiguration;
  readonly http: readonly HttpRouter[];
  readonly tcp: readonly TcpRouter[];
  readonly udp: readonly UdpRouter[];
  /** Every HTTP middleware by its name in Traefik, `<namespace>-<name>@kubernetescrd`. */
  readonly middlewares: ReadonlyMap<string, Middleware>;
  readonly tcpMiddlewares: ReadonlyMap<string, Middleware>;
  readonly tls: TlsConfiguration;
  /** Objects that this Traefik does not look at: of another class, in a namespace that it does not watch … */
  readonly ignored: readonly IgnoredObject[];
  /** Objects of kind Ingress or HTTPRoute, which Traefik may serve too and which are not modelled. */
  readonly unmodelled: readonly LocatedObject[];
}

export interface IgnoredObject {
  readonly object: LocatedObject;
  readonly reason: Reason;
}

/** Why something is not as it was meant, and where. */
export interface Reason {
  readonly code: ReasonCode;
  /** One line without a final period. */
  readonly message: string;
  readonly object: LocatedObject;
  readonly path: Path;
}

export type ReasonCode =
  | "duplicate-match"
  | "unsupported-match-kind"
  | "empty-match"
  | "other-class"
  | "namespace-not-watched"
  | "label-selector"
  | "cross-namespace"
  | "cross-provider"
  | "parent-missing"
  | "parent-unreachable"
  | "child-with-tls"
  | "child-with-observability"
  | "child-with-entry-points"
  | "children-and-service"
  | "children-broken"
  | "no-service"
  | "service-missing"
  | "service-port-missing"
  | "service-invalid"
  | "traefik-service-missing"
  | "traefik-service-invalid"
  | "internal-service-missing"
  | "servers-transport-missing"
  | "middleware-missing"
  | "middleware-invalid"
  | "middleware-cycle"
  | "entry-point-missing"
  | "entry-point-protocol"
  | "rule-invalid"
  | "rule-syntax-v2"
  | "priority-too-high"
  | "tls-option-missing"
  | "tls-required"
  | "entry-point-taken"
  | "provider-disabled";

/**
 * `dropped`: the provider makes no router of it. `disabled`: there is a router that answers nothing, and is shown as
 * such in the dashboard.
 */
export type RouterState =
  | { readonly kind: "enabled" }
  | { readonly kind: "dropped" | "disabled"; readonly reasons: readonly Reason[] };

interface Router {
  /** Name in Traefik, `<namespace>-<object>-<hash of the rule>@kubernetescrd`. */
  readonly name: string;
  readonly object: LocatedObject;
  /** Path of the route in its object: `["spec", "routes", 0]`. */
  readonly path: Path;
  readonly state: RouterState;
  /** What does not stop it, and is not as it was meant. */
  readonly warnings: readonly Reason[];
}

export interface HttpRouter extends Router {
  readonly kind: "http";
  readonly match: string;
  readonly rule: ParsedRule;
  /** The one that is written, or the length of the rule in bytes. */
  readonly priority: number;
  readonly priorityIsExplicit: boolean;
  /** One for each entry point that exists; empty for a child of another router. */
  readonly bindings: readonly HttpBinding[];
  /** Its own middlewares in order, without those of entry points. */
  readonly middlewares: readonly MiddlewareUse[];
  /** Undefined for a parent of other routers, and where it could not be built. */
  readonly service?: ServiceTree;
  /** Names of the routers that it is a child of. */
  readonly parents: readonly string[];
  /** Names of the routers that share out its requests, instead of a service. */
  readonly children: readonly string[];
  /** What the IngressRoute says of TLS, if anything. */
  readonly tls?: RouterTls;
}

/** A router at one entry point, where it competes with the others of the same `tls`. */
export interface HttpBinding {
  readonly entryPoint: EntryPoint;
  /** Whether it answers requests over TLS, or those without. Never both. */
  readonly tls: boolean;
  /** Name of the TLS options that are meant and of those that apply: `default` where the meant ones cannot. */
  readonly options?: { readonly meant: string; readonly applied: string };
  /** Middlewares of the entry point, which run before the router's. */
  readonly middlewares: readonly MiddlewareUse[];
  /** Why it does not answer here although the router is enabled. */
  readonly disabled: readonly Reason[];
}

export interface RouterTls {
  readonly secretName?: string;
  /** Name of the options as Traefik looks them up, `<namespace>-<name>`. */
  readonly options?: string;
  readonly passthrough: boolean;
  readonly path: Path;
}

export interface TcpRouter extends Router {
  readonly kind: "tcp";
  readonly match: string;
  readonly rule: ParsedRule;
  readonly priority: number;
  readonly priorityIsExplicit: boolean;
  readonly entryPoints: readonly EntryPoint[];
  readonly middlewares: readonly MiddlewareUse[];
  readonly service?: ServiceTree;
  readonly tls?: RouterTls;
}

export interface UdpRouter extends Router {
  readonly kind: "udp";
  readonly entryPoints: readonly EntryPoint[];
  readonly service?: ServiceTree;
}

/** A middleware where it is used. */
export interface MiddlewareUse {
  /** `<namespace>-<name>@kubernetescrd`, or another provider's. */
  readonly name: string;
  /** Undefined for another provider's, and where it does not exist. */
  readonly middleware?: Middleware;
  /** Chains that it comes from, outermost first. */
  readonly chain: readonly string[];
}

export interface Middleware {
  readonly name: string;
  readonly object: LocatedObject;
  /** `stripPrefix`, `headers` …; undefined where it has none or several. */
  readonly type?: string;
  /** What stands under its type. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Members of a chain, as Traefik looks them up. */
  readonly members: readonly string[];
  /** Why Traefik cannot use it. */
  readonly problem?: Reason;
}
