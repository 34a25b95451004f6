import type { Construct } from "constructs";
import {
  Middleware as MiddlewareObject,
  MiddlewareTcp as MiddlewareTcpObject,
} from "../../imports/traefik.io";
import type { Middleware, MiddlewareTcp } from "../../platform/middleware";
import { middlewareSpec, middlewareTcpSpec } from "./middleware-spec";

export interface TraefikMiddlewareProps {
  /** A resolved middleware; only routes of its namespace can name it. */
  readonly middleware: Middleware;
  /** Labels of the object. @default - none of its own */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A middleware that routes of its namespace pass. */
export class TraefikMiddleware extends MiddlewareObject {
  constructor(scope: Construct, id: string, { middleware, labels }: TraefikMiddlewareProps) {
    const { name, namespace, spec } = middleware;
    super(scope, id, { metadata: { name, namespace, labels }, spec: middlewareSpec(spec) });
  }
}

export interface TraefikMiddlewareTcpProps {
  /** A resolved middleware for TCP; only TCP routes of its namespace can name it. */
  readonly middleware: MiddlewareTcp;
  /** Labels of the object. @default - none of its own */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A middleware that TCP routes of its namespace pass. */
export class TraefikMiddlewareTcp extends MiddlewareTcpObject {
  constructor(scope: Construct, id: string, { middleware, labels }: TraefikMiddlewareTcpProps) {
    const { name, namespace, spec } = middleware;
    super(scope, id, { metadata: { name, namespace, labels }, spec: middlewareTcpSpec(spec) });
  }
}
