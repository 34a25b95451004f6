import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { mapping, mappings } from "../cluster";
import { type Draft, draft } from "../finding";
import {
  inTemplate,
  labelsOf,
  type Mesh,
  type Mode,
  namespaceModes,
  type Participant,
  setting,
} from "./mesh";

/** Checks of how pods come to take part in a mesh, and of what that does to them. */
export function* participationChecks(mesh: Mesh): Generator<Draft> {
  for (const namespace of mesh.cluster.all("v1/Namespace")) yield* oneWay(mesh, namespace);
  for (const participant of mesh.templates) {
    yield* oneMesh(participant);
    yield* users(participant);
  }
  yield* refusals(mesh);
}

// --- internal ---

function* oneWay({ cluster }: Mesh, namespace: LocatedObject): Generator<Draft> {
  const labels = labelsOf(namespace);
  const path = (label: string): Path => ["metadata", "labels", label];
  if (namespaceModes(cluster, namespace.name).length > 1) {
    yield draft("E95", namespace, path("istio.io/dataplane-mode"), {
      happens:
        "Pods get a sidecar, which takes them out of ambient mode again: what was meant for waypoints has no effect.",
      fix: "Keep one of istio-injection and istio.io/dataplane-mode.",
    });
  }
  if (labels["istio-injection"] !== undefined && labels["istio.io/rev"] !== undefined) {
    yield draft("E95", namespace, path("istio.io/rev"), {
      happens: "istio-injection decides, and the revision is not looked at.",
      fix: "Keep one of istio-injection and istio.io/rev.",
    });
  }
}

/** Redirections of two meshes in one pod lead its connections in circles. */
function* oneMesh({ template, modes }: Participant): Generator<Draft> {
  if (modes.length < 2 || !modes.includes("consul")) return;
  yield draft("E95", template.from, inTemplate(template, "metadata", "annotations", injectAnnotation), {
    happens: "Istio takes the pods too: both redirect their connections, and none gets through.",
    fix: "Take them out of one of the meshes.",
  });
}

const injectAnnotation = "consul.hashicorp.com/connect-inject";

/** Users whose connections are not redirected, as they are the proxy's. */
const proxyUsers: Readonly<Record<Mode, readonly number[]>> = {
  sidecar: [1337],
  ambient: [],
  consul: [5995, 5996],
};

function* users({ template, modes, spec }: Participant): Generator<Draft> {
  const places: readonly (readonly [Path, unknown])[] = [
    [["securityContext"], spec.securityContext],
    ...(["containers", "initContainers"] as const).flatMap((list) =>
      mappings(spec[list]).map(
        ({ item, index }) => [[list, index, "securityContext"], item.securityContext] as const,
      ),
    ),
  ];
  for (const [path, context] of places) {
    const user = mapping(context).runAsUser;
    if (typeof user !== "number" || !modes.some((mode) => proxyUsers[mode].includes(user))) continue;
    yield draft("E96", template.from, inTemplate(template, "spec", ...path, "runAsUser"), {
      happens: `User ${user} is the proxy's, whose connections are not redirected: those of the container pass the mesh by, and are refused where it is strict.`,
      fix: "Run the container as another user.",
    });
  }
}

/** Without its CNI plugin a mesh redirects by an init container that may do what `restricted` and `baseline` forbid. */
function* refusals({ cluster, templates, release }: Mesh): Generator<Draft> {
  const plugins = [
    // istiod's chart takes its own values with and without the prefix that they have in a common chart
    { mode: "sidecar", chart: "istiod", values: ["cni.enabled", "pilot.cni.enabled"] },
    { mode: "consul", chart: "consul", values: ["connectInject.cni.enabled"] },
  ] as const;
  for (const { mode, chart, values } of plugins) {
    const known = release(chart);
    if (known === undefined || values.some((value) => setting(known, value) === true)) continue;
    const namespaces = new Set(
      templates.filter(({ modes }) => modes.includes(mode)).map(({ template }) => template.from.namespace),
    );
    for (const name of namespaces) {
      const namespace = cluster.find("v1/Namespace", "", name);
      const level = labelsOf(namespace)["pod-security.kubernetes.io/enforce"];
      if (namespace === undefined || (level !== "restricted" && level !== "baseline")) continue;
      yield draft("E97", namespace, ["metadata", "labels", "pod-security.kubernetes.io/enforce"], {
        happens: `The proxy's init container needs NET_ADMIN and root, which ${level} forbids: no pod that gets a proxy is created.`,
        fix: `Set ${values[0]} in the values of ${chart}.`,
      });
    }
  }
}
