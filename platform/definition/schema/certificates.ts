import * as z from "zod";
import { durationFault, durationSeconds } from "../../../traefik/durations";
import { once } from "../../once";
import { host, label, roleArn } from "./forms";
import { durationText, httpUrl, refusing, secretName, several, whole } from "./middleware/forms";

/** A host, or every direct subdomain of one. */
const certifiedHost = () =>
  z.string().refine((name) => host.safeParse(name.replace(/^\*\./, "")).success, {
    error: ({ input }) =>
      `must be a full host name in lower case, such as shop.example.com or *.example.com; not "${input}"`,
  });

const zone = () =>
  z.strictObject({
    name: host.describe("Domain of the hosted zone."),
    id: z
      .string()
      .regex(/^Z[A-Z0-9]{4,31}$/, {
        error: "must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
      })
      .describe("Id of the hosted zone."),
  });

const acme = () =>
  refusing(
    z.strictObject({
      server: z
        .union([
          z.enum(["letsencrypt-production", "letsencrypt-staging"]),
          httpUrl("https://acme.example.com/directory"),
        ])
        .default("letsencrypt-production")
        .describe("Authority: one of Let's Encrypt's two, or the URL of another's directory."),
      email: z
        .email({ error: "must be an e-mail address" })
        .optional()
        .describe("Where the authority writes to. Default: certificates.email."),
      profile: z
        .string()
        .regex(/^[\w-]+$/, { error: "must be the name of a profile, such as shortlived" })
        .optional()
        .describe("Profile of the authority's, such as shortlived. Default: the authority's own choice."),
      externalAccount: z
        .strictObject({
          keyId: z.string().min(1).describe("Id of the key that the authority has given."),
          secretName: secretName().describe("Secret in cert-manager's namespace with the key."),
          secretKey: z
            .string()
            .regex(/^[\w.-]+$/, { error: "must be a key of a Secret" })
            .default("secret")
            .describe("Key of that Secret."),
        })
        .optional()
        .describe("Account that the authority knows already. Default: a new one is made."),
      dns01: z
        .strictObject({
          zone: zone().optional().describe("Hosted zone of Route 53. Default: the environment's."),
          role: roleArn
            .optional()
            .describe(
              "IAM role of another account that may write into the zone. Default: cert-manager's own identity.",
            ),
        })
        .optional()
        .describe("Show control of a domain by a record in its hosted zone."),
      http01: z
        .strictObject({})
        .optional()
        .describe(
          "Show control of a host by an answer over HTTP through Traefik, which then also reads Ingress objects. Not for wildcards; the authority must reach port 80.",
        ),
    }),
    ({ dns01, http01 }, refuse) => {
      if (dns01 !== undefined && http01 !== undefined)
        refuse("http01", "is a second way beside dns01; make an issuer for each");
      if (dns01 === undefined && http01 === undefined)
        refuse(whole, "says no way to show control of a domain; give dns01 or http01");
    },
  );

const issuer = () =>
  refusing(
    z.strictObject({
      acme: acme()
        .optional()
        .describe("An authority that asks for control of the domain, such as Let's Encrypt."),
      ca: z
        .strictObject({
          secretName: secretName().describe("Secret in cert-manager's namespace with tls.crt and tls.key."),
        })
        .optional()
        .describe("An authority of one's own."),
      selfSigned: z
        .strictObject({})
        .optional()
        .describe("Each certificate signs itself, such as that of an authority of one's own."),
    }),
    (kinds, refuse) => {
      const [first, second] = Object.entries(kinds)
        .filter(([, value]) => value !== undefined)
        .map(([kind]) => kind);
      if (first === undefined) refuse(whole, "names no kind; give acme, ca or selfSigned");
      if (second !== undefined) refuse(second, `is a second kind beside ${first}; cert-manager refuses that`);
    },
  );

/** The smallest of what cert-manager's webhook accepts, in seconds. */
const leastDuration = 3600;
const leastRenewBefore = 300;
/** What a certificate is asked to last where it does not say, in seconds. */
const defaultDuration = 2160 * 3600;

