import type { Construct } from "constructs";
import { IngressRoute } from "../../imports/traefik.io";
import type { Service } from "../../platform/services/model";
import { selects } from "../labels";
import { PlainObject } from "../plain-object";

export interface TraefikObjectProps {
  readonly service: Service;
  readonly kind:
    | "IngressRoute"
    | "IngressRouteTCP"
    | "IngressRouteUDP"
    | "Middleware"
    | "MiddlewareTCP"
    | "ServersTransport"
    | "ServersTransportTCP"
    | "TraefikService";
  readonly name: string;
  /** In the words of the definition that Traefik publishes. */
  readonly spec: object;
}

/**
 * An object of a service that Traefik reads. Its spec is written as it will stand in YAML: the generated classes name
 * fields and wrap numbers in ways of their own, and nothing of what they take is checked but its type. What is written
 * is checked against the published schema instead.
 */
export class TraefikObject extends PlainObject {
  constructor(scope: Construct, id: string, { service, kind, name, spec }: TraefikObjectProps) {
    super(scope, id, {
      apiVersion: IngressRoute.GVK.apiVersion,
      kind,
      metadata: { name, namespace: service.namespace, labels: selects(service.name) },
      spec,
    });
  }
}
