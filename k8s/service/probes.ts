import { k8s } from "cdk8s-plus-27";
import type { Patience, Probes } from "../../platform/services/model";

type ContainerProbes = Required<Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe">>;

/**
 * The three probes of a container. A pod that does not answer stops getting requests long before it is restarted:
 * under load a restart would only move the load onto the others.
 */
export function containerProbes(probes: Probes): ContainerProbes {
  const handler = handlerOf(probes);
  return {
    startupProbe: { ...handler, ...patience(probes.startup) },
    readinessProbe: { ...handler, ...patience(probes.readiness) },
    livenessProbe: { ...handler, ...patience(probes.liveness) },
  };
}

// --- internal ---

function handlerOf(probes: Probes): k8s.Probe {
  switch (probes.kind) {
    case "http":
      return { httpGet: { path: probes.path, port: k8s.IntOrString.fromString(probes.port.name) } };
    case "grpc": {
      // the only probe that does not take a port's name
      const { port, service } = probes;
      return { grpc: { port: port.containerPort, ...(service !== undefined && { service }) } };
    }
    case "tcp":
      return { tcpSocket: { port: k8s.IntOrString.fromString(probes.port.name) } };
    case "exec":
      return { exec: { command: [...probes.command] } };
    default:
      return probes satisfies never;
  }
}

/** Kubernetes waits for one second by itself. */
const patience = ({ periodSeconds, failures, timeoutSeconds }: Patience): k8s.Probe => ({
  periodSeconds,
  failureThreshold: failures,
  ...(timeoutSeconds > 1 && { timeoutSeconds }),
});
