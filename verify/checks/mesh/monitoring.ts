import type { Release } from "../../input/input";
import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { labelsOf, type Mesh, type Mode, type Participant, selectedIn, selects, setting } from "./mesh";

/** Checks of what watches services of a mesh: whether Prometheus selects it, and can read what it names. */
export function* monitoringChecks(mesh: Mesh): Generator<Draft> {
  yield* selected(mesh);
  for (const monitor of mesh.cluster.all("monitoring.coreos.com/ServiceMonitor"))
    yield* readable(mesh, monitor);
  for (const monitor of mesh.cluster.all("monitoring.coreos.com/PodMonitor"))
    yield* readablePods(mesh, monitor);
  yield* portNames(mesh);
}

// --- internal ---

const selectors = [
  ["ServiceMonitor", "serviceMonitor"],
  ["PodMonitor", "podMonitor"],
  ["PrometheusRule", "rule"],
] as const;

/** By itself the chart selects what bears its release's label (kube-prometheus-stack, prometheusSpec). */
function* selected({ cluster, release }: Mesh): Generator<Draft> {
  const stack = release("kube-prometheus-stack");
  if (stack === undefined) return;
  for (const [kind, key] of selectors) {
    const value = `prometheus.prometheusSpec.${key}Selector`;
    const given = setting(stack, value);
    const isOpen = setting(stack, `${value}NilUsesHelmValues`) === false;
    if (Object.keys(mapping(given)).length === 0 && isOpen) continue;
    for (const object of cluster.all(`monitoring.coreos.com/${kind}`)) {
      const labels = labelsOf(object);
      const isSelected =
        Object.keys(mapping(given)).length > 0
          ? selects(given, labels)
          : stack.name === undefined
            ? labels.release !== undefined
            : labels.release === stack.name;
      if (isSelected) continue;
      yield draft("W108", object, ["metadata", "labels"], {
        happens:
          "Prometheus does not select the object by its labels, and nothing says so: what it asks for does not happen.",
        fix: `Set ${value}NilUsesHelmValues: false in the values of kube-prometheus-stack, or label the object release: ${stack.name ?? "RELEASE"}.`,
      });
    }
  }
}

function* readable(mesh: Mesh, monitor: LocatedObject): Generator<Draft> {
  const { selector, namespaceSelector, endpoints } = specOf(monitor);
  const services = watchedBy(mesh, monitor, namespaceSelector)
    .flatMap((namespace) => mesh.cluster.inNamespace("v1/Service", namespace))
    .filter((service) => selects(selector, labelsOf(service)));
  for (const { item, index } of mappings(endpoints)) {
    if (item.scheme === "https") continue;
    const blocked = services.find((service) =>
      mappings(specOf(service).ports).some(
        ({ item: port }) =>
          port.name === item.port &&
          participantsOf(mesh, service).some((pod) => isClosed(mesh, pod, port.targetPort ?? port.port)),
      ),
    );
    if (blocked === undefined) continue;
    yield unreadable(
      mesh,
      monitor,
      ["spec", "endpoints", index, "port"],
      `Service ${blocked.namespace}/${blocked.name}`,
    );
  }
}

function* readablePods(mesh: Mesh, monitor: LocatedObject): Generator<Draft> {
  const { selector, namespaceSelector, podMetricsEndpoints } = specOf(monitor);
  const pods = watchedBy(mesh, monitor, namespaceSelector)
    .flatMap((namespace) => selectedIn(mesh.pods, namespace, selector))
    .map(mesh.participantOf)
    .filter((one) => one !== undefined);
  for (const { item, index } of mappings(podMetricsEndpoints)) {
    const isElsewhere = mappings(item.relabelings).some(({ item: one }) => one.targetLabel === "__address__");
    const port = item.port ?? item.portNumber;
    if (item.scheme === "https" || isElsewhere || port === undefined) continue;
    const blocked = pods.find((pod) => isClosed(mesh, pod, port));
    if (blocked === undefined) continue;
    const { from } = blocked.template;
    yield unreadable(
      mesh,
      monitor,
      ["spec", "podMetricsEndpoints", index],
      `${from.kind} ${from.namespace}/${from.name}`,
    );
  }
}

const unreadable = (
  { cluster }: Mesh,
  monitor: LocatedObject,
  path: (string | number)[],
  whose: string,
): Draft =>
  draft("E104", monitor, path, {
    // who is not described may take part
    ...(prometheusIn(cluster) === undefined && { severity: "warning" }),
    happens: `The pods of ${whose} take calls of the mesh alone at this port, and Prometheus is not in it: every scrape fails.`,
    fix: "Read the proxy's own port with the service's metrics merged in, or leave the port out of the mesh.",
  });

