import type { Definition } from "./definition/schema";
import { byCodeUnit, sortedByKey } from "./order";
import type { Peer, Service } from "./platform";

/** Resolves services, sorted by name, and who calls whom. */
export function resolveServices(services: Definition["services"]): readonly Service[] {
  const sorted = Object.entries(sortedByKey(services));
  const peers = new Map<string, Peer>(
    sorted.map(([name, { namespace, port }]) => [name, { name, namespace, containerPort: port }]),
  );
  const callees = calleesByCaller(sorted, peers);
  return sorted.map(([name, service]) => ({
    name,
    namespace: service.namespace,
    image: service.image,
    containerPort: service.port,
    args: service.args,
    env: sortedByKey(service.env),
    minReplicas: service.replicas.min,
    maxReplicas: service.replicas.max,
    targetCpuPercent: service.targetCpuPercent,
    cpu: service.resources.cpu,
    memory: service.resources.memory,
    healthPath: service.healthPath,
    exposures: service.expose.map(({ host, path, headers }) => ({
      host,
      path,
      requestHeaders: sortedByKey(headers.request),
      responseHeaders: sortedByKey(headers.response),
    })),
    callers: [...service.callers].sort(byCodeUnit).map((caller) => known(peers, caller)),
    callees: callees.get(name) ?? [],
    egress: service.egress,
  }));
}

function calleesByCaller(
  services: readonly (readonly [string, Definition["services"][string]])[],
  peers: ReadonlyMap<string, Peer>,
): ReadonlyMap<string, readonly Peer[]> {
  const callees = new Map<string, Peer[]>();
  for (const [name, { callers }] of services) {
    for (const caller of callers) {
      const list = callees.get(caller);
      if (list === undefined) callees.set(caller, [known(peers, name)]);
      else list.push(known(peers, name));
    }
  }
  return callees;
}

function known(peers: ReadonlyMap<string, Peer>, name: string): Peer {
  const peer = peers.get(name);
  if (peer === undefined) throw new Error(`no service is named ${name}`);
  return peer;
}
