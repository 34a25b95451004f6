import * as z from "zod";
import { headerName, headerValue, type Refuse, refusing, regexp, several, whole } from "./forms";

const customHeaders = () => z.record(headerName(), headerValue()).optional();

const flag = () => z.boolean().optional();
const line = () => headerValue().min(1, { error: "must not be empty; leave it out instead" }).optional();

const securityHeaders = () => ({
  stsSeconds: z
    .int()
    .min(1, { error: "must be at least 1; with 0 Traefik sends no Strict-Transport-Security" })
    .optional()
    .describe(
      "Seconds for which browsers use HTTPS alone, such as 31536000. Default: the header is not sent.",
    ),
  stsIncludeSubdomains: flag().describe("Whether subdomains are meant too. Traefik's default: false."),
  stsPreload: flag().describe("Whether browsers may have it built in. Traefik's default: false."),
  forceSTSHeader: flag().describe(
    "Whether the header is sent over plain HTTP too. Traefik's default: false.",
  ),
  frameDeny: flag().describe("Whether no page may show this one in a frame. Traefik's default: false."),
  customFrameOptionsValue: line().describe("Value of X-Frame-Options, such as SAMEORIGIN."),
  contentTypeNosniff: flag().describe(
    "Whether browsers must believe Content-Type. Traefik's default: false.",
  ),
  browserXssFilter: flag().describe("Whether to send X-XSS-Protection, which today's browsers ignore."),
  customBrowserXSSValue: line().describe("Value of X-XSS-Protection."),
  contentSecurityPolicy: line().describe("Value of Content-Security-Policy."),
  contentSecurityPolicyReportOnly: line().describe("Value of Content-Security-Policy-Report-Only."),
  publicKey: line().describe("Value of Public-Key-Pins, which today's browsers ignore."),
  referrerPolicy: line().describe("Value of Referrer-Policy, such as strict-origin-when-cross-origin."),
  permissionsPolicy: line().describe("Value of Permissions-Policy."),
  isDevelopment: flag().describe(
    "Whether security headers and allowedHosts are switched off. Traefik's default: false.",
  ),
});

const cors = () => ({
  accessControlAllowOriginList: several(
    z.string().regex(/^(\*|null|[a-z][a-z0-9+.-]*:\/\/[^\s/]+)$/, {
      error: ({ input }) =>
        `must be an origin such as https://app.example.com, without a path, or "*"; not "${input}"`,
    }),
  )
    .optional()
    .describe("Origins that may read responses."),
  accessControlAllowOriginListRegex: several(regexp())
    .optional()
    .describe(
      "Such origins by regular expressions of Go's RE2 syntax; they fit anywhere, so begin with ^ and end in $.",
    ),
  accessControlAllowMethods: several(
    z.string().regex(/^(\*|[A-Z]+)$/, { error: 'must be a method in capitals, such as GET, or "*"' }),
  )
    .optional()
    .describe("Methods that other origins may use."),
  accessControlAllowHeaders: several(headerName())
    .optional()
    .describe("Request headers that other origins may set."),
  accessControlExposeHeaders: several(headerName())
    .optional()
    .describe("Response headers that other origins may read."),
  accessControlAllowCredentials: flag().describe(
    "Whether other origins may send cookies. Traefik's default: false.",
  ),
  accessControlMaxAge: z.int().min(0).optional().describe("Seconds for which browsers remember the answer."),
  addVaryHeader: flag().describe("Whether to send Vary: Origin, for caches. Traefik's default: false."),
});

const hosts = () => ({
  allowedHosts: several(z.string().min(1))
    .optional()
    .describe("Hosts that requests may name; others get 500."),
  hostsProxyHeaders: several(headerName())
    .optional()
    .describe("Headers that may hold the host that was asked for."),
  sslProxyHeaders: customHeaders().describe(
    "Headers and values by which a proxy says that the client came by HTTPS.",
  ),
});

