import type { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { defaultDenyPolicy, waypoint } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import type { Probes, Service, ServicePort } from "../../../platform/services/model";
import { selects } from "../../labels";
import { allowedCalls } from "../istio/authorization-policy";
import { destinationRule } from "../istio/destination-rule";
import { outsideHosts } from "../istio/egress";
import { addEnvironmentObjects } from "../istio/environment";
import { addIstioObject } from "../istio/istio-object";
import { principal, serviceHost } from "../istio/names";
import { tcp } from "../istio/network-policy";
import { addressedVersions, virtualServices } from "../istio/virtual-service";
import { watchedIstioAmbient } from "../istio/watched";
import type { MeshTarget } from "../target";
import { waypointRateLimit } from "./rate-limit";
import { httpRoutes, needsVirtualService } from "./routes";
import { addWaypoint, isThroughWaypoint, tunnelPort, waypointPods, waypointPrincipal } from "./waypoint";

const useWaypoint = { "istio.io/use-waypoint": waypoint };

/** Istio with a proxy on each node, and one for each namespace where requests are looked at. */
export const istioAmbient: MeshTarget = {
  namespaceLabels: { "istio.io/dataplane-mode": "ambient", ...useWaypoint },
  podMarks: () => ({}),
  endpointMarks: () => ({}),
  networkPolicy: { arrival, ingress, egress, metrics },
  watched: watchedIstioAmbient,
  addServiceObjects,
  addNamespaceObjects,
  addEnvironmentObjects,
};

// --- internal ---

/** Callers reach datagrams themselves; connections go to the callee's namespace's proxy. */
function arrival(ports: readonly ServicePort[]): k8s.NetworkPolicyPort[] {
  return ports
    .filter(({ transport }) => transport === "UDP")
    .map(({ containerPort }) => ({ ...tcp(containerPort), protocol: "UDP" }));
}

function ingress(service: Service): k8s.NetworkPolicyIngressRule[] {
  const probed = probedPort(service.probes);
  return [
    ...(isThroughWaypoint(service)
      ? [{ from: [waypointPods(service.namespace)], ports: [tcp(tunnelPort)] }]
      : []),
    ...(probed === undefined
      ? []
      : [{ from: [{ ipBlock: { cidr: kubeletAddress } }], ports: [tcp(probed.containerPort)] }]),
  ];
}

/** The kubelet's address once the node's proxy has told its probes from calls (Istio, cni/pkg/nodeagent). */
const kubeletAddress = "169.254.7.127/32";

function probedPort(probes: Probes | undefined): ServicePort | undefined {
  return probes === undefined || probes.kind === "exec" ? undefined : probes.port;
}

/** The proxies of callees' namespaces, and of its own where it reaches hosts outside. */
function egress({ namespace, callees, mesh }: Service): k8s.NetworkPolicyEgressRule[] {
  const passed = [
    ...callees.filter(isThroughWaypoint).map((callee) => callee.namespace),
    ...((mesh?.egressHosts ?? []).length > 0 ? [namespace] : []),
  ];
  const proxies = [...new Set(passed)].map(waypointPods);
  return proxies.length === 0 ? [] : [{ to: proxies, ports: [tcp(tunnelPort)] }];
}

/** Prometheus' own packets are in the tunnel too. */
function metrics(service: Service): k8s.NetworkPolicyPort[] {
  return service.metrics === undefined ? [] : [tcp(tunnelPort)];
}

function addServiceObjects(scope: Construct, service: Service, platform: Platform): void {
  const { name, namespace, mesh: policy } = service;
  const common = { namespace, service };
  const versions = addressedVersions(service);
  const rules = allowedCalls(service, {
    traefikNamespace: platform.ingress.namespace,
    portOf: ({ port }) => port,
  });
  if (rules.length > 0) {
    const targetRefs = [name, ...versions.map((version) => version.name)].map((target) => ({
      group: "",
      kind: "Service",
      name: target,
    }));
    const spec = { targetRefs, action: "ALLOW", rules };
    addIstioObject(scope, { ...common, kind: "AuthorizationPolicy", name, spec });
  }
  if (service.metrics !== undefined) {
    const { from, port } = service.metrics;
    const spec = {
      selector: { matchLabels: selects(name) },
      action: "ALLOW",
      rules: [
        {
          from: [{ source: { namespaces: [from] } }],
          to: [{ operation: { ports: [String(port.containerPort)] } }],
        },
      ],
    };
    addIstioObject(scope, { ...common, kind: "AuthorizationPolicy", name: `${name}.metrics`, spec });
  }
  if (policy === undefined) return;
  if (needsVirtualService(service, policy)) {
    const spec = destinationRule(serviceHost(name, namespace), policy);
    addIstioObject(scope, { ...common, kind: "DestinationRule", name, spec });
    for (const { name, spec } of virtualServices(service, policy)) {
      addIstioObject(scope, { ...common, kind: "VirtualService", name, spec });
    }
  } else {
    // each version is a host of its own
    for (const version of policy.versions) {
      const single = { ...policy, versions: [{ ...version, version: undefined }] };
      const spec = destinationRule(serviceHost(version.name, namespace), single);
      addIstioObject(scope, { ...common, kind: "DestinationRule", name: version.name, spec });
    }
    for (const { name, spec } of httpRoutes(service, policy)) {
      addIstioObject(scope, { ...common, kind: "HTTPRoute", name, spec });
    }
  }
  if (policy.rateLimit !== undefined) {
    const spec = waypointRateLimit(service, policy.rateLimit);
    addIstioObject(scope, { ...common, kind: "EnvoyFilter", name, spec });
  }
}

function addNamespaceObjects(scope: Construct, namespace: string, platform: Platform): void {
  addWaypoint(scope, namespace, platform);
  // what no policy of a service allows, its proxy refuses, and pods take calls from nobody else
  addIstioObject(scope, {
    kind: "AuthorizationPolicy",
    name: defaultDenyPolicy,
    namespace,
    spec: { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: waypoint }] },
  });
  addIstioObject(scope, {
    kind: "AuthorizationPolicy",
    name: waypoint,
    namespace,
    spec: {
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: [waypointPrincipal(namespace)] } }] }],
    },
  });
  for (const { name, host, spec } of outsideHosts(namespace, platform)) {
    addIstioObject(scope, { kind: "ServiceEntry", name, namespace, labels: useWaypoint, spec });
    addIstioObject(scope, {
      kind: "AuthorizationPolicy",
      name,
      namespace,
      spec: {
        targetRefs: [{ group: "networking.istio.io", kind: "ServiceEntry", name }],
        action: "ALLOW",
        rules: outsideRules(host, namespace, platform),
      },
    });
  }
}

/** Which services may reach a host, and at which of its ports. */
function outsideRules(host: string, namespace: string, { services }: Platform): object[] {
  return services
    .filter((service) => service.namespace === namespace)
    .flatMap((service) => {
      const ports = (service.mesh?.egressHosts ?? []).filter((each) => each.host === host);
      if (ports.length === 0) return [];
      return [
        {
          from: [{ source: { principals: [principal(service.name, namespace)] } }],
          to: [{ operation: { ports: ports.map(({ port }) => String(port)) } }],
        },
      ];
    });
}
