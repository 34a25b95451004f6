import type { LocatedObject } from "../../input/located-object";
import { mapping, specOf, string } from "../cluster";
import { type Draft, draft } from "../finding";
import { inTemplate, labelsOf, type Mesh, type Participant, setting } from "./mesh";

/** Checks of names, by which Consul knows everything. */
export function* consulNameChecks(mesh: Mesh): Generator<Draft> {
  yield* unique(mesh);
  yield* fixed(mesh);
  for (const participant of mesh.templates) {
    if (participant.modes.includes("consul")) yield* registered(mesh, participant);
  }
}

// --- internal ---

const group = "consul.hashicorp.com";

/** Kinds whose name is that of what they are about; intentions name it in themselves. */
const named = [
  "ExportedServices",
  "IngressGateway",
  "JWTProvider",
  "SamenessGroup",
  "ServiceDefaults",
  "ServiceResolver",
  "ServiceRouter",
  "ServiceSplitter",
  "TerminatingGateway",
];

/** Without Enterprise's namespaces all of Kubernetes' are one (consul-k8s, common.ValidateConfigEntry). */
function* unique({ cluster, release }: Mesh): Generator<Draft> {
  if (setting(release("consul"), "global.enableConsulNamespaces") === true) return;
  for (const kind of named) {
    yield* repeated(
      cluster.all(`${group}/${kind}`).filter(({ name }) => name !== ""),
      ({ name }) => name,
      ["metadata", "name"],
      kind === "ServiceDefaults" ? "Write what both say into one of them." : "Rename or remove one of them.",
    );
  }
  yield* repeated(
    cluster.all(`${group}/ServiceIntentions`),
    (object) => string(mapping(specOf(object).destination).name),
    ["spec", "destination", "name"],
    "List all sources of a destination in one object.",
  );
}

function* repeated(
  objects: readonly LocatedObject[],
  keyOf: (object: LocatedObject) => string | undefined,
  path: readonly string[],
  fix: string,
): Generator<Draft> {
  const first = new Map<string, LocatedObject>();
  for (const object of objects) {
    const key = keyOf(object);
    const other = key === undefined ? undefined : first.get(key);
    if (key !== undefined && other === undefined) first.set(key, object);
    // two of one namespace and name are found wherever they are
    if (other === undefined || (other.namespace === object.namespace && other.name === object.name)) continue;
    yield draft("E111", object, path, {
      happens: `${other.kind} ${other.namespace}/${other.name} is about ${key} already, and to Consul all namespaces are one: its webhook refuses the object.`,
      fix,
    });
  }
}

const onlyNames: Readonly<Record<string, string>> = {
  ControlPlaneRequestLimit: "controlplanerequestlimit",
  Mesh: "mesh",
  ProxyDefaults: "global",
  RateLimit: "global",
};

function* fixed({ cluster }: Mesh): Generator<Draft> {
  for (const [kind, name] of Object.entries(onlyNames)) {
    for (const object of cluster.all(`${group}/${kind}`)) {
      if (object.name === name || object.name === "") continue;
      yield draft("E112", object, ["metadata", "name"], {
        happens: `Consul has one ${kind}, which is called ${name}: its webhook refuses any other.`,
        fix: `Call it ${name}.`,
      });
    }
  }
}

/** A pod registers under each Service that selects it, and logs in under the name of its service account. */
function* registered({ servicesOf, release }: Mesh, participant: Participant): Generator<Draft> {
  const { template, spec, annotations } = participant;
  const { from } = template;
  const chosen = string(annotations[`${group}/kubernetes-service`]);
  const services = servicesOf(template).filter(
    (service) => `${labelsOf(service)[`${group}/service-ignore`]}` !== "true",
  );
  const names = chosen === undefined ? services.map(({ name }) => name) : [chosen];
  const [name, ...others] = names;
  if (name === undefined) return;
  const at = inTemplate(template, "metadata", "annotations", `${group}/connect-inject`);
  if (others.length > 0) {
    yield draft("E113", from, at, {
      happens: `The Services ${names.join(", ")} select the pods, which can be registered under one: those of the others have no proxy that answers for them.`,
      fix: `Annotate the pods ${group}/kubernetes-service, or label the other Services ${group}/service-ignore: "true".`,
    });
    return;
  }
  const consul = release("consul");
  // without access control nobody logs in
  if (consul !== undefined && setting(consul, "global.acls.manageSystemACLs") !== true) return;
  const account = string(spec.serviceAccountName) ?? "default";
  if (account === name) return;
  yield draft("E113", from, inTemplate(template, "spec", "serviceAccountName"), {
    ...(consul === undefined && { severity: "warning" }),
    happens: `With access control, pods of the service account ${account} may not register as Service ${name}: their init container fails, and they never start.`,
    fix: `Give them a service account called ${name}.`,
  });
}
