import { certificateSecret, namespaces, issuers as presets, wildcardCertificate } from "../../names";
import { partitionOf } from "../../network/zones";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { describeKnown, namespacesOf } from "./named";

type Certificates = Definition["certificates"];
type Certificate = Certificates["additional"][string];
type Issuer = Certificates["issuers"][string];
type Path = readonly (string | number)[];

/** Checks issuers and certificates against each other, and against what the authorities have to reach. */
export function checkCertificates(sections: Partial<Definition>, isWritten: IsWritten): CheckFailure[] {
  const { certificates, domain } = sections;
  if (certificates === undefined) return [];
  const isBroken = (issuer: string) => isWritten(["certificates", "issuers", issuer]);
  return [
    ...checkIssuerName(["certificates", "issuer"], certificates.issuer, certificates, isBroken),
    ...checkWildcardIssuer(certificates, domain),
    ...Object.entries(certificates.issuers).flatMap(([name, issuer]) => checkIssuer(name, issuer, sections)),
    ...Object.entries(certificates.additional).flatMap(([name, certificate]) => [
      ...checkIssuerName([...pathOf(name), "issuer"], certificate.issuer, certificates, isBroken),
      ...checkNamespace(name, certificate, sections.services),
      ...checkAcme(name, certificate, certificates, domain),
    ]),
    ...checkSecrets(certificates, domain),
    ...checkWayToAuthority(certificates, sections),
  ];
}

/** Whether a certificate that Traefik serves from its default store covers a host. */
export const isServed = (host: string, { additional }: Certificates): boolean =>
  Object.values(additional).some(
    ({ namespace = namespaces.traefik, hosts = [], isCA }) =>
      namespace === namespaces.traefik && isCA !== true && hosts.some((name) => covers(name, host)),
  );

// --- internal ---

const pathOf = (name: string): Path => ["certificates", "additional", name];

/** A wildcard in a certificate stands for exactly one label (RFC 6125). */
const covers = (name: string, host: string): boolean =>
  name.startsWith("*.") ? host.slice(host.indexOf(".") + 1) === name.slice(2) : host === name;

/** How an issuer has control of a domain shown; undefined for one that asks for nothing. */
interface Acme {
  readonly isLetsEncrypt: boolean;
  /** Domain of the hosted zone in which records can be written; undefined for HTTP-01. */
  readonly zone?: string;
}

function acmeOf(
  name: string,
  { issuers }: Certificates,
  domain: Definition["domain"] | undefined,
): Acme | undefined {
  if (Object.hasOwn(presets, name)) return { isLetsEncrypt: true, zone: domain?.name };
  const acme = Object.hasOwn(issuers, name) ? issuers[name]?.acme : undefined;
  if (acme === undefined) return undefined;
  const isLetsEncrypt = Object.hasOwn(presets, acme.server) || acme.server.includes(".api.letsencrypt.org/");
  return acme.dns01 === undefined
    ? { isLetsEncrypt }
    : { isLetsEncrypt, zone: acme.dns01.zone?.name ?? domain?.name };
}

function checkIssuerName(
  path: Path,
  name: string,
  { issuers }: Certificates,
  isBroken: (issuer: string) => boolean,
): CheckFailure[] {
  const known = [...Object.keys(presets), ...Object.keys(issuers)];
  if (known.includes(name) || isBroken(name)) return [];
  return [{ path, message: `no issuer is named ${name}${describeKnown(name, known)}` }];
}

/** Let's Encrypt, and the records that it looks at, are on the internet. */
function checkWayToAuthority(
  certificates: Certificates,
  { network, domain }: Partial<Definition>,
): CheckFailure[] {
  if (network?.nat !== "none" || network.existing !== undefined) return [];
  const chosen: readonly (readonly [Path, string])[] = [
    [["certificates", "issuer"], certificates.issuer],
    ...Object.entries(certificates.additional).map(
      ([name, { issuer }]) => [[...pathOf(name), "issuer"], issuer] as const,
    ),
  ];
  return chosen.flatMap(([path, issuer]) =>
    acmeOf(issuer, certificates, domain)?.isLetsEncrypt === true
      ? [
          {
            path,
            message: `${issuer} is on the internet, which nothing reaches from a network with nat: none; choose an issuer of your own, such as one with ca`,
          },
        ]
      : [],
  );
}

function checkWildcardIssuer(
  certificates: Certificates,
  domain: Definition["domain"] | undefined,
): CheckFailure[] {
  const path = ["certificates", "issuer"];
  const acme = acmeOf(certificates.issuer, certificates, domain);
  if (acme === undefined || domain === undefined) return [];
  if (acme.zone === undefined)
    return [{ path, message: noWildcard(certificates.issuer, `*.${domain.name}`) }];
  if (isWithin(domain.name, acme.zone)) return [];
  return [
    {
      path,
      message: `${certificates.issuer} writes into the zone of ${acme.zone}, to which ${domain.name} does not belong`,
    },
  ];
}

const noWildcard = (issuer: string, host: string): string =>
  `${issuer} answers challenges by http01, which no authority takes for a wildcard such as ${host}; choose an issuer with dns01`;

const isWithin = (host: string, zone: string): boolean => {
  const name = host.replace(/^\*\./, "");
  return name === zone || name.endsWith(`.${zone}`);
};

function checkIssuer(name: string, { acme }: Issuer, sections: Partial<Definition>): CheckFailure[] {
  const path = ["certificates", "issuers", name];
  return [
    ...(Object.hasOwn(presets, name)
      ? [
          {
            path,
            key: true,
            message: `is one of Let's Encrypt's two, which are always there; choose another name`,
          },
        ]
      : []),
    ...checkRole([...path, "acme", "dns01", "role"], acme?.dns01?.role, sections),
    ...(acme?.http01 === undefined
      ? []
      : checkReach([...path, "acme", "http01"], acme.server, sections.ingress)),
  ];
}

