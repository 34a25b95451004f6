import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import type { PodTemplate } from "../references/pods";
import { type Mesh, type Mode, type Participant, selectedIn, selects, workloadName } from "./mesh";

/** Checks that network policies, which see packets and not calls, let a mesh work. */
export function* networkPolicyChecks(mesh: Mesh): Generator<Draft> {
  const policiesOf = policiesByPods(mesh.cluster);
  for (const participant of mesh.templates) {
    if (participant.modes.length > 0) yield* needs(mesh, participant, policiesOf(participant.template));
  }
  for (const policy of mesh.cluster.all(kind)) {
    yield* peers(mesh, policy);
    yield* ports(policy);
  }
}

// --- internal ---

const kind = "networking.k8s.io/NetworkPolicy";

type Fields = Readonly<Record<string, unknown>>;
type Direction = "Ingress" | "Egress";

/** Where calls arrive at a pod, if not at its own ports. */
const arrival: Readonly<Record<Mode, number | undefined>> = {
  sidecar: undefined,
  ambient: 15_008,
  consul: 20_000,
};

/** What its proxy must reach of the mesh's own. */
const controlPlane: Readonly<Record<Mode, { readonly port: number; readonly name: string } | undefined>> = {
  sidecar: { port: 15_012, name: "istiod" },
  // ztunnel is no part of the pod
  ambient: undefined,
  consul: { port: 8502, name: "Consul's servers" },
};

function* needs(mesh: Mesh, participant: Participant, policies: readonly LocatedObject[]): Generator<Draft> {
  const { template, modes } = participant;
  const [mode] = modes;
  if (mode === undefined) return;
  const pods = `Pods of ${workloadName(template.from)}`;
  const egress = rulesFor(policies, "Egress");
  if (egress !== undefined) {
    if (!opens(egress.rules, 53))
      yield missing(
        egress.by,
        `${pods} cannot look names up`,
        "Let them reach kube-dns on port 53, UDP and TCP.",
      );
    const own = controlPlane[mode];
    if (own !== undefined && !opens(egress.rules, own.port)) {
      yield missing(
        egress.by,
        `${pods} have a proxy that cannot reach ${own.name}: it never gets ready`,
        `Let them reach ${own.name} on port ${own.port}.`,
      );
    }
    for (const rule of egress.rules) {
      const callee = calledBy(mesh, egress.by, rule);
      const port = callee?.modes[0] === undefined ? undefined : arrival[callee.modes[0]];
      if (callee === undefined || port === undefined || opens(egress.rules, port)) continue;
      yield missing(
        egress.by,
        `${pods} may call ${workloadName(callee.template.from)} at its own port, and the mesh's packets go to port ${port}: no call gets through`,
        `Let them reach port ${port} too.`,
      );
      break;
    }
  }
  const ingress = rulesFor(policies, "Ingress");
  if (ingress === undefined) return;
  const port = arrival[mode];
  const isCalled = ingress.rules.some((rule) => namesPortOf(rule, participant));
  if (port !== undefined && isCalled && !opens(ingress.rules, port)) {
    yield missing(
      ingress.by,
      `${pods} may be called at their own port, and the mesh's packets arrive at port ${port}: no call gets through`,
      `Let callers reach port ${port} instead.`,
    );
  }
  if (mode === "ambient" && hasProbes(participant) && !opensProbes(ingress.rules)) {
    yield missing(
      ingress.by,
      `${pods} are probed from ${probeAddress}, which is not let in: they never get ready`,
      `Let ${probeAddress}/32 in.`,
    );
  }
}

const missing = (policy: LocatedObject, happens: string, fix: string): Draft =>
  draft("E106", policy, ["spec"], { happens: `${happens}.`, fix });

interface Rules {
  readonly rules: readonly Fields[];
  /** One of the policies by which nothing else is allowed. */
  readonly by: LocatedObject;
}

/** Finds the policies of pods, by the labels that they select. */
function policiesByPods(cluster: Cluster): (template: PodTemplate) => readonly LocatedObject[] {
  const found = new Map<string, LocatedObject[]>();
  for (const policy of cluster.all(kind)) {
    const pairs = Object.entries(mapping(mapping(specOf(policy).podSelector).matchLabels));
    // one that names no label may be about any pod
    const label = `${policy.namespace}\n${pairs[0]?.join("\n") ?? ""}`;
    const list = found.get(label);
    if (list === undefined) found.set(label, [policy]);
    else list.push(policy);
  }
  return ({ from, labels }) =>
    ["", ...Object.entries(labels).map((pair) => pair.join("\n"))]
      .flatMap((label) => found.get(`${from.namespace}\n${label}`) ?? [])
      .filter((policy) => selects(specOf(policy).podSelector, labels));
}

/** What all policies together allow pods in a direction; undefined where none of them is about it. */
function rulesFor(all: readonly LocatedObject[], direction: Direction): Rules | undefined {
  const policies = all.filter((policy) => isAbout(policy, direction));
  const [by] = policies;
  if (by === undefined) return undefined;
  const field = direction === "Ingress" ? "ingress" : "egress";
  const rules = policies.flatMap((policy) => mappings(specOf(policy)[field]).map(({ item }) => item));
  return { rules, by };
}

