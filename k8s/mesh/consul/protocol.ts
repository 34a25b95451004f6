import type { Service } from "../../../platform/services/model";
import { isHttp } from "../../../platform/services/ports";

/** What Consul calls the protocol of the one port of a service that it knows. */
export function protocolOf({ ports: [{ protocol }] }: Service): "http" | "http2" | "grpc" | "tcp" {
  switch (protocol) {
    case "http":
    case "websocket":
      return "http";
    case "h2c":
      return "http2";
    case "grpc":
      return "grpc";
    case "tcp":
    case "udp":
      return "tcp";
    default:
      return protocol satisfies never;
  }
}

/** Whether Consul sees requests, and not only connections. */
export const seesRequests = ({ ports: [{ protocol }] }: Service): boolean => isHttp(protocol);
