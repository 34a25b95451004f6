import { X509Certificate } from "node:crypto";
import type { Input } from "../input/input";
import type { LocatedObject } from "../input/located-object";
import { isRecord } from "../structural/record";
import type { SecretReference, TlsConfiguration, TlsOption } from "../traefik/tls";

/** The certificate that a client gets to see. */
export type ServedCertificate =
  | {
      readonly kind: "secret";
      /** `namespace/name` */
      readonly secret: string;
      /** Names in it, where they are known. */
      readonly names: readonly string[];
      /** Certificate that cert-manager makes it from, `namespace/name`. */
      readonly certificate?: string;
      /** Whether it is served because no other fits. */
      readonly byDefault: boolean;
      /** Whether one of its names is the one that was asked for. */
      readonly fits: boolean;
    }
  /** One that Traefik signs itself, which no client trusts. */
  | { readonly kind: "self-signed" }
  | { readonly kind: "refused"; readonly reason: string };

/** Chooses as Traefik does: by the names in all certificates that it has loaded, and else the default one. */
export function servedCertificate(
  serverName: string,
  tls: TlsConfiguration,
  options: TlsOption,
  input: Input,
): ServedCertificate {
  const loaded = new Map<string, { readonly secret: SecretReference; readonly names: Names }>();
  const unknown: SecretReference[] = [];
  for (const secret of tls.certificates) {
    const names = namesIn(secret, input);
    if (names === undefined) continue;
    if (names.names.length === 0) unknown.push(secret);
    const key = [...names.names].sort().join(",");
    // of two for the same names, the first one stays
    if (names.names.length > 0 && !loaded.has(key)) loaded.set(key, { secret, names });
  }
  const best = [...loaded.entries()]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .find(([, { names }]) => names.names.some((name) => fits(serverName, name)));
  if (best !== undefined) return served(best[1].secret, best[1].names, false, true);
  const [maybe] = unknown;
  if (maybe !== undefined) return served(maybe, { names: [] }, false, true);
  if (options.sniStrict) {
    const asked = serverName === "" ? "a client that names no server" : serverName;
    const reason = `no certificate is loaded for ${asked}, and sniStrict is on; the default certificate does not count`;
    return { kind: "refused", reason };
  }
  if (tls.defaultCertificate === undefined) return { kind: "self-signed" };
  const names = namesIn(tls.defaultCertificate, input);
  if (names === undefined) return { kind: "self-signed" };
  const covered = names.names.length === 0 || names.names.some((name) => fits(serverName, name));
  return served(tls.defaultCertificate, names, true, covered);
}

// --- internal ---

interface Names {
  /** Empty where they cannot be known. */
  readonly names: readonly string[];
  readonly certificate?: LocatedObject;
}

const served = (
  secret: SecretReference,
  { names, certificate }: Names,
  byDefault: boolean,
  doesFit: boolean,
): ServedCertificate => ({
  kind: "secret",
  secret: `${secret.namespace}/${secret.name}`,
  names,
  ...(certificate !== undefined && { certificate: `${certificate.namespace}/${certificate.name}` }),
  byDefault,
  fits: doesFit,
});

/** The first label may be `*`; so may those before it, but nobody issues that. */
function fits(serverName: string, name: string): boolean {
  const wanted = name.replace(/\.+$/, "");
  if (serverName === wanted) return true;
  const labels = serverName.split(".");
  return labels.some(
    (_, index) =>
      wanted === [...labels.slice(0, index + 1).map(() => "*"), ...labels.slice(index + 1)].join("."),
  );
}

/** Names of the certificate in a Secret; undefined where there certainly is no such Secret. */
function namesIn({ namespace, name }: SecretReference, { objects, complete }: Input): Names | undefined {
  const certificate = objects.find(
    (object) =>
      object.group === "cert-manager.io" &&
      object.kind === "Certificate" &&
      object.namespace === namespace &&
      specOf(object).secretName === name,
  );
  if (certificate !== undefined) {
    const { dnsNames, commonName, ipAddresses } = specOf(certificate);
    const names = [commonName, ...listOf(dnsNames), ...listOf(ipAddresses)]
      .filter((item) => typeof item === "string")
      .map((item) => item.toLowerCase());
    return { names: [...new Set(names)], certificate };
  }
  const secret = objects.find(
    (object) =>
      object.group === "" &&
      object.kind === "Secret" &&
      object.namespace === namespace &&
      object.name === name,
  );
  if (secret !== undefined) return { names: namesInPem(secret) };
  // what makes other Secrets is nobody's Certificate here
  const isKept = objects.some(
    ({ group, kind }) => (group === "" && kind === "Secret") || group === "cert-manager.io",
  );
  return complete &&
    isKept &&
    !objects.some(({ kind }) => /ExternalSecret|SealedSecret|PushSecret/.test(kind))
    ? undefined
    : { names: [] };
}

function namesInPem({ object }: LocatedObject): string[] {
  const data = isRecord(object.data) ? object.data["tls.crt"] : undefined;
  const text = isRecord(object.stringData) ? object.stringData["tls.crt"] : undefined;
  try {
    const pem = typeof text === "string" ? text : Buffer.from(String(data ?? ""), "base64").toString();
    const { subject, subjectAltName = "" } = new X509Certificate(pem);
    const common = /^CN=(.+)$/m.exec(subject ?? "")?.[1];
    const names = [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = ""]) => name);
    return [
      ...new Set([...(common === undefined ? [] : [common]), ...names].map((name) => name.toLowerCase())),
    ];
  } catch {
    return [];
  }
}

const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> =>
  isRecord(object.spec) ? object.spec : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