function checkRole(path: Path, role: string | undefined, { name, aws }: Partial<Definition>): CheckFailure[] {
  if (role === undefined || aws === undefined) return [];
  const partition = partitionOf(aws.region);
  if (role.split(":")[1] !== partition)
    return [{ path, message: `is in partition ${role.split(":")[1]}, but ${aws.region} is in ${partition}` }];
  if (name === undefined || role !== `arn:${partition}:iam::${aws.account}:role/${name}-cert-manager`)
    return [];
  return [
    {
      path,
      message:
        "is cert-manager's own role, which it would try to assume from itself and be denied; leave it out",
    },
  ];
}

/** An authority looks from anywhere, through the load balancer's port 80. */
function checkReach(path: Path, server: string, ingress: Definition["ingress"] | undefined): CheckFailure[] {
  if (ingress === undefined || !(Object.hasOwn(presets, server) || server.includes(".letsencrypt.org/")))
    return [];
  if (ingress.scheme === "internal")
    return [
      { path, message: "needs Let's Encrypt to reach Traefik, but ingress.scheme is internal; use dns01" },
    ];
  if (ingress.allowFrom.includes("0.0.0.0/0")) return [];
  return [
    {
      path,
      message: `needs Let's Encrypt to reach Traefik from anywhere, but ingress.allowFrom is ${ingress.allowFrom.join(", ")}; use dns01`,
    },
  ];
}

function checkNamespace(
  name: string,
  { namespace, isCA }: Certificate,
  services: Definition["services"] | undefined,
): CheckFailure[] {
  const path = [...pathOf(name), "namespace"];
  if (isCA === true) {
    // issuers for the whole cluster read their Secrets there
    if (namespace === namespaces.certManager) return [];
    return [
      {
        path: namespace === undefined ? pathOf(name) : path,
        message: `is an authority's, so its namespace must be ${namespaces.certManager}, where issuers look for it`,
      },
    ];
  }
  const known = namespacesOf(services);
  if (
    known === undefined ||
    namespace === undefined ||
    namespace === namespaces.traefik ||
    known.has(namespace)
  )
    return [];
  return [
    {
      path,
      message: `no service lives in namespace ${namespace}, so nobody there can use this certificate${describeKnown(namespace, [...known, namespaces.traefik])}`,
    },
  ];
}

/** What an ACME authority, or cert-manager on its behalf, refuses or ignores. */
function checkAcme(
  name: string,
  certificate: Certificate,
  certificates: Certificates,
  domain: Definition["domain"] | undefined,
): CheckFailure[] {
  const { issuer, hosts = [], commonName, duration, isCA, key } = certificate;
  const acme = acmeOf(issuer, certificates, domain);
  if (acme === undefined) return [];
  const path = pathOf(name);
  const usesZone = acme.zone !== undefined;
  return [
    ...(hosts.length === 0 || (commonName !== undefined && !hosts.includes(commonName))
      ? [
          {
            path: [...path, "commonName"],
            message: `${commonName} must be among the hosts too: ${issuer} is an ACME authority, which refuses the order otherwise`,
          },
        ]
      : []),
    ...(duration !== undefined
      ? [
          {
            path: [...path, "duration"],
            message: `is ignored by ${issuer}: an ACME authority decides itself; leave it out`,
          },
        ]
      : []),
    ...(isCA === true
      ? [
          {
            path: [...path, "isCA"],
            message: `cannot come from ${issuer}: an ACME authority signs no other authority`,
          },
        ]
      : []),
    ...(acme.isLetsEncrypt && key.algorithm === "Ed25519"
      ? [{ path: [...path, "key", "algorithm"], message: "is refused by Let's Encrypt; choose ECDSA or RSA" }]
      : []),
    ...hosts.flatMap((host, index): CheckFailure[] => {
      const at = [...path, "hosts", index];
      if (!usesZone && host.startsWith("*.")) return [{ path: at, message: noWildcard(issuer, host) }];
      if (acme.zone === undefined || isWithin(host, acme.zone)) return [];
      return [
        {
          path: at,
          message: `${issuer} writes into the zone of ${acme.zone}, to which ${host} does not belong; give it an issuer for its own zone, or with http01`,
        },
      ];
    }),
  ];
}

/** Two certificates that are written to one Secret would take turns in it for ever. */
function checkSecrets(
  { additional }: Certificates,
  domain: Definition["domain"] | undefined,
): CheckFailure[] {
  const wildcard = domain === undefined ? undefined : wildcardCertificate(domain.name);
  const first = new Map<string, string>();
  if (wildcard !== undefined) {
    first.set(`${namespaces.traefik}/${certificateSecret(wildcard)}`, "the wildcard certificate");
  }
  return Object.entries(additional).flatMap(
    ([name, { namespace = namespaces.traefik, secretName }]): CheckFailure[] => {
      if (name === wildcard && namespace === namespaces.traefik)
        return [
          {
            path: pathOf(name),
            key: true,
            message: "is the name of the wildcard certificate; choose another",
          },
        ];
      const secret = `${namespace}/${secretName ?? certificateSecret(name)}`;
      const other = first.get(secret);
      first.set(secret, other ?? `certificates.additional.${name}`);
      if (other === undefined) return [];
      const path = secretName === undefined ? pathOf(name) : [...pathOf(name), "secretName"];
      return [
        {
          path,
          message: `is written to the Secret ${secret}, and so is ${other}; they would take turns for ever`,
        },
      ];
    },
  );
}