const sizes = { RSA: [2048, 3072, 4096, 8192], ECDSA: [256, 384, 521] } as const;

const key = () =>
  refusing(
    z.strictObject({
      algorithm: z.enum(["ECDSA", "RSA", "Ed25519"]).default("ECDSA").describe("Algorithm of the key."),
      size: z.int().optional().describe("Size of the key in bits. Default: 256 for ECDSA, 2048 for RSA."),
    }),
    ({ algorithm, size }, refuse) => {
      if (size === undefined) return;
      if (algorithm === "Ed25519") refuse("size", "is not for Ed25519, whose keys have one size");
      else if (!(sizes[algorithm] as readonly number[]).includes(size))
        refuse("size", `must be one of ${sizes[algorithm].join(", ")} for ${algorithm}; not ${size}`);
    },
  );

const certificate = () =>
  refusing(
    z.strictObject({
      namespace: label(63)
        .optional()
        .describe(
          "Namespace of the certificate and its Secret. Default: Traefik's, from which it is served for its hosts; elsewhere it is for the services there.",
        ),
      hosts: several(certifiedHost())
        .optional()
        .describe("Hosts that it is for; a wildcard stands for one label."),
      commonName: z
        .string()
        .min(1)
        .refine((name) => Buffer.byteLength(name) <= 64, {
          error: "must have at most 64 bytes; name a longer host in hosts alone",
        })
        .optional()
        .describe("Name of its subject. Default: none, as clients look at hosts."),
      issuer: z.string().describe("Issuer by name: one of certificates.issuers or of Let's Encrypt's two."),
      secretName: secretName().optional().describe("Secret that it is written to. Default: `<name>-tls`."),
      duration: durationText((value) => shortFault(value, leastDuration, "1h"))
        .optional()
        .describe("How long it lasts. Default: 2160h, 90 days. An ACME authority decides by itself."),
      renewBefore: durationText((value) => shortFault(value, leastRenewBefore, "5m"))
        .optional()
        .describe("How long before its end it is renewed. Default: a third of its life."),
      key: key().prefault({}).describe("Its private key, a new one with each renewal."),
      isCA: z.boolean().optional().describe("Whether it may sign others. Default: false."),
      usages: several(
        z.enum([
          "digital signature",
          "key encipherment",
          "server auth",
          "client auth",
          "cert sign",
          "crl sign",
        ]),
      )
        .optional()
        .describe(
          "What the key may be used for. cert-manager's default: digital signature, key encipherment.",
        ),
    }),
    ({ hosts, commonName, duration: lasts, renewBefore }, refuse) => {
      if (hosts === undefined && commonName === undefined)
        refuse(whole, "is for nobody; give hosts, or a commonName for an authority");
      const seconds = durationSeconds(lasts ?? "2160h") ?? defaultDuration;
      if (renewBefore !== undefined && (durationSeconds(renewBefore) ?? 0) >= seconds)
        refuse(
          "renewBefore",
          `is ${renewBefore}, not less than the duration, which is ${lasts ?? "2160h by default"}; it would be renewed without end`,
        );
    },
  );

export const Certificates = z
  .strictObject({
    email: z
      .email({ error: "must be an e-mail address" })
      .describe("Where Let's Encrypt writes when a certificate is about to expire unrenewed."),
    issuer: z
      .string()
      .default("letsencrypt-production")
      .describe(
        "Issuer of the wildcard certificate: letsencrypt-production, letsencrypt-staging, or one of issuers. Staging has no rate limits to speak of, and no browser trusts it.",
      ),
    issuers: z
      .record(label(63), z.lazy(once(issuer)))
      .default({})
      .describe("Issuers beside Let's Encrypt's two, by name."),
    additional: z
      .record(label(63), z.lazy(once(certificate)))
      .default({})
      .describe("Certificates beside the wildcard one, by name."),
  })
  .describe("Certificates and who issues them.");

// --- internal ---

const shortFault = (value: string, least: number, words: string): string | undefined =>
  durationFault(value) ??
  ((durationSeconds(value) ?? 0) < least ? `must be at least ${words}; not ${value}` : undefined);
