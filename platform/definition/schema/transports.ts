import * as z from "zod";
import { isOlder, tlsVersions } from "../../../traefik/tls";
import { once } from "../../once";
import { host, label } from "./forms";
import { positiveDuration, type Refuse, refusing, secretName, several, whole } from "./middleware/forms";
import { cipherSuitesOption } from "./tls";

const namespace = () =>
  label(63)
    .default("apps")
    .describe("Namespace of the transport, its Secrets and the services that name it.");

/** An empty source makes Traefik's provider panic, so that no configuration is ever read (pkg/provider/kubernetes/crd). */
const rootCA = () =>
  refusing(
    z.strictObject({
      secret: secretName()
        .optional()
        .describe("Secret with the authority's certificate under tls.ca or ca.crt."),
      configMap: secretName()
        .optional()
        .describe("ConfigMap with the authority's certificate under tls.ca or ca.crt."),
    }),
    ({ secret, configMap }, refuse) => {
      if (secret === undefined && configMap === undefined)
        refuse(
          whole,
          "must name a secret or a configMap; of neither Traefik's provider breaks and reads no configuration at all",
        );
      if (secret !== undefined && configMap !== undefined)
        refuse("configMap", "cannot stand beside secret; make each an item of its own");
    },
  );

/** TLS towards pods. SPIFFE is left out: it needs a socket in Traefik's own configuration. */
const tlsShape = () => ({
  serverName: host
    .optional()
    .describe(
      "Name that the service's certificate must have. Traefik's default: the host that it connects to.",
    ),
  insecureSkipVerify: z
    .boolean()
    .optional()
    .describe("Whether any certificate will do. Traefik's default: false."),
  rootCAs: z
    .array(rootCA())
    .min(1)
    .optional()
    .describe("Authorities that are believed, each from one source. Traefik's default: the system's."),
  certificatesSecrets: several(secretName())
    .optional()
    .describe("Secrets with certificates that Traefik shows to the service."),
  peerCertURI: z
    .string()
    .refine((uri) => URL.canParse(uri), { error: 'must be a URI such as "spiffe://example.com/web"' })
    .optional()
    .describe("URI that the service's certificate must have among its subject alternative names."),
});

function checkVerification(
  tls: { insecureSkipVerify?: boolean | undefined; rootCAs?: unknown },
  refuse: Refuse,
): void {
  if (tls.insecureSkipVerify === true && tls.rootCAs !== undefined)
    refuse("insecureSkipVerify", "makes rootCAs useless: no certificate is verified; give one of them");
}

const httpTransport = () =>
  refusing(
    z.strictObject({
      namespace: namespace(),
      ...tlsShape(),
      minVersion: z
        .enum(tlsVersions)
        .optional()
        .describe("Oldest version of TLS. Traefik's default: Go's, VersionTLS12."),
      maxVersion: z
        .enum(tlsVersions)
        .optional()
        .describe("Newest version of TLS. Traefik's default: the newest that there is."),
      cipherSuites: cipherSuitesOption()
        .optional()
        .describe("Cipher suites up to TLS 1.2. Traefik's default: Go's."),
      maxIdleConnsPerHost: z
        .int()
        .min(-1)
        .refine((number) => number !== 0, {
          error: "must not be 0, which Traefik takes for 2; write -1 to keep none",
        })
        .default(200)
        .describe(
          "Idle connections to keep for each pod; -1 for none. Of a transport by name Traefik itself keeps 2.",
        ),
      disableHTTP2: z
        .boolean()
        .optional()
        .describe("Whether HTTP/2 is not spoken. Traefik's default: false."),
      forwardingTimeouts: refusing(
        z.strictObject({
          dialTimeout: positiveDuration().optional().describe("Time to connect. Traefik's default: 30s."),
          responseHeaderTimeout: positiveDuration()
            .default("30s")
            .describe("Time until the response's headers are there. Traefik itself waits for ever."),
          idleConnTimeout: positiveDuration()
            .optional()
            .describe("Time that an idle connection is kept. Traefik's default: 90s."),
          readIdleTimeout: positiveDuration()
            .optional()
            .describe(
              "Time without a frame of HTTP/2 until the connection is tried by a ping. Traefik's default: never.",
            ),
          pingTimeout: positiveDuration()
            .optional()
            .describe("Time that a ping may take. Traefik's default: 15s."),
        }),
        ({ readIdleTimeout, pingTimeout }, refuse) => {
          if (pingTimeout !== undefined && readIdleTimeout === undefined)
            refuse("pingTimeout", "is not used without readIdleTimeout: no ping is ever sent");
        },
      )
        .prefault({})
        .describe("How long Traefik waits."),
    }),
    (transport, refuse) => {
      checkVerification(transport, refuse);
      const { minVersion, maxVersion, cipherSuites, disableHTTP2, forwardingTimeouts } = transport;
      if (minVersion !== undefined && maxVersion !== undefined && isOlder(maxVersion, minVersion))
        refuse(
          "maxVersion",
          `is ${maxVersion}, older than minVersion, which is ${minVersion}; no connection could be made`,
        );
      if (minVersion === "VersionTLS13" && cipherSuites !== undefined)
        refuse(
          "cipherSuites",
          "has no effect with minVersion VersionTLS13, whose cipher suites cannot be chosen; leave it out",
        );
      if (disableHTTP2 === true && forwardingTimeouts.readIdleTimeout !== undefined)
        refuse(["forwardingTimeouts", "readIdleTimeout"], "is for HTTP/2, which disableHTTP2 switches off");
    },
  );

const tcpTransport = () =>
  refusing(
    z.strictObject({
      namespace: label(63)
        .default("apps")
        .describe("Namespace of the transport, its Secrets and the TCP routes that name it."),
      dialTimeout: positiveDuration().optional().describe("Time to connect. Traefik's default: 30s."),
      dialKeepAlive: positiveDuration()
        .optional()
        .describe("Time between two keep-alive probes. Traefik's default: 15s."),
      terminationDelay: positiveDuration()
        .optional()
        .describe("Time to finish after one side has closed. Traefik's default: 100ms."),
      proxyProtocol: z
        .strictObject({ version: z.literal([1, 2]).default(2).describe("Version of the PROXY protocol.") })
        .optional()
        .describe("Tells the service the client's address by the PROXY protocol. Default: it is not told."),
      tls: refusing(z.strictObject(tlsShape()), checkVerification)
        .optional()
        .describe("TLS towards the service. Default: none."),
    }),
    ({ namespace: _, ...transport }, refuse) => {
      if (Object.values(transport).every((value) => value === undefined))
        refuse(whole, "says nothing; leave it out");
    },
  );

/** How Traefik speaks to the pods of services that name the transport. */
export const ServersTransports = z
  .record(label(63), z.lazy(once(httpTransport)))
  .default({})
  .describe("How Traefik speaks HTTP to services that name one of these, by name.");

export const ServersTransportsTcp = z
  .record(label(63), z.lazy(once(tcpTransport)))
  .default({})
  .describe("How Traefik connects to services of TCP routes that name one of these, by name.");