/** Namespaces in which a monitor looks. */
function watchedBy({ namespaces }: Mesh, monitor: LocatedObject, selector: unknown): readonly string[] {
  const { any, matchNames } = mapping(selector);
  if (any === true) return namespaces;
  const names = strings(matchNames);
  return names.length === 0 ? [monitor.namespace] : names;
}

const participantsOf = ({ participantOf, pods }: Mesh, service: LocatedObject): readonly Participant[] =>
  pods
    .selectedBy(service.namespace, mapping(specOf(service).selector))
    .map(participantOf)
    .filter((one) => one !== undefined);

/** Whether a pod's port answers only to who speaks the mesh's mTLS. */
function isClosed(mesh: Mesh, { template, modes, annotations }: Participant, port: unknown): boolean {
  const [mode] = modes;
  if (mode === undefined || isInMesh(mesh)) return false;
  const number = typeof port === "number" ? port : template.ports.find(({ name }) => name === port)?.number;
  if (number === undefined || !template.ports.some((one) => one.number === number)) return false;
  const excluded = `${annotations[exclusion[mode]] ?? ""}`.split(",").includes(`${number}`);
  if (excluded) return false;
  return mode === "consul" || isStrict(mesh, template.from.namespace, template.labels, number);
}

const exclusion: Readonly<Record<Mode, string>> = {
  sidecar: "traffic.sidecar.istio.io/excludeInboundPorts",
  ambient: "",
  consul: "consul.hashicorp.com/transparent-proxy-exclude-inbound-ports",
};

/** Whether Prometheus takes part itself: by labels of its pods, or of its namespace. */
function isInMesh({ cluster, modeOfNamespace }: Mesh): boolean {
  const stack = prometheusIn(cluster);
  const labels = mapping(setting(stack, "prometheus.prometheusSpec.podMetadata.labels"));
  return (
    labels["istio.io/dataplane-mode"] === "ambient" ||
    `${labels["sidecar.istio.io/inject"]}` === "true" ||
    modeOfNamespace(stack?.namespace ?? "monitoring") !== undefined
  );
}

const prometheusIn = ({ input }: Cluster): Release | undefined =>
  input.releases.find(({ chart }) => chart === "kube-prometheus-stack");

/** Of several policies the one nearest to the pods decides (istio, PeerAuthentication). */
function isStrict(
  { cluster }: Mesh,
  namespace: string,
  labels: Readonly<Record<string, unknown>>,
  port: number,
): boolean {
  const policies = cluster.all("security.istio.io/PeerAuthentication").map((policy) => {
    const { selector, mtls, portLevelMtls } = specOf(policy);
    return { policy, selector, mode: string(mapping(mtls).mode), ports: mapping(portLevelMtls) };
  });
  const hasSelector = (selector: unknown) => Object.keys(mapping(mapping(selector).matchLabels)).length > 0;
  const own = policies.find(
    ({ policy, selector }) =>
      policy.namespace === namespace && hasSelector(selector) && selects(selector, labels),
  );
  const portMode = string(mapping(own?.ports[`${port}`]).mode);
  const inherited = [
    own,
    policies.find(({ policy, selector }) => policy.namespace === namespace && !hasSelector(selector)),
    policies.find(({ policy, selector }) => policy.namespace === "istio-system" && !hasSelector(selector)),
  ].find((one) => one?.mode !== undefined && one.mode !== "UNSET");
  return (portMode ?? inherited?.mode) === "STRICT";
}

/** Istio reads what a port speaks from its name or appProtocol, and else listens to what comes first. */
function* portNames({ cluster, modeOf }: Mesh): Generator<Draft> {
  for (const service of cluster.all("v1/Service")) {
    const mode = modeOf(service);
    if (mode !== "sidecar" && mode !== "ambient") continue;
    for (const { item, index } of mappings(specOf(service).ports)) {
      const name = string(item.name) ?? "";
      if (item.appProtocol !== undefined || item.protocol === "UDP" || protocolNames.test(name)) continue;
      yield draft("W105", service, ["spec", "ports", index], {
        happens: `Neither the port's name nor appProtocol says what it speaks: Istio waits for the client's first bytes to find out, and what the server begins stays open without a word.`,
        fix: "Set appProtocol, such as http, grpc or tcp.",
      });
    }
  }
}

const protocolNames = /^(http|http2|https|grpc|grpc-web|tcp|tls|mongo|mysql|redis|udp)(-.*)?$/;
