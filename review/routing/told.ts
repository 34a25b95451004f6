import type { Explanation, ServiceShare } from "../../verify/explain/explanation";

/** What becomes of a request, in parts of which most are told only where they differ. */
export interface Told {
  /** Where it goes, in one line; undefined where nothing answers. */
  readonly destination?: string;
  /** The same with ports. */
  readonly exact?: string;
  /** Further parts, by what they are about. */
  readonly parts: ReadonlyMap<string, string>;
  /** Middlewares on the way: `namespace/name`. */
  readonly middlewares: readonly string[];
}

/**
 * @param behind what becomes of it with credentials, where it is refused for want of them
 * @param settings of a middleware, as one text
 */
export function toldOf(
  explanation: Explanation,
  behind: Explanation | undefined,
  settings: (middleware: string) => string | undefined,
): Told {
  const parts = new Map<string, string>();
  const last = behind ?? explanation;
  const { sent, mirrors, certificate, seen } = last;
  // the entry point's own redirection is what becomes of the request already
  const middlewares = last.middlewares.filter(({ name }) => name.includes("/") || name.includes("@"));
  const part = (about: string, text: string | undefined): void => {
    if (text !== undefined) parts.set(about, text);
  };
  part("copies", mirrors.length === 0 ? undefined : `copied to ${shares(mirrors, false)}`);
  part("uri", sent === undefined ? undefined : `asked for ${sent.uri}`);
  part("host", sent === undefined || sent.host === seen?.host ? undefined : `with Host ${sent.host}`);
  if (certificate?.kind === "secret") part("certificate", `certificate of Secret ${certificate.secret}`);
  if (certificate?.kind === "self-signed") part("certificate", "a certificate that no client trusts");
  part(
    "clients",
    last.notes.find((note) => note.startsWith("clients must show")),
  );
  for (const { name } of middlewares) part(`through ${name}`, settings(name));
  const destinations = [false, true].map((withPorts) => {
    const first = destinationOf(explanation, withPorts);
    return behind === undefined
      ? first
      : `${first}; with credentials ${destinationOf(behind, withPorts) ?? "none"}`;
  });
  const [destination, exact] = destinations;
  return {
    ...(destination !== undefined && { destination }),
    ...(exact !== undefined && { exact }),
    parts,
    middlewares: middlewares.map(({ name }) => name),
  };
}

/** Both sides of a request in one line each; undefined where they are the same. */
export function difference(
  before: Told,
  after: Told,
): { readonly before?: string; readonly after?: string } | undefined {
  const abouts = [...new Set([...before.parts.keys(), ...after.parts.keys()])].filter(
    (about) => before.parts.get(about) !== after.parts.get(about) && isTold(about, before, after),
  );
  const isElsewhere = before.exact !== after.exact;
  const isOtherwise = before.middlewares.join("\n") !== after.middlewares.join("\n");
  if (!isElsewhere && abouts.length === 0 && !isOtherwise) return undefined;
  const withPorts = isElsewhere && before.destination === after.destination;
  const line = ({ destination, exact, parts }: Told, isAfter: boolean): string | undefined => {
    const first = withPorts ? exact : destination;
    if (first === undefined) return undefined;
    const told = abouts.flatMap((about) => {
      if (about.startsWith("through ")) return isAfter ? [`${about} as it is now`] : [`${about} as it was`];
      const text = parts.get(about);
      return text === undefined ? [] : [text];
    });
    return [first, ...told].join(", ");
  };
  const [left, right] = [line(before, false), line(after, true)];
  return { ...(left !== undefined && { before: left }), ...(right !== undefined && { after: right }) };
}

// --- internal ---

/** What is asked for goes without saying where the answer comes from elsewhere; a middleware that is new is told as such. */
function isTold(about: string, before: Told, after: Told): boolean {
  return about === "copies" || about === "clients" || about === "host"
    ? before.destination !== undefined && after.destination !== undefined
    : before.parts.has(about) && after.parts.has(about);
}

function destinationOf(
  { outcome, services, route, certificate }: Explanation,
  withPorts: boolean,
): string | undefined {
  switch (outcome.kind) {
    case "service":
      return `service ${shares(services, withPorts)}`;
    case "answer":
      if (outcome.location !== undefined) return `redirected to ${outcome.location} by ${outcome.status}`;
      return outcome.status === 404 && services.length === 0
        ? undefined
        : `${outcome.status}: ${outcome.reason}`;
    case "ambiguous":
      return `several ways: ${outcome.reason}`;
    case "closed":
      // without a certificate, nobody would have answered either
      if (certificate?.kind === "refused" && route.length === 0) return undefined;
      return /^(there is no|no) (TCP|UDP|IngressRouteUDP|TCP router)/.test(outcome.reason)
        ? undefined
        : `closed: ${outcome.reason}`;
    default:
      return outcome satisfies never;
  }
}

/** `apps/whoami-v1 90 %, apps/whoami-v2 10 %`, the largest first. */
function shares(services: readonly ServiceShare[], withPorts: boolean): string {
  return [...services]
    .sort(
      (a, b) =>
        Number(a.fallback) - Number(b.fallback) ||
        b.percent - a.percent ||
        (a.service < b.service ? -1 : a.service > b.service ? 1 : 0),
    )
    .map(({ service, port, percent, fallback }) => {
      const name = withPorts && port !== undefined ? `${service}:${port}` : service;
      if (fallback) return `${name} when it fails`;
      return percent === 100 ? name : `${name} ${percent} %`;
    })
    .join(", ");
}
