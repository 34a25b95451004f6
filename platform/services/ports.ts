import type { Definition } from "../definition/schema";
import { httpPort } from "../names";
import type { Protocol, ServicePort } from "./model";

type ServiceDefinition = Definition["services"][string];

/** The ports of a service, its own first. */
export function servicePorts({
  port,
  protocol,
  ports,
}: ServiceDefinition): readonly [ServicePort, ...ServicePort[]] {
  return [
    portOf(ownPortName(protocol), protocol, port),
    ...Object.entries(ports).map(([name, more]) => portOf(name, more.protocol, more.port)),
  ];
}

/** Name of a service's own port: what it speaks. */
export const ownPortName = (protocol: Protocol): string => (speaksHttp1(protocol) ? httpPort.name : protocol);

/** Whether a protocol is routed by requests rather than by connections. */
export const isHttp = (protocol: Protocol): boolean => protocol !== "tcp" && protocol !== "udp";

export const isH2c = (protocol: Protocol): boolean => protocol === "h2c" || protocol === "grpc";

// --- internal ---

const speaksHttp1 = (protocol: Protocol): boolean => protocol === "http" || protocol === "websocket";

const portOf = (name: string, protocol: Protocol, containerPort: number): ServicePort => ({
  name,
  protocol,
  transport: protocol === "udp" ? "UDP" : "TCP",
  // what speaks HTTP/1.1 on its own port is called without a port number; anything else by the number that it has
  port: name === httpPort.name && speaksHttp1(protocol) ? httpPort.port : containerPort,
  containerPort,
});
