import { overlaps, parseCidr } from "../../../platform/network/cidr";
import type { Platform } from "../../../platform/platform";
import type { Egress, Service } from "../../../platform/services/model";

/** Connections of a pod that its proxy does not see. */
export interface BeyondProxy {
  readonly inboundPorts: readonly number[];
  readonly outboundPorts: readonly number[];
  readonly outboundBlocks: readonly string[];
}

/**
 * What a pod hears and says besides calls: probes that Consul does not lead past the proxy, and connections to blocks
 * outside of the mesh. Network policies open none of it to anybody else.
 */
export function beyondProxy({ probes, egress }: Service, { cluster }: Platform): BeyondProxy {
  const connections = egress.filter(({ transport }) => transport === "TCP");
  const isAmongServices = ({ cidr }: Egress) => overlapping(cidr, cluster.serviceCidr);
  return {
    // those by HTTP get ports of their own; the others the proxy would answer itself, or break off since they speak no
    // TLS (consul-k8s, connect-inject/webhook, overwriteProbes)
    inboundPorts: probes?.kind === "grpc" || probes?.kind === "tcp" ? [probes.port.containerPort] : [],
    // answers of DNS that do not fit into a datagram, and what a block alone cannot say since calls go there too
    outboundPorts: distinct([53, ...connections.filter(isAmongServices).map(({ port }) => port)]),
    outboundBlocks: distinct(connections.filter((each) => !isAmongServices(each)).map(({ cidr }) => cidr)),
  };
}

// --- internal ---

function overlapping(one: string, other: string): boolean {
  const [a, b] = [parseCidr(one), parseCidr(other)];
  return a !== undefined && b !== undefined && overlaps(a, b);
}

const distinct = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];
