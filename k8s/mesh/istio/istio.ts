import type { MeshTarget } from "../target";

export const istio: MeshTarget = {
  namespaceLabels: {},
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: { arrival: () => [], ingress: () => [], egress: () => [], metrics: () => [] },
  addServiceObjects: () => {},
  addNamespaceObjects: () => {},
  addEnvironmentObjects: () => {},
};
