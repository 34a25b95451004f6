import { ApiObject, App, Chart } from "cdk8s";
import { Construct } from "constructs";
import { servedCertificates } from "../platform/certificates";
import { byCodeUnit } from "../platform/order";
import type { Platform } from "../platform/platform";
import { CertificateFiles } from "./certificates/certificate-files";
import { filesOf } from "./files";
import { addSyncWave } from "./gitops/sync-waves";
import { kustomization } from "./kustomization";
import { managedBy } from "./labels";
import type { ManifestFile } from "./manifest-file";
import { meshTarget } from "./mesh/targets";
import { NamespaceFile } from "./namespaces/namespace-file";
import { NodePoolFile } from "./scaling/node-pool-file";
import { ServiceFile } from "./service/service-file";
import { StorageClassFile } from "./storage/storage-class-file";
import { DashboardFile } from "./traefik/dashboard-file";
import { MiddlewareFiles } from "./traefik/middleware-files";
import { TlsFiles } from "./traefik/tls-files";
import { TransportFiles } from "./traefik/transport-files";

/** The Kubernetes half of an environment: its files, sorted by path. Nothing is read or written. */
export function kubernetesFiles(platform: Platform): readonly ManifestFile[] {
  const files = filesOf(kubernetesApp(platform));
  return [kustomization(files), ...files, ...gitopsFiles(platform, files)].sort((a, b) =>
    byCodeUnit(a.path, b.path),
  );
}

/** Loaded where it is needed, as Argo CD's bindings are large. */
function gitopsFiles(platform: Platform, files: readonly ManifestFile[]): readonly ManifestFile[] {
  if (platform.gitops === undefined) return [];
  const gitops = require("./gitops/gitops-files") as typeof import("./gitops/gitops-files");
  return gitops.gitopsFiles(platform, files);
}

/**
 * The construct tree of an environment. There is one chart, without a namespace: cdk8s goes through the whole app
 * for every chart, and a chart's namespace would also land on objects that have none, such as a ClusterIssuer.
 */
function kubernetesApp(platform: Platform): App {
  // both have defaults from environment variables, on which the output must not depend
  const app = new App({ outdir: "dist", recordConstructMetadata: false });
  const chart = new Chart(app, platform.name, { labels: managedBy });

  const namespaces = new Construct(chart, "namespaces");
  const mesh = meshTarget(platform);
  for (const name of platform.namespaces) new NamespaceFile(namespaces, name, { name, platform, mesh });

  const services = new Construct(chart, "services");
  for (const service of platform.services) {
    new ServiceFile(services, service.name, { service, platform, mesh });
  }
  if (platform.observability.metrics !== undefined) {
    const { ObservabilityFiles } =
      require("./observability/observability-files") as typeof import("./observability/observability-files");
    new ObservabilityFiles(chart, "observability", { platform, mesh });
  }
  if (mesh !== undefined) mesh.addEnvironmentObjects(new Construct(chart, "mesh"), platform);

  const { scaling } = platform;
  if (scaling.kind === "karpenter") {
    const nodes = new Construct(chart, "nodes");
    for (const nodePool of scaling.nodePools) {
      new NodePoolFile(nodes, nodePool.name, { nodePool, karpenter: scaling, platform });
    }
  }

  if (platform.addOns.some(({ name }) => name === "aws-ebs-csi-driver"))
    new StorageClassFile(chart, "storage");

  new MiddlewareFiles(chart, "middlewares", { middlewares: platform.middlewares });
  new TlsFiles(chart, "traefik", {
    namespace: platform.ingress.namespace,
    options: platform.tlsOptions,
    certificateSecret: platform.certificates.wildcard.secret,
    otherSecrets: servedCertificates(platform.certificates).map(({ secret }) => secret),
  });
  const { dashboard, namespace } = platform.ingress;
  if (dashboard !== undefined) new DashboardFile(chart, "dashboard", { dashboard, namespace });
  new TransportFiles(chart, "transports", {
    transports: platform.serversTransports,
    transportsTcp: platform.serversTransportsTcp,
  });
  new CertificateFiles(chart, "certificates", {
    certificates: platform.certificates,
    namespaces: platform.namespaces,
    ingressNamespace: platform.ingress.namespace,
  });
  if (platform.gitops?.kind === "argocd")
    chart.node.findAll().filter(ApiObject.isApiObject).forEach(addSyncWave);
  return app;
}
