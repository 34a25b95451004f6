import type { MeshTarget } from "../target";
import { addEnvironmentObjects } from "./environment-objects";
import { endpointMarks, podMarks } from "./marks";
import { networkPolicy } from "./network-policy";
import { addServiceObjects } from "./service-objects";
import { watchedConsul } from "./watched";

/** Consul on Kubernetes, its community edition, with a proxy in each pod. */
export const consul: MeshTarget = {
  // pods say by themselves that they take part
  namespaceLabels: {},
  podMarks,
  endpointMarks,
  networkPolicy,
  watched: watchedConsul,
  mergesMetrics: true,
  addServiceObjects,
  addNamespaceObjects: () => {},
  addEnvironmentObjects,
};
