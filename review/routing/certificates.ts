import type { Input } from "../../verify/input/input";
import type { LocatedObject } from "../../verify/input/located-object";
import { isRecord } from "../../verify/structural/record";
import type { SecretReference, TlsConfiguration } from "../../verify/traefik/tls";

export interface HostTls {
  readonly tls: TlsConfiguration;
  readonly objects: readonly LocatedObject[];
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
  return (host) => {
    const fitting = new Set(namesFor(host).flatMap((name) => [...(byName.get(name) ?? [])]));
    return {
      tls: {
        ...tls,
        certificates: tls.certificates.filter(
          (secret) => !known.has(keyOf(secret)) || fitting.has(keyOf(secret)),
        ),
      },
      objects: [
        ...others,
        ...[...known].flatMap(([secret, certificate]) =>
          fitting.has(secret) || always.has(secret) ? [certificate] : [],
        ),
      ],
    };
  };
}

/** Everything that decides which certificate is served for which name, as one text. */
export const certificatesText = (tls: TlsConfiguration, { objects }: Input): string =>
  JSON.stringify([
    tls.defaultCertificate === undefined ? null : keyOf(tls.defaultCertificate),
    tls.certificates.map(keyOf),
    objects
      .filter(isCertificate)
      .map((certificate) => [secretOf(certificate), namesIn(certificate)])
      .sort(),
  ]);

// --- internal ---

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