/** Kinds about headers. */
export const headerKinds = () => ({
  headers: refusing(
    z.strictObject({
      customRequestHeaders: customHeaders().describe(
        "Headers set on requests before the service sees them. An empty value removes one.",
      ),
      customResponseHeaders: customHeaders().describe(
        "Headers set on responses. An empty value removes one.",
      ),
      ...cors(),
      ...securityHeaders(),
      ...hosts(),
    }),
    (headers, refuse) => {
      if (!Object.values(headers).some(hasEffect)) refuse(whole, "sets nothing; Traefik refuses it");
      refuseUnused(headers, refuse);
      refuseSameHeaders("customRequestHeaders", headers.customRequestHeaders ?? {}, refuse);
      refuseSameHeaders("customResponseHeaders", headers.customResponseHeaders ?? {}, refuse);
      refuseCredentials(headers.customRequestHeaders ?? {}, refuse);
    },
  ).meta({
    id: "headers",
    description:
      "Sets headers on requests and responses: any, those of cross-origin requests, those for security.",
  }),
  contentType: z
    .strictObject({})
    .meta({ id: "contentType", description: "Lets Traefik add a Content-Type to responses that have none." }),
  encodedCharacters: z
    .strictObject({
      allowEncodedSlash: flag().describe("Whether %2F may stand in a path. Traefik's default: false."),
      allowEncodedBackSlash: flag().describe("Whether %5C may. Traefik's default: false."),
      allowEncodedNullCharacter: flag().describe("Whether %00 may. Traefik's default: false."),
      allowEncodedSemicolon: flag().describe("Whether %3B may. Traefik's default: false."),
      allowEncodedPercent: flag().describe("Whether %25 may. Traefik's default: false."),
      allowEncodedQuestionMark: flag().describe("Whether %3F may. Traefik's default: false."),
      allowEncodedHash: flag().describe("Whether %23 may. Traefik's default: false."),
    })
    .meta({
      id: "encodedCharacters",
      description:
        "Refuses paths with encoded characters that services read in different ways, but for those named.",
    }),
});

// --- internal ---

const hasEffect = (value: unknown): boolean => {
  if (value === undefined || value === false) return false;
  return typeof value !== "object" || Object.keys(value as object).length > 0;
};

type Headers = Readonly<
  Partial<
    Record<
      | keyof ReturnType<typeof securityHeaders>
      | keyof ReturnType<typeof cors>
      | keyof ReturnType<typeof hosts>,
      unknown
    >
  >
>;

/** Options that have no effect by themselves, or beside another. */
function refuseUnused(headers: Headers, refuse: Refuse): void {
  const is = (key: keyof Headers): boolean => hasEffect(headers[key]);
  for (const key of ["stsIncludeSubdomains", "stsPreload", "forceSTSHeader"] as const) {
    if (is(key) && !is("stsSeconds"))
      refuse(key, "has no effect without stsSeconds: Traefik sends no Strict-Transport-Security");
  }
  if (is("frameDeny") && is("customFrameOptionsValue"))
    refuse("frameDeny", "is ignored by Traefik beside customFrameOptionsValue; give one of them");
  if (is("browserXssFilter") && is("customBrowserXSSValue"))
    refuse("browserXssFilter", "is ignored by Traefik beside customBrowserXSSValue; give one of them");
  if (is("hostsProxyHeaders") && !is("allowedHosts"))
    refuse("hostsProxyHeaders", "has no effect without allowedHosts");
  const origins = is("accessControlAllowOriginList") || is("accessControlAllowOriginListRegex");
  for (const key of [
    "accessControlAllowMethods",
    "accessControlAllowHeaders",
    "accessControlExposeHeaders",
    "accessControlAllowCredentials",
    "accessControlMaxAge",
    "addVaryHeader",
  ] as const) {
    if (is(key) && !origins)
      refuse(key, "allows no origin anything by itself; name the origins as accessControlAllowOriginList");
  }
  const list = headers.accessControlAllowOriginList;
  if (is("accessControlAllowCredentials") && Array.isArray(list) && list.includes("*"))
    refuse("accessControlAllowCredentials", 'is refused by browsers beside the origin "*"; name the origins');
}

/** HTTP does not tell capitals apart, so of two such names chance would decide. */
function refuseSameHeaders(option: string, headers: Readonly<Record<string, string>>, refuse: Refuse): void {
  const names = Object.keys(headers);
  for (const [index, name] of names.entries()) {
    const other = names.slice(0, index).find((earlier) => earlier.toLowerCase() === name.toLowerCase());
    if (other !== undefined) refuse([option, name], `is the same header as ${other}`);
  }
}

/** Headers that hold a credential whenever they hold anything. */
const credentials = ["authorization", "proxy-authorization", "cookie"];

function refuseCredentials(headers: Readonly<Record<string, string>>, refuse: Refuse): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== "" && credentials.includes(name.toLowerCase()))
      refuse(
        ["customRequestHeaders", name],
        "would publish a credential: what stands here is committed; let the service read it from a Secret",
      );
  }
}
