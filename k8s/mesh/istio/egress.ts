import { namespaces, traceCollector } from "../../../platform/names";
import { byCodeUnit } from "../../../platform/order";
import type { Platform } from "../../../platform/platform";
import type { Egress, Service } from "../../../platform/services/model";
import { copiesBy } from "./copies";
import { serviceHost } from "./names";

/** A ServiceEntry: something outside of the mesh that proxies then know. */
export interface Outside {
  readonly name: string;
  readonly host: string;
  readonly spec: object;
}

/** Hosts that services of a namespace may reach, each once, whoever of them may. */
export function outsideHosts(namespace: string, { services }: Platform): readonly Outside[] {
  const ports = new Map<string, Map<number, string>>();
  for (const service of services.filter((each) => each.namespace === namespace)) {
    for (const { host, port, protocol } of service.mesh?.egressHosts ?? []) {
      const known = ports.get(host) ?? new Map<number, string>();
      ports.set(host, known.set(port, protocol));
    }
  }
  return [...ports]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([host, protocols]) => ({
      // with dots, as no service has: nothing else is called so
      name: host,
      host,
      spec: {
        hosts: [host],
        location: "MESH_EXTERNAL",
        resolution: "DNS",
        ports: [...protocols]
          .sort(([a], [b]) => a - b)
          .map(([number, protocol]) => ({
            number,
            name: `${protocol}-${number}`,
            protocol: protocol.toUpperCase(),
          })),
        exportTo: ["."],
      },
    }));
}

/** Blocks of addresses that a service may connect to: one entry for each port, under a name that is only a name. */
export function outsideBlocks({ name, namespace, egress }: Service): readonly Outside[] {
  const blocks = new Map<number, string[]>();
  for (const { cidr, port } of egress.filter(isCarried)) {
    blocks.set(port, [...(blocks.get(port) ?? []), cidr]);
  }
  return [...blocks].map(([port, addresses]) => {
    const host = `${name}-${port}.${namespace}.egress.internal`;
    return {
      name: `${name}.egress-${port}`,
      host,
      spec: {
        hosts: [host],
        addresses,
        location: "MESH_EXTERNAL",
        resolution: "NONE",
        ports: [{ number: port, name: `tcp-${port}`, protocol: "TCP" }],
        exportTo: ["."],
      },
    };
  });
}

/** What the proxies of a service know of the world: whom it may call, and what it may reach. */
export function reachableHosts(service: Service, platform: Platform): readonly string[] {
  const { observability } = platform;
  const called = [...service.callees, ...copiesBy(service, platform).map(({ receiver }) => receiver)];
  return [
    ...new Set([
      ...called.map(({ name, namespace }) => `${namespace}/${serviceHost(name, namespace)}`),
      ...(service.mesh?.egressHosts ?? []).map(({ host }) => `./${host}`),
      ...outsideBlocks(service).map(({ host }) => `./${host}`),
      ...(observability.traces === undefined
        ? []
        : [`${namespaces.traces}/${serviceHost(traceCollector.service, namespaces.traces)}`]),
    ]),
  ].sort(byCodeUnit);
}

/** A Sidecar's spec: proxies that know these hosts and connect to no other. */
export const sidecar = (hosts: readonly string[]) => ({
  egress: [{ hosts: hosts.length > 0 ? hosts : [noHost] }],
  outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
});

// --- internal ---

/** An empty list would be read as every host. */
const noHost = "~/*";

/** Proxies carry TCP; datagrams pass them by. */
const isCarried = ({ transport }: Egress): boolean => transport === "TCP";
