import * as access from "./access";
import * as cluster from "./cluster";
import * as data from "./data";
import * as helm from "./helm";
import * as iam from "./iam";
import * as removals from "./kubernetes/removals";
import * as requests from "./kubernetes/requests";
import * as traffic from "./kubernetes/traffic";
import * as workloads from "./kubernetes/workloads";
import * as lifecycle from "./lifecycle";
import * as network from "./network";
import * as nodes from "./nodes";
import * as routes from "./routes";
import type { Rule } from "./rule";
import * as state from "./state";

/** All rules, by subject as the documentation lists them. */
export const ruleGroups: Readonly<Record<string, readonly Rule[]>> = {
  Lifecycle: [
    lifecycle.lossOfData,
    lifecycle.disruption,
    lifecycle.gap,
    lifecycle.muchGoes,
    lifecycle.rename,
    lifecycle.forgotten,
    lifecycle.otherLoss,
    lifecycle.deposed,
    lifecycle.imported,
  ],
  "Plan and state": [
    state.errored,
    state.backend,
    state.failedCheck,
    state.driftReverted,
    state.driftRecreated,
    state.incomplete,
    state.unknownCheck,
    state.driftKept,
    state.unjudged,
    state.putOff,
  ],
  "Control plane": [
    cluster.clusterLost,
    cluster.versionLeap,
    cluster.versionStep,
    cluster.secretsEncryption,
    cluster.openEndpoint,
    cluster.privateEndpoint,
    cluster.deletionProtection,
    cluster.authentication,
    cluster.widerEndpoint,
    cluster.clusterSubnets,
    cluster.controlPlaneLogs,
    cluster.extendedSupport,
    cluster.addOnVersion,
    cluster.retention,
  ],
  "Access to the cluster and to roles": [
    access.newAdministrator,
    access.lastAdministrator,
    access.foreignTrust,
    access.newAccess,
    access.newIdentity,
    access.loosenedSubject,
    access.groups,
  ],
  IAM: [
    iam.everything,
    iam.everybody,
    iam.boundary,
    iam.broadened,
    iam.passRole,
    iam.managedPolicy,
    iam.narrowed,
    iam.hiddenPolicy,
  ],
  Nodes: [
    nodes.groupEmptied,
    nodes.allGroupsReplaced,
    nodes.machines,
    nodes.spot,
    nodes.placement,
    nodes.fewerNodes,
    nodes.metadataService,
    nodes.disk,
    nodes.scalingReverted,
    nodes.otherNodes,
  ],
  Network: [
    network.sensitivePorts,
    network.internetIngress,
    network.widerPeer,
    network.bucketOpen,
    routes.newRoute,
    network.aclOpen,
    network.flowLogs,
    network.fewerGateways,
    network.publicAddresses,
    network.publicLoadBalancer,
    network.egress,
    network.narrower,
    network.hiddenOpening,
  ],
  "Keys and data": [
    data.rotation,
    data.deletionWindow,
    data.forceDestroy,
    data.finalSnapshot,
    data.otherKey,
    data.lessKept,
    data.retention,
    data.protection,
  ],
  "Helm releases": [
    helm.chartLeap,
    helm.reinstalled,
    helm.force,
    helm.definitionsGo,
    helm.minorUp,
    helm.oneReplica,
    helm.service,
    helm.dashboard,
    helm.oldDefinitions,
    helm.hiddenValues,
    helm.otherRelease,
    helm.lostRelease,
    helm.uninstalled,
    helm.unguarded,
  ],
  "Kubernetes manifests": [
    removals.definition,
    removals.stateful,
    removals.clusterRole,
    removals.clearSecret,
    workloads.immutable,
    traffic.loadBalancer,
    traffic.withoutTls,
    traffic.widerRule,
    traffic.middleware,
    removals.networkPolicy,
    removals.certificate,
    workloads.fewerReplicas,
    workloads.privileged,
    traffic.mutualTls,
    traffic.weights,
    traffic.patience,
    workloads.image,
    workloads.resources,
  ],
  Requests: [requests.unanswered, requests.elsewhere, requests.unguarded],
};

export const rules: readonly Rule[] = Object.values(ruleGroups).flat();
