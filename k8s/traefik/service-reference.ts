import { intOrString, thaw } from "./thaw";

/** A service that Traefik sends requests to, in the namespace of what names it. */
export interface ServiceReference {
  /** Name of the Service or TraefikService. */
  readonly name: string;
  /** What the name is of. A TraefikService takes no option beside its name and middlewares. @default "Service" */
  readonly kind?: "Service" | "TraefikService";
  /** Port of the Service by name or number; a Service needs one. */
  readonly port?: string | number;
  /** @default - https where the port is 443 or its name begins with https, else http */
  readonly scheme?: "http" | "https" | "h2c";
  /** Whether the service sees the client's Host. @default true */
  readonly passHostHeader?: boolean;
  /** Whether Kubernetes chooses the pod instead of Traefik. @default false */
  readonly nativeLB?: boolean;
  /** Whether to go by the nodes' ports. @default false */
  readonly nodePortLB?: boolean;
  /** ServersTransport in the service's namespace. */
  readonly serversTransport?: string;
  /** How a pod is chosen. @default "wrr" */
  readonly strategy?: "wrr" | "p2c" | "hrw" | "leasttime";
  /** Middlewares before the service, in its namespace. */
  readonly middlewares?: readonly string[];
  readonly responseForwarding?: {
    /** Time between two writes to the client. @default "100ms" */
    readonly flushInterval: string;
  };
  /** Leaves out pods that fail. */
  readonly passiveHealthCheck?: {
    /** @default "10s" */
    readonly failureWindow?: string;
    /** @default 1 */
    readonly maxFailedAttempts?: number;
  };
  /** Keeps a client with the pod that it had first. */
  readonly sticky?: { readonly cookie: StickyCookie };
}

/** The cookie by which a client comes back to where it was. */
export interface StickyCookie {
  /** @default - made from the service's name */
  readonly name?: string;
  /** @default false */
  readonly secure?: boolean;
  /** @default false */
  readonly httpOnly?: boolean;
  readonly sameSite?: "none" | "lax" | "strict";
  /** Seconds that it lives; 0 for as long as the browser runs. @default 0 */
  readonly maxAge?: number;
  /** @default "/" */
  readonly path?: string;
  readonly domain?: string;
}

/**
 * The reference as every place of the bindings takes it. Their enumerations have the same values but are types of
 * their own in each place, which is why these fields fit any.
 */
export function serviceFields({ nativeLB, nodePortLB, port, middlewares, ...reference }: ServiceReference) {
  const { kind, strategy, sticky, passiveHealthCheck, ...rest } = reference;
  return {
    ...rest,
    kind: kind as never,
    strategy: strategy as never,
    port: intOrString(port),
    nativeLb: nativeLB,
    nodePortLb: nodePortLB,
    middlewares: middlewares?.map((name) => ({ name })),
    passiveHealthCheck: passiveHealthCheck && {
      ...passiveHealthCheck,
      failureWindow: intOrString(passiveHealthCheck.failureWindow),
    },
    sticky: stickyFields(sticky),
  };
}

/** Stickiness as every place of the bindings takes it. */
export const stickyFields = (sticky: ServiceReference["sticky"]) =>
  sticky && { cookie: thaw({ ...sticky.cookie, sameSite: sticky.cookie.sameSite as never }) };
