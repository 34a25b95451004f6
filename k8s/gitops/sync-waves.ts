import type { ApiObject } from "cdk8s";

/**
 * When Argo CD applies a kind; it waits for each wave to be healthy before the next. What others refer to comes first.
 * Certificates come last, because they may take minutes and nothing else has to wait for them.
 */
const waves: Readonly<Record<string, number>> = {
  Namespace: -2,
  ConfigMap: -1,
  EC2NodeClass: -1,
  ExternalSecret: -1,
  NetworkPolicy: -1,
  NodePool: -1,
  ServiceAccount: -1,
  Middleware: -1,
  MiddlewareTCP: -1,
  StorageClass: -1,
  ServersTransport: -1,
  ServersTransportTCP: -1,
  TLSOption: -1,
  TLSStore: -1,
  TraefikService: -1,
  IngressRoute: 1,
  IngressRouteTCP: 1,
  IngressRouteUDP: 1,
  ClusterIssuer: 1,
  Certificate: 2,
};

/** Says by annotation when Argo CD is to apply an object; without one it is in wave 0. */
export function addSyncWave(object: ApiObject): void {
  const wave = waves[object.kind];
  if (wave !== undefined) object.metadata.addAnnotation("argocd.argoproj.io/sync-wave", `${wave}`);
}
