import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import {
  type Cluster,
  certManagerIo,
  mapping,
  mappings,
  specOf,
  string,
  strings,
  traefikIo,
} from "../cluster";
import { type Draft, draft } from "../finding";

/** Where a Secret is named, and what must be in it. */
interface SecretReference {
  readonly from: LocatedObject;
  readonly path: Path;
  readonly name: string;
  /** Ways in which its keys can be right: of each, all must be there. Empty: any one key and no other. */
  readonly keys: readonly (readonly string[])[];
  readonly consequence: string;
}

/** Checks of the Secrets that Traefik's objects name. All are looked for in the object's own namespace. */
export function* secretChecks(cluster: Cluster): Generator<Draft> {
  const produced = producedSecrets(cluster);
  for (const reference of secretReferences(cluster)) {
    const { from, path, name, keys, consequence } = reference;
    const secret = cluster.find("v1/Secret", from.namespace, name);
    if (secret !== undefined) {
      yield* keysOf(reference, secret);
      continue;
    }
    const maker = produced.get(`${from.namespace}/${name}`);
    if (maker !== undefined) {
      const isCertificate = maker.kind === "Certificate";
      if (isCertificate && !keys.some((set) => set.every((key) => certificateKeys.includes(key)))) {
        yield draft("E27", from, path, {
          happens: `Secret ${name} is made by Certificate ${maker.name} and has ${certificateKeys.join(", ")}: ${consequence}.`,
          fix: "Name a Secret with the keys that this use needs.",
        });
      }
      continue;
    }
    const elsewhere = [...produced.entries()].find(([key]) => key.endsWith(`/${name}`));
    // that a certificate lies in another namespace is told by the checks of certificates
    if (elsewhere !== undefined && elsewhere[1].kind === "Certificate" && path.at(-1) === "secretName")
      continue;
    yield draft("E27", from, path, {
      // secrets are seldom among manifests, and should not be
      severity: "warning",
      happens: `Nothing among the files makes Secret ${from.namespace}/${name}: if nothing else does, ${consequence}.`,
      fix: "Make it with a Certificate or an ExternalSecret in this namespace, or correct the name.",
    });
  }
}

// --- internal ---

/** Made by cert-manager; `ca.crt` is not there for ACME (cert-manager, Certificate). */
const certificateKeys = ["tls.crt", "tls.key", "ca.crt"];

const certificate = [["tls.crt", "tls.key"]];
const authority = [["tls.ca"], ["ca.crt"]];
const served = "the default certificate is served";
const gone = "the router is disabled, and its requests get 404";

const secretReferences = (cluster: Cluster): SecretReference[] => [
  ...["IngressRoute", "IngressRouteTCP"].flatMap((kind) =>
    cluster.all(traefikIo(kind)).flatMap((route) => {
      const tls = mapping(specOf(route).tls);
      // a connection that is passed through is not decrypted
      if (tls.passthrough === true) return [];
      return one(route, tls.secretName, ["spec", "tls", "secretName"], certificate, served);
    }),
  ),
  ...cluster.all(traefikIo("TLSStore")).flatMap((store) => {
    const spec = specOf(store);
    return [
      ...one(
        store,
        mapping(spec.defaultCertificate).secretName,
        ["spec", "defaultCertificate", "secretName"],
        certificate,
        "Traefik drops the store and serves a self-signed certificate",
      ),
      ...mappings(spec.certificates).flatMap(({ item, index }) =>
        one(store, item.secretName, ["spec", "certificates", index, "secretName"], certificate, served),
      ),
    ];
  }),
  ...cluster
    .all(traefikIo("TLSOption"))
    .flatMap((option) =>
      strings(mapping(specOf(option).clientAuth).secretNames).flatMap((name, index) =>
        one(
          option,
          name,
          ["spec", "clientAuth", "secretNames", index],
          authority,
          "no client certificate is accepted",
        ),
      ),
    ),
  ...cluster.all(traefikIo("Middleware")).flatMap((middleware) => {
    const spec = specOf(middleware);
    return [
      ...["basicAuth", "digestAuth"].flatMap((type) =>
        one(
          middleware,
          mapping(spec[type]).secret,
          ["spec", type, "secret"],
          type === "basicAuth" ? [["username", "password"], []] : [[]],
          gone,
        ),
      ),
      ...one(
        middleware,
        mapping(mapping(spec.forwardAuth).tls).certSecret,
        ["spec", "forwardAuth", "tls", "certSecret"],
        certificate,
        gone,
      ),
      ...one(
        middleware,
        mapping(mapping(spec.forwardAuth).tls).caSecret,
        ["spec", "forwardAuth", "tls", "caSecret"],
        authority,
        gone,
      ),
    ];
  }),
  ...cluster.all(traefikIo("ServersTransport")).flatMap((transport) => {
    const spec = specOf(transport);
    return [
      ...mappings(spec.rootCAs).flatMap(({ item, index }) =>
        one(
          transport,
          item.secret,
          ["spec", "rootCAs", index, "secret"],
          authority,
          "servers' certificates are refused",
        ),
      ),
      ...strings(spec.certificatesSecrets).flatMap((name, index) =>
        one(
          transport,
          name,
          ["spec", "certificatesSecrets", index],
          certificate,
          "servers get no client certificate",
        ),
      ),
    ];
  }),
];

