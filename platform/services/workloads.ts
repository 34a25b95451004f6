import type { Definition } from "../definition/schema";
import { byCodeUnit, sortedByKey } from "../order";
import type { Configuration, Probes, SecretVariable, ServicePort, Workload } from "./model";

type ServiceDefinition = Definition["services"][string];

/** Name of the Deployment and Service of a version. */
export const versionName = (service: string, version: string): string => `${service}-${version}`;

/** What runs, sorted by version. */
export function workloadsOf(name: string, service: ServiceDefinition): readonly Workload[] {
  const common = {
    command: service.command,
    targetCpuPercent: service.targetCpuPercent,
    targetMemoryPercent: service.targetMemoryPercent,
  };
  const versions = Object.entries(sortedByKey(service.versions));
  if (versions.length === 0) {
    const { image, args, env, replicas } = service;
    return [
      {
        name,
        version: undefined,
        weight: 1,
        image,
        args,
        env: sortedByKey(env),
        minReplicas: replicas.min,
        maxReplicas: replicas.max,
        ...common,
      },
    ];
  }
  return versions.map(([version, own]) => ({
    name: versionName(name, version),
    version,
    weight: own.weight,
    image: own.image ?? service.image,
    args: own.args ?? service.args,
    env: sortedByKey({ ...service.env, ...own.env }),
    minReplicas: own.replicas.min ?? service.replicas.min,
    maxReplicas: own.replicas.max ?? service.replicas.max,
    ...common,
  }));
}

/** How pods are asked whether they are well, or undefined if there is nothing to ask. */
export function probesOf(
  { probes, healthPath }: ServiceDefinition,
  ports: readonly [ServicePort, ...ServicePort[]],
): Probes | undefined {
  const { startup, readiness, liveness } = probes;
  const patience = { startup, readiness, liveness };
  const port = ports.find(({ name }) => name === probes.port) ?? ports[0];
  const kind = probes.kind ?? probeKinds[port.protocol];
  switch (kind) {
    case "http":
      return { kind, port, path: healthPath, ...patience };
    case "grpc":
      return { kind, port, service: probes.grpcService, ...patience };
    case "tcp":
      return { kind, port, ...patience };
    case "exec":
      return { kind, command: probes.command, ...patience };
    case "none":
      return undefined;
    default:
      return kind satisfies never;
  }
}

export const probeKinds = {
  http: "http",
  websocket: "http",
  grpc: "grpc",
  // the kubelet asks in HTTP/1.1
  h2c: "tcp",
  tcp: "tcp",
  udp: "none",
} as const;

export function configurationOf(
  name: string,
  { configuration: { values, files, directory } }: ServiceDefinition,
): Configuration | undefined {
  if (Object.keys(values).length === 0 && Object.keys(files).length === 0) return undefined;
  return { name, values: sortedByKey(values), files: sortedByKey(files), directory };
}

export const secretsOf = ({ secrets }: ServiceDefinition): readonly SecretVariable[] =>
  Object.entries(secrets)
    .map(([variable, { secret, store, key, property }]): SecretVariable => {
      if (secret !== undefined) return { variable, kind: "secret", secret, key };
      if (store !== undefined) return { variable, kind: "store", store, key, property };
      throw new Error(`${variable} names neither a Secret nor a store`);
    })
    .sort((a, b) => byCodeUnit(a.variable, b.variable));
