import type { Definition } from "./definition/schema";
import {
  certificateSecret,
  type IssuerName,
  ingressClass,
  issuers,
  namespaces,
  wildcardCertificate,
} from "./names";
import { sortedByKey } from "./order";

/** Certificates and who issues them. */
export interface Certificates {
  /** Let's Encrypt's two, then the definition's own, sorted by name. */
  readonly issuers: readonly Issuer[];
  /** The certificate for the domain and its subdomains, served for every host from Traefik's default store. */
  readonly wildcard: Certificate;
  /** Others, sorted by name. */
  readonly additional: readonly Certificate[];
  /** Whether some issuer answers challenges over HTTP, so that Traefik has to read Ingress objects. */
  readonly http01: boolean;
}

/** Issues certificates for the whole cluster. */
export type Issuer = { readonly name: string } & (AcmeIssuer | CaIssuer | SelfSignedIssuer);

export interface AcmeIssuer {
  readonly kind: "acme";
  /** URL of the ACME directory. */
  readonly server: string;
  /** Where the authority writes to. */
  readonly email: string;
  readonly profile?: string;
  /** Account that the authority knows already, its key in a Secret of cert-manager's namespace. */
  readonly externalAccount?: {
    readonly keyId: string;
    readonly secretName: string;
    readonly secretKey: string;
  };
  readonly solver: Solver;
}

/** How control of a domain is shown. */
export type Solver =
  | {
      readonly kind: "dns01";
      readonly zoneName: string;
      /** Undefined while the stack has yet to make the zone; cert-manager then looks for it by name. */
      readonly zoneId?: string;
      /** IAM role to assume; undefined for cert-manager's own identity. */
      readonly role?: string;
    }
  | { readonly kind: "http01"; readonly ingressClass: string };

export interface CaIssuer {
  readonly kind: "ca";
  /** Secret of cert-manager's namespace. */
  readonly secretName: string;
}

export interface SelfSignedIssuer {
  readonly kind: "selfSigned";
}

export interface Certificate {
  readonly name: string;
  readonly namespace: string;
  /** Secret of that namespace that it is written to. */
  readonly secret: string;
  readonly issuer: string;
  readonly hosts: readonly string[];
  readonly commonName?: string;
  readonly duration?: string;
  readonly renewBefore?: string;
  readonly key: { readonly algorithm: "ECDSA" | "RSA" | "Ed25519"; readonly size?: number };
  readonly isCA: boolean;
  readonly usages: readonly string[];
}

export function resolveCertificates({ certificates, domain }: Definition): Certificates {
  const all = [...presetIssuers(certificates, domain), ...ownIssuers(certificates, domain)];
  return {
    issuers: all,
    wildcard: resolveWildcard(certificates, domain),
    additional: Object.entries(sortedByKey(certificates.additional)).map(([name, certificate]) =>
      resolveCertificate(name, certificate),
    ),
    http01: all.some((issuer) => issuer.kind === "acme" && issuer.solver.kind === "http01"),
  };
}

/** Certificates that Traefik serves from its default store, for whatever hosts they have. */
export const servedCertificates = ({ additional }: Certificates): readonly Certificate[] =>
  additional.filter(({ namespace, isCA }) => namespace === namespaces.traefik && !isCA);

// --- internal ---

type Input = Definition["certificates"];
type Domain = Definition["domain"];

const presetIssuers = ({ email }: Input, domain: Domain): readonly Issuer[] =>
  (Object.keys(issuers) as IssuerName[]).map((name) => ({
    name,
    kind: "acme",
    server: issuers[name],
    email,
    solver: { kind: "dns01", zoneName: domain.name, zoneId: domain.zoneId },
  }));

const ownIssuers = (certificates: Input, domain: Domain): readonly Issuer[] =>
  Object.entries(sortedByKey(certificates.issuers)).map(([name, { acme, ca }]): Issuer => {
    if (ca !== undefined) return { name, kind: "ca", secretName: ca.secretName };
    if (acme === undefined) return { name, kind: "selfSigned" };
    const { server, email = certificates.email, profile, externalAccount } = acme;
    return {
      name,
      kind: "acme",
      server: Object.hasOwn(issuers, server) ? issuers[server as IssuerName] : server,
      email,
      profile,
      externalAccount,
      solver: solverOf(acme, domain),
    };
  });

function solverOf({ dns01 }: NonNullable<Input["issuers"][string]["acme"]>, domain: Domain): Solver {
  if (dns01 === undefined) return { kind: "http01", ingressClass };
  const { name, id } = dns01.zone ?? { name: domain.name, id: domain.zoneId };
  return { kind: "dns01", zoneName: name, zoneId: id, role: dns01.role };
}

function resolveWildcard({ issuer }: Input, domain: Domain): Certificate {
  const name = wildcardCertificate(domain.name);
  return {
    name,
    // Traefik reads the default store's certificate from the store's own namespace
    namespace: namespaces.traefik,
    secret: certificateSecret(name),
    issuer,
    // a wildcard does not cover the domain itself
    hosts: [domain.name, `*.${domain.name}`],
    key: { algorithm: "ECDSA", size: 256 },
    isCA: false,
    usages: [],
  };
}

function resolveCertificate(name: string, certificate: Input["additional"][string]): Certificate {
  const { namespace, hosts, commonName, issuer, secretName, duration, renewBefore, key, isCA, usages } =
    certificate;
  return {
    name,
    namespace: namespace ?? namespaces.traefik,
    secret: secretName ?? certificateSecret(name),
    issuer,
    hosts: hosts ?? [],
    commonName,
    duration,
    renewBefore,
    key: { algorithm: key.algorithm, size: key.size ?? defaultSizes[key.algorithm] },
    isCA: isCA ?? false,
    usages: usages ?? [],
  };
}

const defaultSizes = { ECDSA: 256, RSA: 2048, Ed25519: undefined } as const;
