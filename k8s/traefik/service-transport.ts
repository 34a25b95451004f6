import { Construct } from "constructs";
import type { Service } from "../../platform/services/model";
import { isHttp } from "../../platform/services/ports";
import { needsTcpTransport, needsTransport } from "../../platform/services/servers";
import { TraefikObject } from "./traefik-object";

export interface ServiceTransportProps {
  readonly service: Service;
}

/** How Traefik connects to the pods of a service, and how long it waits: for requests, and for connections. */
export class ServiceTransport extends Construct {
  constructor(scope: Construct, id: string, { service }: ServiceTransportProps) {
    super(scope, id);
    const { name, traffic, ingressPorts } = service;
    if (needsTransport(traffic) && ingressPorts.some(({ protocol }) => isHttp(protocol))) {
      new TraefikObject(this, "http", { service, kind: "ServersTransport", name, spec: httpSpec(service) });
    }
    if (needsTcpTransport(traffic) && ingressPorts.some(({ protocol }) => protocol === "tcp")) {
      const spec = { dialTimeout: traffic.timeouts.connect };
      new TraefikObject(this, "tcp", { service, kind: "ServersTransportTCP", name, spec });
    }
  }
}

// --- internal ---

function httpSpec({ traffic: { timeouts, limits } }: Service) {
  const forwardingTimeouts = {
    ...(timeouts.connect !== undefined && { dialTimeout: timeouts.connect }),
    ...(timeouts.response !== undefined && { responseHeaderTimeout: timeouts.response }),
    ...(timeouts.idle !== undefined && { idleConnTimeout: timeouts.idle }),
  };
  return {
    ...(Object.keys(forwardingTimeouts).length > 0 && { forwardingTimeouts }),
    ...(limits.idleConnections !== undefined && { maxIdleConnsPerHost: limits.idleConnections }),
  };
}
