import type { MeshTarget } from "../target";
import { watchedConsul } from "./watched";

export const consul: MeshTarget = {
  namespaceLabels: {},
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: { arrival: () => [], ingress: () => [], egress: () => [], metrics: () => [] },
  watched: watchedConsul,
  mergesMetrics: true,
  addServiceObjects: () => {},
  addNamespaceObjects: () => {},
  addEnvironmentObjects: () => {},
};