function isAbout(policy: LocatedObject, direction: Direction): boolean {
  const { policyTypes, egress } = specOf(policy);
  const types = strings(policyTypes);
  if (types.length > 0) return types.includes(direction);
  return direction === "Ingress" || egress !== undefined;
}

const portsOf = (rule: Fields): readonly Fields[] => mappings(rule.ports).map(({ item }) => item);

/** Whether some rule lets a port through; one without ports lets all. */
const opens = (rules: readonly Fields[], port: number): boolean =>
  rules.some((rule) => {
    const listed = portsOf(rule);
    return listed.length === 0 || listed.some((one) => covers(one, port));
  });

function covers({ port, endPort }: Fields, wanted: number): boolean {
  if (port === undefined) return true;
  if (typeof port !== "number") return wanted === 53 && port === "dns";
  return typeof endPort === "number" ? port <= wanted && wanted <= endPort : port === wanted;
}

const namesPortOf = (rule: Fields, { template }: Participant): boolean =>
  portsOf(rule).some(({ port }) =>
    template.ports.some(({ name, number }) => port !== undefined && (port === number || port === name)),
  );

/** Pods of the mesh whose own port a rule opens. */
const calledBy = (mesh: Mesh, policy: LocatedObject, rule: Fields): Participant | undefined =>
  mappings(rule.to)
    .flatMap(({ item }) => selectedBy(mesh, item, policy.namespace))
    .map(mesh.participantOf)
    .find((one) => one !== undefined && one.modes.length > 0 && namesPortOf(rule, one));

/** Pods that a peer selects, which may be all of a namespace. */
function selectedBy(
  { namespacesIn, pods }: Mesh,
  { podSelector, namespaceSelector, ipBlock }: Fields,
  own: string,
): readonly PodTemplate[] {
  if (ipBlock !== undefined) return [];
  return namespacesIn(namespaceSelector, own).flatMap((namespace) =>
    selectedIn(pods, namespace, podSelector),
  );
}

/** What the kubelet's probes of ambient pods come from (istio, cni, HostProbeSNATIP). */
const probeAddress = "169.254.7.127";

const hasProbes = ({ spec }: Participant): boolean =>
  mappings(spec.containers).some(({ item }) =>
    ["startupProbe", "readinessProbe", "livenessProbe"].some((probe) => {
      const { httpGet, tcpSocket, grpc } = mapping(item[probe]);
      return [httpGet, tcpSocket, grpc].some((way) => way !== undefined);
    }),
  );

const opensProbes = (rules: readonly Fields[]): boolean =>
  rules.some((rule) => {
    const from = mappings(rule.from);
    return (
      from.length === 0 ||
      from.some(({ item }) => {
        const cidr = string(mapping(item.ipBlock).cidr);
        return cidr === "0.0.0.0/0" || cidr?.startsWith("169.254.") === true;
      })
    );
  });

/**
 * The VPC CNI finds the address of a Service by comparing the labels that a policy selects with the Service's selector
 * (amazon-network-policy-controller-k8s, pkg/resolvers/endpoints.go).
 */
function* peers(mesh: Mesh, policy: LocatedObject): Generator<Draft> {
  for (const { item, index } of mappings(specOf(policy).egress)) {
    for (const peer of mappings(item.to)) {
      const wanted = mapping(mapping(peer.item.podSelector).matchLabels);
      const labels = Object.entries(wanted);
      if (labels.length === 0) continue;
      const services = [
        ...new Set(selectedBy(mesh, peer.item, policy.namespace).flatMap(mesh.servicesOf)),
      ].filter((service) => specOf(service).clusterIP !== "None");
      const found = services.some((service) => {
        const selector = mapping(specOf(service).selector);
        return labels.every(([key, value]) => selector[key] === value);
      });
      const [service] = services;
      if (found || service === undefined) continue;
      const extra = labels.filter(([key, value]) => mapping(specOf(service).selector)[key] !== value);
      yield draft("W107", policy, ["spec", "egress", index, "to", peer.index, "podSelector"], {
        happens: `The selector of Service ${service.namespace}/${service.name} has no ${extra.map(([key]) => key).join(", ")}, so that the VPC CNI lets the pods' own addresses through and not the Service's.`,
        fix: "Select by labels of the Service's selector alone.",
      });
    }
  }
}

/** Of addresses nobody knows what a port is called; the VPC CNI drops the rule. */
function* ports(policy: LocatedObject): Generator<Draft> {
  for (const [field, side] of [
    ["ingress", "from"],
    ["egress", "to"],
  ] as const) {
    for (const { item, index } of mappings(specOf(policy)[field])) {
      if (!mappings(item[side]).some((peer) => peer.item.ipBlock !== undefined)) continue;
      for (const one of mappings(item.ports)) {
        if (typeof one.item.port !== "string") continue;
        yield draft("W107", policy, ["spec", field, index, "ports", one.index, "port"], {
          happens: `The port is named, which for addresses means nothing: the VPC CNI leaves ${one.item.port} closed.`,
          fix: "Write its number.",
        });
      }
    }
  }
}
