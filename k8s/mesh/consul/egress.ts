import type { EgressHost } from "../../../platform/mesh/policy";
import { byCodeUnit } from "../../../platform/order";
import type { Platform } from "../../../platform/platform";

/** A host outside of the cluster, as Consul knows it. */
export interface Destination extends EgressHost {
  /** Name of a service of Consul that stands for it. */
  readonly name: string;
  /** Services that may reach it, sorted. */
  readonly callers: readonly string[];
}

/** What services may reach outside of the cluster by name, sorted by name. */
export function destinationsOf({ services }: Platform): readonly Destination[] {
  const destinations = new Map<string, Destination>();
  for (const { name: caller, mesh } of services) {
    for (const host of mesh?.egressHosts ?? []) {
      const name = destinationName(host);
      const { callers } = destinations.get(name) ?? { callers: [] };
      destinations.set(name, { ...host, name, callers: [...callers, caller] });
    }
  }
  return [...destinations.values()].sort((a, b) => byCodeUnit(a.name, b.name));
}

export const destinationDefaults = ({ host, port, protocol }: Destination): object => ({
  // TLS is passed on as it is, by the server name that it begins with
  protocol: protocol === "http" ? "http" : "tcp",
  destination: { addresses: [host], port },
});

// --- internal ---

/** `api-eu.example.com` and 443 give `egress-api--eu-example-com-443`: a dot in a name would end a label of Consul's. */
const destinationName = ({ host, port }: EgressHost): string =>
  `egress-${host.replaceAll("-", "--").replaceAll(".", "-")}-${port}`;
