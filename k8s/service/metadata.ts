import type { Service, Workload } from "../../platform/services/model";
import { selects, selectsVersion } from "../labels";
import type { MarkSet } from "../mesh/target";

/** Metadata of the objects that bear their service's name. */
export const serviceMetadata = ({ name, namespace }: Service) => ({ name, namespace, labels: selects(name) });

/** Metadata of the objects of one version. */
export const workloadMetadata = (service: Service, workload: Workload) => ({
  name: workload.name,
  namespace: service.namespace,
  labels: podLabels(service, workload),
});

/** What selects the pods of one version, or of a service without versions. */
export const podLabels = ({ name }: Service, { version }: Workload) =>
  version === undefined ? selects(name) : { ...selects(name), ...selectsVersion(version) };

/** Metadata with what a mesh adds. */
export const marked = <T extends { readonly labels: Readonly<Record<string, string>> }>(
  metadata: T,
  { labels, annotations }: MarkSet = {},
) => ({
  ...metadata,
  ...(labels !== undefined && { labels: { ...metadata.labels, ...labels } }),
  ...(annotations !== undefined && { annotations }),
});