function one(
  from: LocatedObject,
  name: unknown,
  path: Path,
  keys: SecretReference["keys"],
  consequence: string,
): SecretReference[] {
  const written = string(name);
  return written === undefined ? [] : [{ from, path, name: written, keys, consequence }];
}

/** Objects that make a Secret, by its namespace and name. */
export function producedSecrets(cluster: Cluster): ReadonlyMap<string, LocatedObject> {
  const produced = new Map<string, LocatedObject>();
  const add = (from: LocatedObject, name: unknown) => {
    if (typeof name === "string") produced.set(`${from.namespace}/${name}`, from);
  };
  for (const from of cluster.all(certManagerIo("Certificate"))) add(from, specOf(from).secretName);
  for (const from of cluster.all("external-secrets.io/ExternalSecret")) {
    add(from, mapping(specOf(from).target).name ?? from.name);
  }
  for (const from of cluster.all("bitnami.com/SealedSecret")) {
    add(from, string(mapping(mapping(specOf(from).template).metadata).name) ?? from.name);
  }
  for (const kind of [
    "secrets.hashicorp.com/VaultStaticSecret",
    "secrets.hashicorp.com/VaultDynamicSecret",
    "secrets.hashicorp.com/VaultPKISecret",
  ]) {
    for (const from of cluster.all(kind)) add(from, mapping(specOf(from).destination).name);
  }
  // what a shim of cert-manager makes a Certificate for
  for (const from of cluster.all("networking.k8s.io/Ingress")) {
    const annotations = mapping(mapping(from.object.metadata).annotations);
    if (
      annotations["cert-manager.io/issuer"] === undefined &&
      annotations["cert-manager.io/cluster-issuer"] === undefined
    ) {
      continue;
    }
    for (const { item } of mappings(specOf(from).tls)) add(from, item.secretName);
  }
  return produced;
}

function* keysOf(
  { from, path, keys, consequence }: SecretReference,
  secret: LocatedObject,
): Generator<Draft> {
  const { data, stringData, type } = secret.object;
  const present = [...Object.keys(mapping(data)), ...Object.keys(mapping(stringData))];
  // filled in later by a tool or by hand
  if (present.length === 0) return;
  const fits = keys.some((set) =>
    set.length === 0
      ? present.length === 1 && type !== "kubernetes.io/basic-auth"
      : set.every((key) => present.includes(key)),
  );
  if (fits) return;
  const wanted = keys
    .map((set) => (set.length === 0 ? "a single key with its users" : set.join(" and ")))
    .join(", or ");
  yield draft("E27", from, path, {
    happens: `Secret ${secret.name} has the keys ${present.join(", ")} where ${wanted} is needed: ${consequence}.`,
    fix: `Give the Secret ${wanted}.`,
  });
}
