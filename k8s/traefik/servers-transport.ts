import type { Construct } from "constructs";
import {
  ServersTransport as ServersTransportObject,
  ServersTransportTcp as ServersTransportTcpObject,
} from "../../imports/traefik.io";
import type { ServersTransport, ServersTransportTcp } from "../../platform/tls";
import { intOrString, thaw } from "./thaw";

export interface TraefikServersTransportProps {
  /** A resolved transport; services of its namespace name it. */
  readonly transport: ServersTransport;
}

/** How Traefik speaks HTTP to the pods of services that name it. */
export class TraefikServersTransport extends ServersTransportObject {
  constructor(scope: Construct, id: string, { transport }: TraefikServersTransportProps) {
    const { name, namespace, options } = transport;
    const { disableHTTP2, peerCertURI, forwardingTimeouts: timeouts, ...others } = options;
    super(scope, id, {
      metadata: { name, namespace },
      spec: {
        ...thaw(others),
        disableHttp2: disableHTTP2,
        peerCertUri: peerCertURI,
        forwardingTimeouts: {
          dialTimeout: intOrString(timeouts.dialTimeout),
          responseHeaderTimeout: intOrString(timeouts.responseHeaderTimeout),
          idleConnTimeout: intOrString(timeouts.idleConnTimeout),
          readIdleTimeout: intOrString(timeouts.readIdleTimeout),
          pingTimeout: intOrString(timeouts.pingTimeout),
        },
      },
    });
  }
}

export interface TraefikServersTransportTcpProps {
  /** A resolved transport; services of TCP routes of its namespace name it. */
  readonly transport: ServersTransportTcp;
}

/** How Traefik connects to the pods of services of TCP routes that name it. */
export class TraefikServersTransportTcp extends ServersTransportTcpObject {
  constructor(scope: Construct, id: string, { transport }: TraefikServersTransportTcpProps) {
    const { name, namespace, options } = transport;
    const { dialTimeout, dialKeepAlive, terminationDelay, proxyProtocol, tls } = options;
    super(scope, id, {
      metadata: { name, namespace },
      spec: {
        dialTimeout: intOrString(dialTimeout),
        dialKeepAlive: intOrString(dialKeepAlive),
        terminationDelay: intOrString(terminationDelay),
        proxyProtocol,
        ...(tls !== undefined && { tls: tlsFields(tls) }),
      },
    });
  }
}

const tlsFields = ({ peerCertURI, ...tls }: NonNullable<ServersTransportTcp["options"]["tls"]>) => ({
  ...thaw(tls),
  peerCertUri: peerCertURI,
});
