import { traefikService } from "../../../platform/names";

/** Name by which every proxy knows a Kubernetes Service. */
export const serviceHost = (service: string, namespace: string): string =>
  `${service}.${namespace}.svc.cluster.local`;

/** Who a pod is to other proxies: its service account, which each service has of its own. */
export const principal = (serviceAccount: string, namespace: string): string =>
  `cluster.local/ns/${namespace}/sa/${serviceAccount}`;

/** Who Traefik's pods are. */
export const traefikPrincipal = (namespace: string): string => principal(traefikService, namespace);
