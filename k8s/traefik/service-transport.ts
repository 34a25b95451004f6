import type { Construct } from "constructs";
import type { Service } from "../../platform/services/model";
import { TraefikObject } from "./traefik-object";

export interface ServiceTransportProps {
  readonly service: Service;
}

/** How Traefik connects to the pods of a service, and how long it waits. */
export class ServiceTransport extends TraefikObject {
  constructor(scope: Construct, id: string, { service }: ServiceTransportProps) {
    const { timeouts, limits } = service.traffic;
    const isTcp = service.ports[0].protocol === "tcp";
    const forwarding = {
      ...(timeouts.connect !== undefined && { dialTimeout: timeouts.connect }),
      ...(timeouts.response !== undefined && { responseHeaderTimeout: timeouts.response }),
      ...(timeouts.idle !== undefined && { idleConnTimeout: timeouts.idle }),
    };
    super(scope, id, {
      service,
      kind: isTcp ? "ServersTransportTCP" : "ServersTransport",
      name: service.name,
      spec: isTcp
        ? { ...(timeouts.connect !== undefined && { dialTimeout: timeouts.connect }) }
        : {
            ...(Object.keys(forwarding).length > 0 && { forwardingTimeouts: forwarding }),
            ...(limits.idleConnections !== undefined && { maxIdleConnsPerHost: limits.idleConnections }),
          },
    });
  }
}
