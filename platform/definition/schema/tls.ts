import * as z from "zod";
import {
  curves,
  defaultCipherSuites,
  fitsKey,
  isForOldTls,
  isOlder,
  tlsVersions,
} from "../../../traefik/tls";
import { once } from "../../once";
import { cipherSuiteFault } from "./cipher-suites";
import { label } from "./forms";
import { type Refuse, refusing, secretName, several, text, whole } from "./middleware/forms";

const version = () => z.enum(tlsVersions);

/** Cipher suites, each known. */
export const cipherSuitesOption = () => several(text(cipherSuiteFault));

const clientAuth = () =>
  refusing(
    z.strictObject({
      secretNames: several(secretName())
        .optional()
        .describe(
          "Secrets in the option's namespace with the authorities' certificates, under tls.ca or ca.crt.",
        ),
      clientAuthType: z
        .enum([
          "NoClientCert",
          "RequestClientCert",
          "RequireAnyClientCert",
          "VerifyClientCertIfGiven",
          "RequireAndVerifyClientCert",
        ])
        .default("RequireAndVerifyClientCert")
        .describe("What is asked of a client."),
    }),
    ({ secretNames, clientAuthType }, refuse) => {
      const verifies = clientAuthType.includes("Verify");
      if (verifies && secretNames === undefined)
        refuse(
          whole,
          `needs secretNames: without an authority ${clientAuthType} makes Traefik close every connection`,
        );
      if (!verifies && secretNames !== undefined)
        refuse("secretNames", `is not used by ${clientAuthType}, which verifies nothing`);
    },
  );

interface TlsOptionValue {
  readonly minVersion: (typeof tlsVersions)[number];
  readonly maxVersion?: (typeof tlsVersions)[number] | undefined;
  readonly cipherSuites?: readonly string[] | undefined;
}

function checkVersions(option: TlsOptionValue, refuse: Refuse): void {
  const { minVersion, maxVersion, cipherSuites } = option;
  if (maxVersion !== undefined && isOlder(maxVersion, minVersion))
    refuse(
      "maxVersion",
      `is ${maxVersion}, older than minVersion, which is ${minVersion}; no client could connect`,
    );
  if (minVersion === "VersionTLS13" && cipherSuites !== undefined)
    refuse(
      "cipherSuites",
      "has no effect with minVersion VersionTLS13, whose cipher suites cannot be chosen; leave it out",
    );
  if (isOlder(minVersion, "VersionTLS12") && cipherSuites?.some(isForOldTls) !== true)
    refuse(
      "minVersion",
      `needs a cipher suite for ${minVersion} in cipherSuites, such as TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA; without one nobody older than VersionTLS12 could connect`,
    );
  if (cipherSuites?.every((suite) => !fitsKey(suite, "ECDSA")) === true && minVersion !== "VersionTLS13")
    refuse(
      "cipherSuites",
      "has none for an ECDSA certificate, which the wildcard one is; add one such as TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    );
}

const defaults = { minVersion: "VersionTLS12", sniStrict: true } as const;

const tlsOptionShape = () => ({
  minVersion: version().default(defaults.minVersion).describe("Oldest version that clients may speak."),
  maxVersion: version()
    .optional()
    .describe("Newest version that clients may speak. Traefik's default: the newest that there is."),
  cipherSuites: cipherSuitesOption()
    .optional()
    .describe(
      `Cipher suites up to TLS 1.2. Default: ${defaultCipherSuites.length} with authenticated encryption and forward secrecy.`,
    ),
  curvePreferences: several(z.enum(curves))
    .optional()
    .describe("Key exchanges, the preferred one first. Traefik's default: Go's."),
  sniStrict: z
    .boolean()
    .default(true)
    .describe(
      "Whether connections for hosts without a certificate are closed, instead of served a self-signed one.",
    ),
  alpnProtocols: several(
    z.string().regex(/^[\x21-\x7e]{1,255}$/, { error: "must be the name of a protocol, such as h2" }),
  )
    .optional()
    .describe("Protocols, the preferred one first. Traefik's default: h2, http/1.1, acme-tls/1."),
  disableSessionTickets: z
    .boolean()
    .optional()
    .describe("Whether sessions cannot be resumed by tickets. Traefik's default: false."),
  clientAuth: clientAuth().optional().describe("Certificates of clients. Default: none are asked for."),
});

const defaultOption = () => refusing(z.strictObject(tlsOptionShape()), checkVersions);

const namedOption = () =>
  refusing(
    z.strictObject({
      namespace: label(63)
        .default("apps")
        .describe("Namespace of the option and of its Secrets; routes of the same namespace may name it."),
      ...tlsOptionShape(),
    }),
    checkVersions,
  );

/** A name other than `default`, whose meaning is Traefik's own. */
const optionName = label(63).refine((name) => name !== "default", {
  error:
    "is Traefik's own option, which no route can name; write it as tls.default, which holds for every route that names none",
});

export const Tls = z
  .lazy(
    once(() =>
      z.strictObject({
        default: defaultOption()
          .prefault({})
          .describe("How Traefik speaks TLS on every route that names no option."),
        options: z
          .record(optionName, namedOption())
          .default({})
          .describe("Other ways to speak TLS, by name, for routes that name them."),
      }),
    ),
  )
  // given as it is read, so that nothing has to be built for the many definitions that say nothing of it
  .default(() => ({ default: { ...defaults }, options: {} }))
  .describe("How Traefik speaks TLS to clients.");
