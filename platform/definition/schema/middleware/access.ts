import * as z from "zod";
import {
  address,
  bytes,
  headerName,
  httpUrl,
  ipStrategy,
  refusing,
  regexp,
  secretName,
  several,
  whole,
} from "./forms";

const authentication = (content: string) =>
  z.strictObject({
    secret: secretName().describe(
      `Secret in the same namespace with ${content}. Without it, or without a user in it, the route answers 404.`,
    ),
    realm: z
      .string()
      .regex(/^[^"\\\r\n]+$/, { error: "must be one line without quotes or backslashes" })
      .optional()
      .describe('Name that the browser shows. Traefik\'s default: "traefik".'),
    removeHeader: z
      .boolean()
      .default(true)
      .describe(
        "Whether the Authorization header is kept from the service, which needs no password of the user's.",
      ),
    headerField: headerName().optional().describe("Request header that tells the service the user's name."),
  });

/** Reads as `commonName`, `country`, …: which parts of a name are passed on. */
const nameParts = (parts: readonly string[]) =>
  z.strictObject(
    Object.fromEntries(
      parts.map((part) => [part, z.boolean().optional().describe(`Whether to pass ${part}.`)]),
    ),
  );

const issuerParts = [
  "commonName",
  "country",
  "domainComponent",
  "locality",
  "organization",
  "province",
  "serialNumber",
];
const subjectParts = [...issuerParts.slice(0, 5), "organizationalUnit", "province", "serialNumber"];

/** Kinds that decide who may come in. */
export const accessKinds = () => ({
  ipAllowList: z
    .strictObject({
      sourceRange: several(address()).describe("Addresses and blocks that may come in."),
      ipStrategy: ipStrategy()
        .optional()
        .describe(
          "How the client's address is found. Default: the connection's, as the load balancer tells it.",
        ),
      rejectStatusCode: z
        .int()
        .min(400)
        .max(599)
        .optional()
        .describe("Status for everybody else. Traefik's default: 403."),
    })
    .meta({ id: "ipAllowList", description: "Lets in these addresses alone." }),
  basicAuth: authentication("htpasswd lines under one key, or username and password").meta({
    id: "basicAuth",
    description: "Asks for a user name and password.",
  }),
  digestAuth: authentication("htdigest lines under one key").meta({
    id: "digestAuth",
    description: "Asks for a user name and password by digest.",
  }),
  forwardAuth: refusing(
    z.strictObject({
      address: httpUrl("http://auth.apps.svc.cluster.local/verify").describe(
        "URL that is asked; a status of 2xx lets the request pass, any other answer goes to the client. It has 30 seconds.",
      ),
      trustForwardHeader: z
        .boolean()
        .default(false)
        .describe("Whether X-Forwarded-* headers that the client sent are passed on."),
      authResponseHeaders: several(headerName())
        .optional()
        .describe("Headers of the answer that the service gets, in place of the client's own."),
      authResponseHeadersRegex: regexp()
        .optional()
        .describe("Such headers by a regular expression of Go's RE2 syntax."),
      authRequestHeaders: several(headerName())
        .optional()
        .describe("Request headers that are passed on to be judged. Traefik's default: all."),
      addAuthCookiesToResponse: several(
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, {
          error: "must be the name of a cookie",
        }),
      )
        .optional()
        .describe("Cookies of the answer that the client gets."),
      headerField: headerName().optional().describe("Header in which the authenticated user is passed on."),
      forwardBody: z
        .boolean()
        .optional()
        .describe("Whether the request's body is passed on. Traefik's default: false."),
      maxBodySize: bytes()
        .optional()
        .describe(
          "Most bytes of a body that is passed on; a longer one gets 401. Required with forwardBody.",
        ),
      maxResponseBodySize: bytes()
        .min(1)
        .default(65536)
        .describe("Most bytes of an answer; Traefik itself has no limit. A longer one gets 401."),
      preserveLocationHeader: z
        .boolean()
        .optional()
        .describe("Whether a relative Location of the answer stays as it is. Traefik's default: false."),
      preserveRequestMethod: z
        .boolean()
        .optional()
        .describe("Whether the question has the request's method instead of GET. Traefik's default: false."),
      authSigninURL: httpUrl("https://login.example.com/start")
        .optional()
        .describe("URL to which a client that gets 401 is sent."),
      tls: z
        .strictObject({
          caSecret: secretName()
            .optional()
            .describe("Secret in the same namespace with the authority's certificate."),
          certSecret: secretName()
            .optional()
            .describe("Secret in the same namespace with a client certificate."),
          insecureSkipVerify: z
            .boolean()
            .optional()
            .describe("Whether any certificate will do. Traefik's default: false."),
        })
        .optional()
        .describe("TLS towards the address. Without it the system's authorities are believed."),
    }),
    (auth, refuse) => {
      if (auth.maxBodySize !== undefined && auth.forwardBody !== true)
        refuse("maxBodySize", "is used with forwardBody: true only");
      if (auth.forwardBody === true && auth.maxBodySize === undefined)
        refuse(
          "forwardBody",
          "needs maxBodySize beside it: Traefik would keep bodies of any length in memory",
        );
      if (auth.tls !== undefined && auth.address.startsWith("http:"))
        refuse("tls", "is not used, as the address begins with http://");
    },
  ).meta({ id: "forwardAuth", description: "Asks a service of yours whether a request may pass." }),
  passTLSClientCert: refusing(
    z.strictObject({
      pem: z
        .boolean()
        .optional()
        .describe("Whether to pass the whole certificate, in X-Forwarded-Tls-Client-Cert."),
      info: z
        .strictObject({
          notAfter: z.boolean().optional().describe("Whether to pass the end of its validity."),
          notBefore: z.boolean().optional().describe("Whether to pass the begin of its validity."),
          sans: z.boolean().optional().describe("Whether to pass its subject alternative names."),
          serialNumber: z.boolean().optional().describe("Whether to pass its serial number."),
          subject: nameParts(subjectParts).optional().describe("Parts of the subject to pass."),
          issuer: nameParts(issuerParts).optional().describe("Parts of the issuer to pass."),
        })
        .optional()
        .describe("What to pass, in X-Forwarded-Tls-Client-Cert-Info."),
    }),
    ({ pem, info }, refuse) => {
      const passes = (part: unknown): boolean =>
        typeof part === "object" && part !== null ? Object.values(part).some(passes) : part === true;
      if (!passes(pem) && !passes(info)) refuse(whole, "passes nothing; set pem or a part of info to true");
    },
  ).meta({
    id: "passTLSClientCert",
    description:
      "Tells the service about the client's certificate. The route's TLS option has to ask for one.",
  }),
});
