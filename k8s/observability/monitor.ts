import type { Construct } from "constructs";
import type { Service } from "../../platform/services/model";
import { selects } from "../labels";
import { PlainObject } from "../plain-object";
import type { Monitor } from "./watched";

/** An object by which Prometheus' operator finds what to read. */
export function addMonitor(
  scope: Construct,
  id: string,
  { kind, name, namespace, spec }: Monitor,
  labels: Readonly<Record<string, string>> = {},
): void {
  new PlainObject(scope, id, {
    apiVersion: "monitoring.coreos.com/v1",
    kind,
    metadata: { name, namespace, ...(Object.keys(labels).length > 0 && { labels }) },
    spec,
  });
}

/** Has Prometheus read a service's own metrics from each of its pods. */
export function addServiceMonitor(scope: Construct, { name, namespace, metrics }: Service): void {
  if (metrics === undefined) return;
  addMonitor(
    scope,
    "monitor",
    {
      kind: "PodMonitor",
      name,
      namespace,
      spec: {
        jobLabel: "app.kubernetes.io/name",
        selector: { matchLabels: selects(name) },
        podTargetLabels: ["app.kubernetes.io/version"],
        podMetricsEndpoints: [{ port: metrics.port.name, path: metrics.path }],
      },
    },
    selects(name),
  );
}
