import { type ITerraformDependable, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { zoneArn } from "../../platform/domain";
import type { Identity } from "../../platform/identities";
import { namespaces } from "../../platform/names";
import type { Platform } from "../../platform/platform";
import { chartFrom } from "../../platform/releases";
import { type Chart, charts } from "../../platform/versions";
import type { ClusterAccess } from "../cluster/command";
import { awsLoadBalancerControllerPolicy } from "../identity/policies/aws-load-balancer-controller";
import { certManagerPolicy } from "../identity/policies/cert-manager";
import { clusterAutoscalerPolicy } from "../identity/policies/cluster-autoscaler";
import { externalDnsPolicy } from "../identity/policies/external-dns";
import { karpenterPolicies } from "../identity/policies/karpenter";
import type { ServiceAccountTrust } from "../identity/service-account-trust";
import { WorkloadIdentity } from "../identity/workload-identity";
import { meshTarget } from "../mesh/targets";
import { Karpenter } from "../scaling/karpenter";
import { awsLoadBalancerControllerValues } from "./aws-load-balancer-controller";
import { certManagerValues } from "./cert-manager";
import { clusterAutoscalerValues } from "./cluster-autoscaler";
import { DefinitionUpgrade } from "./definition-upgrade";
import { externalDnsValues } from "./external-dns";
import { karpenterValues } from "./karpenter";
import { metricsServerValues } from "./metrics-server";
import { plannedObservability, plannedStorage } from "./observability";
import type { PlannedRelease } from "./planned-release";
import { HelmRelease, type HelmReleaseProps } from "./release";
import { traefikValues } from "./traefik";
import { securityGroupsValue } from "./traefik-service";

export interface ReleasesProps {
  readonly platform: Platform;
  /** Name of the cluster, as an attribute of it. */
  readonly clusterName: string;
  readonly access: ClusterAccess;
  readonly trust: ServiceAccountTrust;
  readonly vpcId: string;
  /** Id of the domain's hosted zone. */
  readonly zoneId: string;
  /** Security group of the load balancer in front of Traefik. */
  readonly loadBalancerSecurityGroupId: string;
  /** What stands between clients and Traefik's pods: listeners and security group rules. */
  readonly ingressReady: readonly ITerraformDependable[];
  /** What Helm needs to reach the cluster, and pods to run: access, nodes, add-ons. */
  readonly running: readonly ITerraformDependable[];
}

/** The controllers of the cluster, each with the identity that it needs, in the order in which they need each other. */
export class Releases extends Construct {
  /** All of them. */
  readonly resources: readonly ITerraformDependable[];

  readonly #props: ReleasesProps;

  constructor(scope: Construct, id: string, props: ReleasesProps) {
    super(scope, id);
    this.#props = props;
    const { dns, releases } = props.platform;
    const metrics = releases.metricsServer === "chart" ? [this.#metricsServer().resource] : [];
    const scaling = this.#autoscaler();
    const controller = this.#loadBalancerController();
    const certManager = this.#certManager(controller);
    const { metricsAndTraces, mesh } = this.#asked([controller.resource]);
    const traefik = this.#traefik([controller.resource, ...metricsAndTraces, ...mesh]);
    const records = dns.externalDns ? [this.#externalDns(traefik).resource] : [];
    this.resources = [
      ...metrics,
      ...scaling,
      controller.resource,
      certManager.resource,
      ...metricsAndTraces,
      ...mesh,
      traefik.resource,
      ...records,
    ];
  }

  #metricsServer(): HelmRelease<object> {
    return this.#release("metrics-server", charts.metricsServer, {
      namespace: namespaces.metricsServer,
      values: metricsServerValues(this.#props.platform),
    });
  }

  #autoscaler(): readonly ITerraformDependable[] {
    const { platform } = this.#props;
    const { scaling, identities, cluster } = platform;
    switch (scaling.kind) {
      case "none":
        return [];
      case "cluster-autoscaler": {
        const identity = installed(identities.clusterAutoscaler);
        return [
          this.#release("cluster-autoscaler", charts.clusterAutoscaler, {
            namespace: identity.namespace,
            values: clusterAutoscalerValues(platform, scaling.imageTag, identity),
            dependsOn: this.#identity("cluster-autoscaler", identity, {
              permissions: clusterAutoscalerPolicy(cluster.name),
            }),
          }).resource,
        ];
      }
      case "karpenter": {
        const identity = installed(identities.karpenter);
        const definitions = this.#release("karpenter-definitions", charts.karpenterDefinitions, {
          namespace: identity.namespace,
          // as all other definitions: without them their resources would go, and nobody would clear up behind those
          values: { additionalAnnotations: { "helm.sh/resource-policy": "keep" } },
        });
        const { ready } = new Karpenter(this, "karpenter-resources", {
          clusterName: this.#props.clusterName,
          karpenter: scaling,
          partition: platform.aws.partition,
        });
        return [
          this.#release("karpenter", charts.karpenter, {
            namespace: identity.namespace,
            values: karpenterValues(platform, scaling, identity),
            skipDefinitions: true,
            dependsOn: [
              ...this.#identity("karpenter", identity, karpenterPolicies(platform, scaling)),
              ...ready,
              definitions.resource,
            ],
          }).resource,
        ];
      }
      default:
        return scaling satisfies never;
    }
  }

  #loadBalancerController(): HelmRelease<object> {
    const { platform, vpcId } = this.#props;
    const identity = platform.identities.awsLoadBalancerController;
    return this.#release("aws-load-balancer-controller", charts.awsLoadBalancerController, {
      namespace: identity.namespace,
      values: awsLoadBalancerControllerValues(platform),
      computed: { vpcId },
      upgradesDefinitions: true,
      dependsOn: this.#identity("aws-load-balancer-controller", identity, {
        permissions: awsLoadBalancerControllerPolicy(platform),
      }),
    });
  }

  #certManager(controller: HelmRelease<object>): HelmRelease<object> {
    const { platform, zoneId } = this.#props;
    const identity = platform.identities.certManager;
    return this.#release("cert-manager", charts.certManager, {
      namespace: identity.namespace,
      values: certManagerValues(platform),
      dependsOn: [
        ...this.#identity("cert-manager", identity, {
          permissions: certManagerPolicy({
            account: platform.aws,
            domain: platform.domain,
            zoneArn: zoneArn(platform.aws, zoneId),
            certificates: platform.certificates,
          }),
        }),
        // one after the other: webhooks must answer by the time that others make what they are asked about
        controller.resource,
      ],
    });
  }

  /** What is there only because the definition asks for it, and comes before Traefik. */
  #asked(webhooks: readonly ITerraformDependable[]) {
    const { platform } = this.#props;
    const { metrics, traces } = plannedObservability(platform);
    const storage = this.#inOrder(plannedStorage(platform), []);
    // first the definitions of monitors, which others bring along
    const monitoring = this.#inOrder(metrics, [...webhooks, ...storage]);
    const tracing = this.#inOrder(traces, [...webhooks, ...storage, ...monitoring]);
    const target = meshTarget(platform.mesh);
    const mesh = this.#inOrder(target?.releases(platform) ?? [], [...webhooks, ...storage, ...monitoring]);
    return { metricsAndTraces: [...storage, ...monitoring, ...tracing], mesh };
  }

  /** Releases of which each one needs the one before it. */
  #inOrder(
    planned: readonly PlannedRelease[],
    dependsOn: readonly ITerraformDependable[],
  ): readonly ITerraformDependable[] {
    const resources: ITerraformDependable[] = [];
    for (const { id, chart, ...release } of planned) {
      const { resource } = this.#release(id, chart, {
        ...release,
        dependsOn: [...dependsOn, ...resources.slice(-1)],
      });
      resources.push(resource);
    }
    return resources;
  }

  #traefik(before: readonly ITerraformDependable[]): HelmRelease<object> {
    const { platform, ingressReady, loadBalancerSecurityGroupId } = this.#props;
    const { ingress } = platform;
    return this.#release("traefik", charts.traefik, {
      name: ingress.service,
      namespace: ingress.namespace,
      values: traefikValues(platform),
      ...(ingress.loadBalancer === "controller" && {
        computed: { [securityGroupsValue]: loadBalancerSecurityGroupId },
      }),
      upgradesDefinitions: true,
      // pods that are made before the mesh's webhook and its CNI take no part in it
      dependsOn: [...ingressReady, ...before],
    });
  }

  #externalDns(traefik: HelmRelease<object>): HelmRelease<object> {
    const { platform, zoneId } = this.#props;
    const identity = installed(platform.identities.externalDns);
    return this.#release("external-dns", charts.externalDns, {
      namespace: identity.namespace,
      values: externalDnsValues(platform, identity),
      dependsOn: [
        ...this.#identity("external-dns", identity, {
          permissions: externalDnsPolicy(zoneArn(platform.aws, zoneId)),
        }),
        // it watches Traefik's kinds from its first second
        traefik.resource,
      ],
    });
  }

  #release(id: string, chart: Chart, release: ReleaseSettings): HelmRelease<object> {
    const { platform, running } = this.#props;
    const { upgradesDefinitions = false, dependsOn = [], name = chart.name, ...rest } = release;
    const source = chartFrom(platform.releases, chart);
    const upgrade = upgradesDefinitions && platform.releases.upgradeDefinitions;
    return new HelmRelease(this, id, {
      ...rest,
      name,
      chart: source,
      dependsOn: [
        ...running,
        ...dependsOn,
        ...(upgrade
          ? [
              new DefinitionUpgrade(this, `${id}-definitions`, {
                chart: source,
                access: this.#props.access,
                dependsOn: running,
              }).resource,
            ]
          : []),
      ],
    });
  }

  #identity(
    id: string,
    identity: Identity,
    policies: Readonly<Record<string, string>>,
  ): readonly ITerraformDependable[] {
    const { clusterName, trust } = this.#props;
    // beside the releases, as the identities of add-ons
    const scope = TerraformStack.of(this);
    return new WorkloadIdentity(scope, `${id}-identity`, { clusterName, identity, trust, policies }).ready;
  }
}

type ReleaseSettings = Pick<
  HelmReleaseProps<object>,
  "namespace" | "values" | "computed" | "skipDefinitions"
> & {
  /** @default - the chart's name */
  readonly name?: string;
  /** Whether the chart has definitions in `crds/`, which Helm itself never upgrades. @default false */
  readonly upgradesDefinitions?: boolean;
  /** What this release needs beyond a running cluster. @default - nothing */
  readonly dependsOn?: readonly ITerraformDependable[];
};

/** The model has an identity for everything that it installs. */
function installed(identity: Identity | undefined): Identity {
  if (identity === undefined) throw new Error("a release has no identity in the model");
  return identity;
}
