import type { Definition } from "../definition/schema";
import { entryPoints } from "../names";
import { sortedByKey } from "../order";
import type { Exposure, HttpAddress, HttpExposure, Match, ServicePort } from "./model";
import { isHttp } from "./ports";

type ServiceDefinition = Definition["services"][string];
type Expose = ServiceDefinition["expose"][number];

/** The ways in: one for each host, and for what selects a version another of its own. */
export function exposuresOf(
  name: string,
  service: ServiceDefinition,
  ports: readonly [ServicePort, ...ServicePort[]],
  domain: string,
  /** Whether a mesh chooses the version. */
  carried: boolean,
): readonly Exposure[] {
  return service.expose.flatMap((expose, index): Exposure[] => {
    const port = ports.find((each) => each.name === expose.port) ?? ports[0];
    const common = {
      index,
      entryPoint: expose.entryPoint ?? entryPoints.websecure.name,
      port,
      version: expose.version,
    };
    if (port.protocol === "udp") return [{ kind: "udp", ...common }];
    if (!isHttp(port.protocol)) return tcpExposures(expose, common, domain);
    const base = addressesOf(expose, domain).map(
      (address): HttpExposure => ({
        kind: "http",
        ...common,
        address,
        priority: expose.priority,
        tlsOptions: expose.tls?.options,
        middlewares: expose.middlewares.map((middleware) =>
          Object.hasOwn(service.middlewares, middleware) ? ownMiddleware(name, middleware) : middleware,
        ),
        stripPath: expose.stripPath,
        requestHeaders: sortedByKey(expose.headers.request),
        responseHeaders: sortedByKey(expose.headers.response),
      }),
    );
    return expose.version === undefined && !carried
      ? base.flatMap((each) => withVersions(each, service))
      : base;
  });
}

/** A host in full: a single label is one of the domain's. */
export const hostIn = (domain: string, host: string): string =>
  host.includes(".") ? host : `${host}.${domain}`;

/** Name of a Middleware that a service has to itself. */
export const ownMiddleware = (service: string, name: string): string => `${service}-${name}`;

// --- internal ---

const hostsOf = ({ host, aliases }: Expose, domain: string): readonly string[] =>
  [...(host === undefined ? [] : [host]), ...aliases].map((each) => hostIn(domain, each));

function addressesOf(expose: Expose, domain: string): readonly HttpAddress[] {
  const { rule, path, exact, match } = expose;
  if (rule !== undefined) return [{ kind: "rule", rule }];
  return hostsOf(expose, domain).map((host) => ({
    kind: "host",
    host,
    path,
    exact,
    match: sortedMatch(match),
  }));
}

function tcpExposures(
  expose: Expose,
  common: { index: number; entryPoint: string; port: ServicePort; version: string | undefined },
  domain: string,
): Exposure[] {
  const hosts = hostsOf(expose, domain);
  const { tls } = expose;
  return (hosts.length === 0 ? [undefined] : hosts).map((host) => ({
    kind: "tcp",
    ...common,
    host,
    clients: expose.match.clients,
    rule: expose.rule,
    priority: expose.priority,
    // a server name is only there to be seen in TLS
    tls:
      host === undefined && tls === undefined
        ? undefined
        : { passthrough: tls?.passthrough ?? false, options: tls?.options },
  }));
}

/** The exposure, and one for each version that some of its requests go to whatever the weights. */
const withVersions = (exposure: HttpExposure, { versions }: ServiceDefinition): HttpExposure[] => [
  exposure,
  ...Object.entries(sortedByKey(versions)).flatMap(([version, { when }]): HttpExposure[] => {
    const { address } = exposure;
    if (when === undefined || address.kind === "rule" || conditionsOf(when) === 0) return [];
    return [
      {
        ...exposure,
        version,
        // before what takes the others
        priority: exposure.priority === undefined ? undefined : exposure.priority + conditionsOf(when),
        address: { ...address, match: both(address.match, sortedMatch(when)) },
      },
    ];
  }),
];

export const conditionsOf = (match: Match): number =>
  Object.values(match).reduce((sum, part) => sum + Object.keys(part).length, 0);

const both = (one: Match, other: Match): Match => ({
  methods: other.methods.length > 0 ? other.methods : one.methods,
  headers: sortedByKey({ ...one.headers, ...other.headers }),
  cookies: sortedByKey({ ...one.cookies, ...other.cookies }),
  query: sortedByKey({ ...one.query, ...other.query }),
  clients: other.clients.length > 0 ? other.clients : one.clients,
});

export const sortedMatch = ({ methods, headers, cookies, query, clients }: Match): Match => ({
  methods,
  headers: sortedByKey(headers),
  cookies: sortedByKey(cookies),
  query: sortedByKey(query),
  clients,
});
