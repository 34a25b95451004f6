import { k8s } from "cdk8s-plus-27";
import { internalEntryPoint, internalTraefikService } from "../../../platform/names";
import { callersRouter } from "../../../platform/routing/callers";
import { selects, selectsNamespace } from "../../labels";
import { backendReference } from "../../traefik/backends";
import { TraefikObject } from "../../traefik/traefik-object";
import type { MeshTarget } from "../target";

/**
 * Traefik between services: each that has callers gets a name of its own that leads to Traefik's entry point inside the
 * cluster, and a route there. Its own name still leads to its pods, which network policies then let nobody but Traefik
 * connect to.
 */
export const none: MeshTarget = {
  namespaceLabels: {},
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: {
    arrival: (ports) =>
      ports.map(({ transport, containerPort }) => ({
        protocol: transport,
        port: k8s.IntOrString.fromNumber(containerPort),
      })),
    ingress: () => [],
    egress: ({ callees }, { ingress }) =>
      callees.some(({ callersPort }) => callersPort !== undefined)
        ? [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: selectsNamespace(ingress.namespace) },
                  podSelector: { matchLabels: selects("traefik") },
                },
              ],
              ports: [
                { protocol: "TCP", port: k8s.IntOrString.fromNumber(internalEntryPoint.containerPort) },
              ],
            },
          ]
        : [],
    metrics: ({ metrics }) =>
      metrics === undefined
        ? []
        : [
            {
              protocol: metrics.port.transport,
              port: k8s.IntOrString.fromNumber(metrics.port.containerPort),
            },
          ],
  },
  addServiceObjects: (scope, service, { ingress }) => {
    const router = callersRouter(service);
    if (router === undefined) return;
    const { name, entryPoint, routes } = router;
    new k8s.KubeService(scope, "callers-service", {
      metadata: { name, namespace: service.namespace, labels: selects(service.name) },
      spec: {
        type: "ExternalName",
        externalName: `${internalTraefikService}.${ingress.namespace}.svc.cluster.local`,
      },
    });
    new TraefikObject(scope, "callers-route", {
      service,
      kind: "IngressRoute",
      name,
      spec: {
        entryPoints: [entryPoint],
        routes: routes.map(({ match, priority, middlewares, backend }) => ({
          kind: "Rule",
          match,
          ...(priority !== undefined && { priority }),
          ...(middlewares.length > 0 && { middlewares: middlewares.map((each) => ({ name: each })) }),
          services: [backendReference(backend)],
        })),
      },
    });
  },
  addNamespaceObjects: () => {},
  addEnvironmentObjects: () => {},
};
