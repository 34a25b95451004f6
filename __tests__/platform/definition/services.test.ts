import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { stringify } from "yaml";
import { readDefinitions } from "../../../platform/definition/load";
import { small } from "../../outputs";

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "slipway-services-"));
  mkdirSync(join(scratch, "environments"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: definitions that are wrong fit no type
type Services = Readonly<Record<string, any>>;

const image = "example/a:1";

/** Problems of a definition with these services, as `path  message`, and the line that each points at. */
function problemsOf(services: Services, entryPoints: object = {}) {
  const directory = join(scratch, "environments");
  // an option that a service names has to be there
  const options = JSON.stringify(services).includes('"options":"strict"') ? { strict: {} } : {};
  const text = stringify({ ...small, ingress: { entryPoints }, tls: { options }, services });
  writeFileSync(join(directory, "test.yaml"), text);
  const lines = text.split("\n");
  return readDefinitions(directory).problems.map(({ path, message, line }) => ({
    problem: `${path.replace(/^services\./, "")}  ${message}`,
    line: lines[line - 1]?.trim(),
  }));
}

const host = "a.example.com";
const exposed = (more: object = {}) => ({ image, expose: [{ host }], ...more });
/** A service that is exposed and has a traffic policy. */
const traffic = (policy: object, more: object = {}) => ({ a: exposed({ traffic: policy, ...more }) });
/** A service with one exposure. */
const expose = (exposure: object, more: object = {}) => ({
  a: { image, expose: [{ host, ...exposure }], ...more },
});

const cases: Readonly<Record<string, readonly (readonly [Services, string, string])[]>> = {
  "what runs": [
    [
      { a: { image, ports: { http: { port: 9000 } } } },
      "a.ports.http  is the name of the service's own port; choose another",
      "http:",
    ],
    [
      { a: { image, ports: { admin: { port: 8080 } } } },
      "a.ports.admin.port  is the port of http too; each needs its own",
      "port: 8080",
    ],
    [
      { a: { image, probes: { port: "admin" } } },
      "a.probes.port  no port is named admin; the ports are http",
      "port: admin",
    ],
    [
      { a: { image, protocol: "udp", probes: { kind: "tcp" } } },
      "a.probes.kind  asks over TCP, but port udp is UDP; name another port as probes.port, or use exec",
      "kind: tcp",
    ],
    [
      { a: { image, protocol: "grpc", probes: { kind: "http" } } },
      "a.probes.kind  asks in HTTP/1.1, which port grpc does not speak; use grpc or tcp, or name another port as probes.port",
      "kind: http",
    ],
    [
      { a: { image, probes: { kind: "exec" } } },
      "a.probes.kind  needs probes.command, what is to be run",
      "kind: exec",
    ],
    [
      { a: { image, probes: { command: ["/ok"] } } },
      "a.probes.command  has no effect with http probes; say kind: exec",
      "command:",
    ],
    [
      { a: { image, protocol: "tcp", healthPath: "/health" } },
      "a.healthPath  has no effect with tcp probes; leave it out, or say probes: { kind: http } and the port that has it",
      "healthPath: /health",
    ],
    [
      { a: { image, env: { LEVEL: "a" }, configuration: { values: { LEVEL: "b" } } } },
      "a.configuration.values.LEVEL  is set under env already",
      "LEVEL: b",
    ],
    [
      { a: { image, env: { TOKEN: "a" }, secrets: { TOKEN: { secret: "a", key: "b" } } } },
      "a.secrets.TOKEN  is set under env already",
      "TOKEN:",
    ],
    [
      { a: { image, secrets: { TOKEN: { key: "b" } } } },
      "a.secrets.TOKEN  must name the Secret that holds it as secret, or the store that does as store",
      "key: b",
    ],
    [
      { a: { image, secrets: { TOKEN: { secret: "a", store: "s", key: "b" } } } },
      "a.secrets.TOKEN.store  is a second source beside secret; name one of them",
      "store: s",
    ],
    [
      { a: { image, configuration: { directory: "/etc/a" } } },
      "a.configuration.directory  has no effect without files",
      "directory: /etc/a",
    ],
    [
      { a: { image, writablePaths: ["/var", "/var/cache"] } },
      "a.writablePaths[1]  overlaps /var; mount one directory or the other",
      "- /var/cache",
    ],
    [
      { a: { image, protocol: "grpc", metrics: {} } },
      "a.metrics  port grpc speaks grpc, and Prometheus reads over http; add a port under ports and name it here",
      "metrics: {}",
    ],
  ],
  versions: [
    [
      { a: { image, versions: { v1: { weight: 0 }, v2: { weight: 0 } } } },
      "a.versions  all have weight 0, so that every request gets 503; give one a weight",
      "v1:",
    ],
    [
      { a: { image, versions: { v1: { weight: 1, replicas: { min: 9 } } } } },
      "a.versions.v1.replicas.min  is 9, more than max, which is 4 by default",
      "min: 9",
    ],
    [
      { a: { image, versions: { b: { weight: 1 } } }, "a-b": { image } },
      "a.versions.b  would be a-b, which is a service of namespace apps itself; rename one of them",
      "b:",
    ],
    [
      { a: exposed({ versions: { v1: { weight: 1, when: {} } } }) },
      "a.versions.v1.when  says nothing, and would take every request; give a header, cookie or query parameter",
      "when: {}",
    ],
    [
      { a: { image, versions: { v1: { weight: 1, when: { cookies: { a: "b" } } } } } },
      "a.versions.v1.when  has no effect: no exposure has a host and leaves the version open",
      "when:",
    ],
    [
      {
        a: {
          image,
          secrets: { TOKEN: { secret: "a", key: "b" } },
          versions: { v1: { weight: 1, env: { TOKEN: "c" } } },
        },
      },
      "a.versions.v1.env.TOKEN  is set under secrets already",
      "TOKEN: c",
    ],
    [
      expose({ version: "v3" }, { versions: { v1: { weight: 1 } } }),
      "a.expose[0].version  no version is named v3; the versions are v1",
      "version: v3",
    ],
  ],
  exposures: [
    [
      { a: { image, expose: [{ path: "/x" }] } },
      "a.expose[0]  needs a host, or a rule of Traefik's",
      "- path: /x",
    ],
    [
      expose({ path: "/x/" }),
      "a.expose[0].path  must begin with / and be plain segments, such as /api/v1, with no slash at the end",
      "path: /x/",
    ],
    [
      expose({ port: "admin" }),
      "a.expose[0].port  no port is named admin; the ports are http",
      "port: admin",
    ],
    [
      expose({ entryPoint: "web" }),
      "a.expose[0].entryPoint  sends everything on to https, so that no route of its own is ever asked; use websecure",
      "entryPoint: web",
    ],
    [
      expose({ entryPoint: "websecured" }),
      'a.expose[0].entryPoint  no entry point is named websecured under ingress.entryPoints; did you mean "websecure"?',
      "entryPoint: websecured",
    ],
    [
      { a: { image, protocol: "udp", expose: [{}] } },
      "a.expose[0]  needs an entryPoint for UDP, one that ingress.entryPoints has",
      "- {}",
    ],
    [
      { a: { image, protocol: "udp", expose: [{ entryPoint: "websecure" }] } },
      "a.expose[0].entryPoint  websecure is for tcp, and udp needs one for udp",
      "- entryPoint: websecure",
    ],
    [
      { a: { image, protocol: "udp", expose: [{ entryPoint: "dns", host }] } },
      "a.expose[0].host  has no effect: UDP has no rules, an entry point leads to one service",
      "host: a.example.com",
    ],
    [
      {
        a: { image, protocol: "udp", expose: [{ entryPoint: "dns" }] },
        b: { image, protocol: "udp", expose: [{ entryPoint: "dns" }] },
      },
      "b.expose[0].entryPoint  is the entry point of services.a.expose[0] already; over UDP it leads to one service",
      "- entryPoint: dns",
    ],
    [
      { a: { image, protocol: "tcp", expose: [{}] } },
      "a.expose[0]  takes every connection of websecure, which HTTPS needs; give a host, which TLS clients name, or an entryPoint of its own",
      "- {}",
    ],
    [
      { a: { image, protocol: "tcp", expose: [{ host, path: "/x" }] } },
      "a.expose[0].path  is about requests, which Traefik does not see in TCP",
      "path: /x",
    ],
    [
      { a: exposed(), b: { image, protocol: "tcp", expose: [{ host }] } },
      "b.expose[0]  a.example.com is exposed over HTTP by services.a.expose[0], which takes its connections; give it another host",
      "- host: a.example.com",
    ],
    [
      expose({ tls: { passthrough: true } }),
      "a.expose[0].tls.passthrough  is for tcp: requests can only be routed where TLS ends",
      "passthrough: true",
    ],
    [
      expose({ tls: { options: "default" } }),
      "a.expose[0].tls.options  is looked for under another name, and the route closed; leave it out, the option named default applies by itself",
      "options: default",
    ],
    [
      expose({ aliases: ["a.example.org"] }),
      "a.expose[0].aliases[0]  a.example.org is not covered by the certificate, which holds example.com and *.example.com (one label)",
      "- a.example.org",
    ],
    [
      expose({ match: { headers: { host: "b" } } }),
      "a.expose[0].match.headers.host  never matches: Go takes the host out of the headers; say it as host",
      "host: b",
    ],
    [
      expose({ match: { headers: { "X-A": "" } } }),
      "a.expose[0].match.headers.X-A  must be one line, and not empty",
      'X-A: ""',
    ],
    [expose({ stripPath: true }), "a.expose[0].stripPath  has no effect: the path is /", "stripPath: true"],
    [
      expose({ middlewares: ["auth"] }),
      "a.expose[0].middlewares[0]  no middleware of the service or of namespace apps is named auth, so the route would answer 404; there is none",
      "- auth",
    ],
    [
      exposedWith({ middlewares: { gone: { addPrefix: { prefix: "/x" } } } }),
      "a.middlewares.gone  is named by no exposure, so no request passes it",
      "gone:",
    ],
  ],
  "exposures against each other": [
    [
      {
        a: exposed(),
        b: {
          image,
          expose: [
            { host, match: { methods: ["GET"] } },
            { host, exact: true },
          ],
        },
      },
      "b.expose[1]  may match the same requests as services.b.expose[0] with the same priority, and Traefik would choose at random; give one of them a priority",
      "- host: a.example.com",
    ],
    [
      { a: { image, expose: [{ host, priority: 1000 }] }, b: { image, expose: [{ host, path: "/x" }] } },
      "b.expose[0]  never gets a request: services.a.expose[0] has the higher priority and takes all of them",
      "- host: a.example.com",
    ],
    [
      { a: exposed(), b: { image, expose: [{ host, path: "/x", tls: { options: "strict" } }] } },
      "b.expose[0]  a.example.com has the default TLS options in services.a.expose[0], and the TLS options strict here; Traefik would apply neither",
      "- host: a.example.com",
    ],
    [
      {
        a: { image, expose: [{ rule: "Host(`a.example.com`)" }] },
        b: { image, expose: [{ rule: "Host(`a.example.com`)" }] },
      },
      "b.expose[0]  the rule Host(`a.example.com`) is exposed by services.a.expose[0] already",
      "- rule: Host(`a.example.com`)",
    ],
    [
      {
        c: exposed({ namespace: "a-b" }),
        "b-c": { image, namespace: "a", expose: [{ host: "b.example.com" }] },
      },
      "c  has IngressRoute a-b/c, which is a-b-c to Traefik, and so is one of services.b-c; rename one of them or its namespace",
      "c:",
    ],
  ],
  rules: [
    [
      rule("Host(`a`, `b`)"),
      "a.expose[0].rule  Host: takes 1 argument, not 2; the rule would be (Host(`a`) || Host(`b`))",
      "- rule: Host(`a`, `b`)",
    ],
    [
      rule("Headers(`a`, `b`)"),
      "a.expose[0].rule  cannot be read at character 1: there is no matcher Headers in Traefik v3: it became Header; the rule would be Header(`a`, `b`)",
      "- rule: Headers(`a`, `b`)",
    ],
    [
      rule("pathPrefix(`/a`)"),
      "a.expose[0].rule  cannot be read at character 1: there is no matcher pathPrefix; its name is PathPrefix; the rule would be PathPrefix(`/a`)",
      "- rule: pathPrefix(`/a`)",
    ],
    [rule("Path(`a`)"), "a.expose[0].rule  Path: a path begins with /; write `/a`", "- rule: Path(`a`)"],
    [
      rule("Host(`a`) and Path(`/b`)"),
      "a.expose[0].rule  cannot be read at character 11: and is not possible here; write &&; the rule would be Host(`a`) && Path(`/b`)",
      "- rule: Host(`a`) and Path(`/b`)",
    ],
    [
      { a: { image, expose: [{ rule: "PathPrefix(`/a`)", tls: { options: "strict" } }] } },
      "a.expose[0].tls.options  cannot be applied: TLS begins before the request, so that the rule must name a Host",
      "options: strict",
    ],
    [
      rule("Host('a')"),
      "a.expose[0].rule  cannot be read at character 6: text stands in backquotes or double quotes, never in single quotes",
      "- rule: Host('a')",
    ],
    [
      rule("HostRegexp(`(?=a)`)"),
      "a.expose[0].rule  HostRegexp: is no regular expression that Go can read: Go's regular expressions have no (?=…): no looking ahead or behind",
      "- rule: HostRegexp(`(?=a)`)",
    ],
    [
      { a: { image, expose: [{ rule: "Host(`a`)", host }] } },
      "a.expose[0].host  has no effect beside rule; say it in the rule",
      "host: a.example.com",
    ],
  ],
  traffic: [
    [
      { a: { image, traffic: { rateLimit: { average: 1 } } } },
      "a.traffic.rateLimit  has no effect: nothing reaches the service from outside; give it an exposure",
      "rateLimit:",
    ],
    [
      { a: { image, protocol: "tcp", expose: [{ host }], traffic: { cors: { origins: ["*"] } } } },
      "a.traffic.cors  has no effect: Traefik sees connections here and no requests",
      "cors:",
    ],
    [
      traffic({ limits: { connectionsPerClient: 5 } }),
      "a.traffic.limits.connectionsPerClient  has no effect: Traefik sees requests here; limit those, as limits.requestsPerClient",
      "connectionsPerClient: 5",
    ],
    [
      traffic({ buffering: {} }, { protocol: "grpc" }),
      "a.traffic.buffering  reads a request whole before it passes it on, which ends what grpc streams; leave it out",
      "buffering: {}",
    ],
    [
      traffic({ retries: { count: 2, on: ["500,502"] } }),
      'a.traffic.retries.on[0]  must be one status or one range in quotes, such as "503" or "500-599"; write several as several items',
      "- 500,502",
    ],
    [
      traffic({ retries: { count: 2, on: ["504-502"] } }),
      'a.traffic.retries.on[0]  ends before it begins; write "502-504"',
      "- 504-502",
    ],
    [traffic({ retries: { count: 0 } }), "a.traffic.retries.count  must be at least 1, not 0", "count: 0"],
    [
      traffic({ retries: { count: 1, nonIdempotent: true } }),
      "a.traffic.retries.nonIdempotent  has no effect without statuses under on: connections that fail are tried again for any method",
      "nonIdempotent: true",
    ],
    [
      traffic({ breaker: {} }),
      "a.traffic.breaker  says no condition; give errorRatio, networkErrorRatio or latencyMilliseconds",
      "breaker: {}",
    ],
    [
      traffic({ breaker: { errorRatio: 1 } }),
      "a.traffic.breaker.errorRatio  is never exceeded; give a share below 1, such as 0.3",
      "errorRatio: 1",
    ],
    [
      traffic({ rateLimit: { average: 0 } }),
      "a.traffic.rateLimit.average  must be at least 1, not 0",
      "average: 0",
    ],
    [
      traffic({ rateLimit: { average: 1, by: "header" } }),
      "a.traffic.rateLimit.by  needs the header's name as rateLimit.header",
      "by: header",
    ],
    [
      traffic({ rateLimit: { average: 1, header: "X-Key" } }),
      "a.traffic.rateLimit.header  has no effect: requests are counted by client; say by: header",
      "header: X-Key",
    ],
    [
      traffic({ limits: { requests: 5, requestsPerClient: 9 } }),
      "a.traffic.limits.requestsPerClient  is 9, more than the 5 that all clients have together",
      "requestsPerClient: 9",
    ],
    [
      traffic({ mirror: { percent: 10 } }),
      "a.traffic.mirror  must name a version of this service as version, or another one as service",
      "percent: 10",
    ],
    [
      traffic({ mirror: { percent: 0, service: "b" } }),
      "a.traffic.mirror.percent  must be at least 1, not 0",
      "percent: 0",
    ],
    [
      traffic({ failover: { service: "b" } }),
      "a.traffic.failover.service  no service is named b; there are no other services of namespace apps",
      "service: b",
    ],
    [
      { ...traffic({ failover: { service: "b" } }), b: { image, namespace: "other" } },
      "a.traffic.failover.service  b is in namespace other; Traefik refuses references out of apps",
      "service: b",
    ],
    [
      traffic({ failover: { service: "b", on: [] } }),
      "a.traffic.failover.on  needs at least one status: without one Traefik cannot tell when to fail over",
      "on: []",
    ],
    [
      traffic({ errorPages: { status: ["500"], service: "a" } }),
      "a.traffic.errorPages.service  names a itself",
      "service: a",
    ],
    [
      traffic({ cors: { origins: ["*"], credentials: true } }),
      "a.traffic.cors.origins[0]  is refused by browsers together with credentials; name the origins",
      '- "*"',
    ],
    [traffic({ auth: {} }), "a.traffic.auth  says no kind; give one of basic, digest, forward", "auth: {}"],
    [
      traffic({ auth: { basic: { secret: "a" }, digest: { secret: "b" } } }),
      "a.traffic.auth.digest  is a second kind beside basic; give one of them",
      "digest:",
    ],
    [
      traffic({ timeouts: { response: "60s" } }),
      "a.traffic.timeouts.response  is more than the 30 s that a stopping pod lets requests finish; raise shutdown.finishSeconds too",
      "response: 60s",
    ],
    [
      traffic({ timeouts: { connect: "2" } }),
      "a.traffic.timeouts.connect  must be a time with its unit, such as 500ms or 30s",
      'connect: "2"',
    ],
    [
      traffic({ allowFrom: ["10.0.0.0/8,192.0.2.0/24"] }),
      'a.traffic.allowFrom[0]  must be an IPv4 block such as 10.0.0.0/16, with no address bits beyond the prefix; not "10.0.0.0/8,192.0.2.0/24"',
      "- 10.0.0.0/8,192.0.2.0/24",
    ],
  ],
};

function exposedWith(more: object): Services {
  return { a: exposed(more) };
}

function rule(text: string): Services {
  return { a: { image, expose: [{ rule: text }] } };
}

const dns = { dns: { port: 53, protocol: "udp" } };

for (const [subject, rows] of Object.entries(cases)) {
  test.each(rows.map(([services, problem, line]) => [problem, line, services] as const))(
    `${subject}: %s`,
    (problem, line, services) => {
      expect(problemsOf(services, dns)).toEqual([{ problem, line }]);
    },
  );
}

test("accepts policies about pods of a service that others turn to", () => {
  const services = {
    a: exposed({ traffic: { failover: { service: "b" } } }),
    b: { image, traffic: { timeouts: { connect: "1s" }, outlierDetection: {} } },
  };
  expect(problemsOf(services)).toEqual([]);
});

test("finds clashes among thousands of paths of one host in no time", () => {
  const paths = Array.from({ length: 3000 }, (_, index) => ({ host, path: `/p${index}/q` }));
  const services = { a: { image, expose: [{ host }, ...paths, { host, path: "/p7/q" }] } };
  expect(problemsOf(services).map(({ problem }) => problem)).toEqual([
    "a.expose[3001]  a.example.com with path /p7/q is exposed by services.a.expose[8] already",
  ]);
});

test("accepts a service of every protocol", () => {
  const services = {
    http: { image, expose: [{ host: "http.example.com" }] },
    websocket: { image, protocol: "websocket", expose: [{ host: "websocket.example.com" }] },
    h2c: { image, protocol: "h2c", expose: [{ host: "h2c.example.com" }] },
    grpc: { image, protocol: "grpc", expose: [{ host: "grpc.example.com" }] },
    tcp: { image, protocol: "tcp", expose: [{ host: "tcp.example.com" }] },
    udp: { image, protocol: "udp", expose: [{ entryPoint: "dns" }] },
  };
  expect(problemsOf(services, dns)).toEqual([]);
});
