import type { Input } from "../../verify/input/input";
import type { LocatedObject } from "../../verify/input/located-object";
import { isRecord } from "../../verify/structural/record";
import type { SecretReference, TlsConfiguration } from "../../verify/traefik/tls";

export interface HostTls {
  readonly tls: TlsConfiguration;
  readonly objects: readonly LocatedObject[];
  /** Everything in both that decides which certificate is served. */
  readonly text: string;
}

/**
 * The certificates that may be served for a host, and the objects that say so. A certificate whose names are known and
 * do not fit is left out, which changes nothing for that host.
 */
export function certificatesFor(tls: TlsConfiguration, { objects }: Input): (host: string) => HostTls {
  const certificates = objects.filter(isCertificate);
  const others = objects.filter(
    (object) => object.group !== "traefik.io" && object.kind !== "Service" && !isCertificate(object),
  );
  const known = new Map<string, LocatedObject>();
  const byName = new Map<string, Set<string>>();
  for (const certificate of certificates) {
    const secret = secretOf(certificate);
    if (secret === undefined || known.has(secret)) continue;
    known.set(secret, certificate);
    for (const name of namesIn(certificate)) {
      const secrets = byName.get(name);
      if (secrets === undefined) byName.set(name, new Set([secret]));
      else secrets.add(secret);
    }
  }
  const always = new Set([
    ...(tls.defaultCertificate === undefined ? [] : [keyOf(tls.defaultCertificate)]),
    // that there are any at all matters, too
    ...[...known.keys()].slice(0, 1),
  ]);
  const places = new Map<string, number[]>();
  for (const [place, secret] of tls.certificates.entries()) {
    const key = known.has(keyOf(secret)) ? keyOf(secret) : unknownNames;
    const others = places.get(key);
    if (others === undefined) places.set(key, [place]);
    else others.push(place);
  }
  const isKept = certificates.length > 0 || others.some(({ kind }) => kind === "Secret");
  return (host) => {
    const fitting = new Set(namesFor(host).flatMap((name) => [...(byName.get(name) ?? [])]));
    const own = [unknownNames, ...fitting]
      .flatMap((secret) => places.get(secret) ?? [])
      .sort((a, b) => a - b)
      .flatMap((place) => tls.certificates[place] ?? []);
    const meant = [
      ...fitting,
      ...(tls.defaultCertificate === undefined ? [] : [keyOf(tls.defaultCertificate)]),
    ];
    return {
      tls: { ...tls, certificates: own },
      objects: [
        ...others,
        ...[...new Set([...fitting, ...always])].flatMap((secret) => known.get(secret) ?? []),
      ],
      text: JSON.stringify([
        isKept,
        tls.defaultCertificate === undefined ? null : keyOf(tls.defaultCertificate),
        own.map(keyOf),
        meant.sort().map((secret) => {
          const certificate = known.get(secret);
          return [secret, certificate === undefined ? null : namesIn(certificate)];
        }),
      ]),
    };
  };
}

// --- internal ---

/** Stands for all Secrets whose names are not known; no Secret is called so. */
const unknownNames = "";

const isCertificate = ({ group, kind }: LocatedObject): boolean =>
  group === "cert-manager.io" && kind === "Certificate";

const keyOf = ({ namespace, name }: SecretReference): string => `${namespace}/${name}`;

const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> =>
  isRecord(object.spec) ? object.spec : {};

function secretOf(certificate: LocatedObject): string | undefined {
  const { secretName } = specOf(certificate);
  return typeof secretName === "string" ? `${certificate.namespace}/${secretName}` : undefined;
}

function namesIn(certificate: LocatedObject): readonly string[] {
  const { dnsNames, commonName, ipAddresses } = specOf(certificate);
  return [commonName, dnsNames, ipAddresses]
    .flat()
    .filter((name) => typeof name === "string")
    .map((name) => name.toLowerCase().replace(/\.+$/, ""));
}

/** The name itself, and those with `*` for its first labels. */
function namesFor(host: string): readonly string[] {
  const labels = host.split(".");
  return [
    host,
    ...labels.map((_, index) =>
      [...labels.slice(0, index + 1).map(() => "*"), ...labels.slice(index + 1)].join("."),
    ),
  ];
}
