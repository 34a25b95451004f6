import { watchedIstioAmbient } from "../istio/watched";
import type { MeshTarget } from "../target";

export const istioAmbient: MeshTarget = {
  namespaceLabels: {},
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: { arrival: () => [], ingress: () => [], egress: () => [], metrics: () => [] },
  watched: watchedIstioAmbient,
  addServiceObjects: () => {},
  addNamespaceObjects: () => {},
  addEnvironmentObjects: () => {},
};
