import type { MeshTarget } from "../target";
import { watchedIstio } from "./watched";

export const istio: MeshTarget = {
  namespaceLabels: {},
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: { arrival: () => [], ingress: () => [], egress: () => [], metrics: () => [] },
  watched: watchedIstio,
  mergesMetrics: true,
  addServiceObjects: () => {},
  addNamespaceObjects: () => {},
  addEnvironmentObjects: () => {},
};
