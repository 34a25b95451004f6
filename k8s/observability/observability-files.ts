import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { namespaces } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import { FileScope } from "../manifest-file";
import type { MeshTarget } from "../mesh/target";
import { PlainObject } from "../plain-object";
import { grafanaDashboard } from "./dashboards/grafana";
import { addMonitor } from "./monitor";
import { traefikVersionRules, watchedIngress } from "./traefik";
import type { RuleGroup } from "./watched";

export interface ObservabilityFilesProps {
  readonly platform: Platform;
  /** What carries calls among services. @default - nothing does */
  readonly mesh?: MeshTarget | undefined;
}

/** What Prometheus reads and looks for, and what Grafana shows, of everything but the services themselves. */
export class ObservabilityFiles extends Construct {
  constructor(scope: Construct, id: string, { platform, mesh }: ObservabilityFilesProps) {
    super(scope, id);
    const ofMesh = mesh?.watched?.(platform);
    const monitors = [...watchedIngress.monitors, ...(ofMesh?.monitors ?? [])];
    const rules = [
      ...watchedIngress.rules,
      ...(ofMesh?.rules ?? []),
      ...(ofMesh === undefined ? traefikVersionRules(platform) : []),
    ];
    const file = (name: string) => new FileScope(this, name, `observability/${name}.yaml`);

    const monitorsFile = file("monitors");
    for (const monitor of monitors) addMonitor(monitorsFile, monitor.name, monitor);
    const alertsFile = file("alerts");
    for (const group of rules) addRules(alertsFile, group);
    for (const dashboard of [...watchedIngress.dashboards, ...(ofMesh?.dashboards ?? [])]) {
      new k8s.KubeConfigMap(file(`dashboard-${dashboard.name}`), "dashboard", {
        metadata: {
          name: `dashboard-${dashboard.name}`,
          namespace: namespaces.prometheus,
          // by which Grafana's sidecar finds it
          labels: { grafana_dashboard: "1" },
        },
        data: {
          [`${dashboard.name}.json`]: `${JSON.stringify(grafanaDashboard(dashboard), undefined, 2)}\n`,
        },
      });
    }
  }
}

// --- internal ---

function addRules(scope: Construct, group: RuleGroup): void {
  new PlainObject(scope, group.name, {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: { name: group.name, namespace: namespaces.prometheus },
    spec: { groups: [group] },
  });
}
