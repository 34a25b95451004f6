import { k8s } from "cdk8s-plus-27";
import { httpPort } from "../../platform/names";

/**
 * Probes of one path. A pod that does not answer stops getting requests long before it is restarted: under load a
 * restart would only move the load onto the others.
 */
export function healthProbes(
  path: string,
): Required<Pick<k8s.Container, "startupProbe" | "readinessProbe" | "livenessProbe">> {
  const httpGet = { path, port: k8s.IntOrString.fromString(httpPort.name) };
  return {
    // two minutes to start, and ready within two seconds of having started
    startupProbe: { httpGet, periodSeconds: 2, failureThreshold: 60 },
    // without traffic after fifteen seconds
    readinessProbe: { httpGet, periodSeconds: 5, failureThreshold: 3 },
    // restarted after one minute
    livenessProbe: { httpGet, periodSeconds: 10, failureThreshold: 6, timeoutSeconds: 5 },
  };
}
