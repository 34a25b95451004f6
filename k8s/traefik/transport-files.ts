import { Construct } from "constructs";
import type { ServersTransport, ServersTransportTcp } from "../../platform/tls";
import { FileScope } from "../manifest-file";
import { TraefikServersTransport, TraefikServersTransportTcp } from "./servers-transport";

export interface TransportFilesProps {
  readonly transports: readonly ServersTransport[];
  readonly transportsTcp: readonly ServersTransportTcp[];
}

/** How Traefik speaks to services, each transport in a file of its own. */
export class TransportFiles extends Construct {
  constructor(scope: Construct, id: string, { transports, transportsTcp }: TransportFilesProps) {
    super(scope, id);
    for (const transport of transports) {
      const { name, namespace } = transport;
      const file = new FileScope(this, `http-${name}`, `transports/${namespace}/${name}.yaml`);
      new TraefikServersTransport(file, "transport", { transport });
    }
    for (const transport of transportsTcp) {
      const { name, namespace } = transport;
      const file = new FileScope(this, `tcp-${name}`, `transports-tcp/${namespace}/${name}.yaml`);
      new TraefikServersTransportTcp(file, "transport", { transport });
    }
  }
}
