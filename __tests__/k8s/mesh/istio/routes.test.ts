import { expect, test } from "@jest/globals";
import { find, namesOf } from "../../manifests";
import { meshObjects } from "../objects";

type Services = Parameters<typeof meshObjects>[1];
type Service = Services[string];

const image = "example/a:v1";
const host = "a.apps.svc.cluster.local";
const versions = { v1: { weight: 3 }, v2: { weight: 1 } };
const divided = [
  { destination: { host, subset: "v1" }, weight: 3 },
  { destination: { host, subset: "v2" }, weight: 1 },
];

const b = { image, expose: [{ host: "b.example.com" }] };
const objectsOf = (service: Partial<Service>) =>
  meshObjects("istio", { a: { image, callers: ["b"], ...service }, b });
const routes = (service: Partial<Service>) => find(objectsOf(service), "VirtualService", "a").spec;
const http = (service: Partial<Service>) => routes(service).http;

test("tries nothing again unless the definition says so", () => {
  expect(routes({})).toEqual({
    hosts: [host],
    http: [{ retries: { attempts: 0 }, route: [{ destination: { host } }] }],
  });
});

test("divides requests by weight", () => {
  expect(http({ versions })[0].route).toEqual(divided);
});

test("sends a version what it has conditions for, before the others", () => {
  const [special, rest] = http({
    versions: {
      v1: { weight: 3 },
      v2: { weight: 1, when: { methods: ["GET"], headers: { "X-Canary": "a.b" }, query: { debug: "1" } } },
    },
  });
  expect(special).toEqual({
    match: [
      {
        method: { exact: "GET" },
        headers: { "x-canary": { exact: "a.b" } },
        queryParams: { debug: { exact: "1" } },
      },
    ],
    retries: { attempts: 0 },
    route: [{ destination: { host, subset: "v2" } }],
  });
  expect(rest.match).toBeUndefined();
  expect(rest.route).toEqual(divided);
});

test("takes any of several methods", () => {
  const when = { methods: ["GET" as const, "HEAD" as const] };
  expect(http({ versions: { ...versions, v2: { weight: 1, when } } })[0].match).toEqual([
    { method: { regex: "GET|HEAD" } },
  ]);
});

function cookiePattern(cookies: Readonly<Record<string, string>>): RegExp {
  const [{ match }] = http({ versions: { ...versions, v2: { weight: 1, when: { cookies } } } });
  // Envoy matches the whole of a value
  return new RegExp(`^(?:${match[0].headers.cookie.regex})$`);
}

test.each([
  ["v=2.0", true],
  ["a=1; v=2.0", true],
  ["v=2.0; a=1", true],
  ["a=1;v=2.0 ;b=2", true],
  ["v=2x0", false],
  ["xv=2.0", false],
  ["v=2.01", false],
  ["a=1; w=v=2.0", false],
])("finds a cookie among others: %s", (header, isFound) => {
  expect(cookiePattern({ v: "2.0" }).test(header)).toBe(isFound);
});

test.each([
  ["a=1; b=2", true],
  ["b=2; a=1", true],
  ["x=0; b=2; y=0; a=1; z=0", true],
  ["a=1", false],
  ["b=2", false],
])("finds several cookies in any order: %s", (header, isFound) => {
  expect(cookiePattern({ a: "1", b: "2" }).test(header)).toBe(isFound);
});

test("tries as often as the definition says, after connections that fail", () => {
  expect(http({ traffic: { retries: { count: 2, interval: "50ms" } } })).toEqual([
    {
      retries: { attempts: 2, retryOn: "connect-failure,refused-stream", backoff: "50ms" },
      route: [{ destination: { host } }],
    },
  ]);
});

test("tries statuses again for methods that may be repeated", () => {
  const [repeatable, others] = http({ traffic: { retries: { count: 2, on: ["503", "429"] } } });
  expect(repeatable.match).toEqual([{ method: { regex: "GET|HEAD|OPTIONS|TRACE|PUT|DELETE" } }]);
  expect(repeatable.retries).toEqual({ attempts: 2, retryOn: "connect-failure,refused-stream,429,503" });
  expect(others.match).toBeUndefined();
  expect(others.retries).toEqual({ attempts: 2, retryOn: "connect-failure,refused-stream" });
});

test("tries statuses again for every method where the definition says so", () => {
  const retries = { count: 1, on: ["503"], nonIdempotent: true };
  expect(http({ traffic: { retries } })).toEqual([
    {
      retries: { attempts: 1, retryOn: "connect-failure,refused-stream,503" },
      route: [{ destination: { host } }],
    },
  ]);
});

test("has no route for methods that cannot come", () => {
  const found = http({
    versions: { ...versions, v2: { weight: 1, when: { methods: ["POST"] } } },
    traffic: { retries: { count: 1, on: ["503"] } },
  });
  expect(found.map(({ match }: { match?: { method: object }[] }) => match?.[0]?.method)).toEqual([
    { exact: "POST" },
    { regex: "GET|HEAD|OPTIONS|TRACE|PUT|DELETE" },
    undefined,
  ]);
});

test.each([
  // what Traefik answers itself when a connection breaks or takes too long is no status to Envoy
  ["502-504", "connect-failure,refused-stream,reset,502,503,504"],
  ["504", "connect-failure,refused-stream,reset,504"],
  // 509 is no registered status
  ["506-511", "connect-failure,refused-stream,506,507,508,510,511"],
])("tries %s again one by one", (on, retryOn) => {
  expect(http({ traffic: { retries: { count: 1, on: [on] } } })[0].retries.retryOn).toBe(retryOn);
});

test("limits each of several tries", () => {
  const traffic = { retries: { count: 1 }, timeouts: { response: "2s" } };
  expect(http({ traffic })[0].retries.perTryTimeout).toBe("2s");
});

test.each([
  [{ timeouts: { request: "5s" } }, "5s"],
  [{ retries: { count: 1, within: "3s" } }, "3s"],
  [{ timeouts: { request: "20s" }, retries: { count: 1, within: "9s" } }, "9s"],
  [{ timeouts: { request: "900ms" }, retries: { count: 1, within: "1s" } }, "900ms"],
  [{}, undefined],
])("limits all tries together by the shorter of two times: %j", (traffic, timeout) => {
  expect(http({ traffic })[0].timeout).toBe(timeout);
});

test("makes faults", () => {
  const faults = { delay: { percent: 0.5, time: "2s" }, abort: { percent: 10, status: 500 } };
  expect(http({ traffic: { faults } })[0].fault).toEqual({
    delay: { percentage: { value: 0.5 }, fixedDelay: "2s" },
    abort: { percentage: { value: 10 }, httpStatus: 500 },
  });
});

test("copies requests to a version, but for those that have one of their own", () => {
  const [special, rest] = http({
    versions: { ...versions, v2: { weight: 1, when: { headers: { "X-Canary": "1" } } } },
    traffic: { mirror: { version: "v2", percent: 5 } },
  });
  expect(special.mirrors).toBeUndefined();
  expect(rest.mirrors).toEqual([{ destination: { host, subset: "v2" }, percentage: { value: 5 } }]);
});

test("opens the way for copies from the proxies of callers to another service", () => {
  const objects = meshObjects("istio", {
    a: { image, callers: ["b"], expose: [{ host: "a" }], traffic: { mirror: { service: "c", percent: 5 } } },
    b,
    c: { image },
  });
  expect(find(objects, "VirtualService", "a").spec.http[0].mirrors).toEqual([
    { destination: { host: "c.apps.svc.cluster.local", port: { number: 80 } }, percentage: { value: 5 } },
  ]);
  expect(find(objects, "Sidecar", "b").spec.egress[0].hosts).toEqual([
    `apps/${host}`,
    "apps/c.apps.svc.cluster.local",
  ]);
  const pods = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "apps" } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });
  const ports = [{ protocol: "TCP", port: 8080 }];
  expect(find(objects, "NetworkPolicy", "b").spec.egress).toContainEqual({ to: [pods("c")], ports });
  expect(find(objects, "NetworkPolicy", "c").spec.ingress).toContainEqual({ from: [pods("b")], ports });
  expect(find(objects, "AuthorizationPolicy", "c").spec.rules).toContainEqual({
    from: [{ source: { principals: ["cluster.local/ns/apps/sa/b", "cluster.local/ns/traefik/sa/traefik"] } }],
  });
});

test("routes each of several ports", () => {
  const spec = routes({ versions, ports: { admin: { port: 9000 }, data: { port: 9001, protocol: "tcp" } } });
  const at = (number: number) => [
    { destination: { host, subset: "v1", port: { number } }, weight: 3 },
    { destination: { host, subset: "v2", port: { number } }, weight: 1 },
  ];
  expect(spec.http).toEqual([
    { match: [{ port: 80 }], retries: { attempts: 0 }, route: at(80) },
    { match: [{ port: 9000 }], retries: { attempts: 0 }, route: at(9000) },
  ]);
  expect(spec.tcp).toEqual([{ match: [{ port: 9001 }], route: at(9001) }]);
});

test("divides connections", () => {
  expect(routes({ versions, protocol: "tcp", port: 5432 })).toEqual({
    hosts: [host],
    tcp: [{ route: divided }],
  });
});

test("says what connections are, so that no proxy waits for the client to speak", () => {
  const objects = objectsOf({ protocol: "tcp", port: 5432 });
  expect(namesOf(objects, "VirtualService")).toEqual(["b"]);
  expect(find(objects, "Service", "a").spec.ports).toEqual([
    { name: "tcp", port: 5432, targetPort: 5432, appProtocol: "tcp" },
  ]);
});

test("has a route for a version that Traefik turns to by the name of its own Service", () => {
  const objects = objectsOf({ versions, expose: [{ host: "a" }, { host: "a2", version: "v2" }] });
  expect(find(objects, "VirtualService", "a-v2").spec).toEqual({
    hosts: ["a-v2.apps.svc.cluster.local"],
    http: [{ retries: { attempts: 0 }, route: [{ destination: { host, subset: "v2" } }] }],
  });
});

test("leaves datagrams alone", () => {
  const objects = meshObjects("istio", { a: { image, protocol: "udp", port: 5353 } });
  expect(namesOf(objects, "VirtualService")).toEqual([]);
  expect(namesOf(objects, "DestinationRule")).toEqual([]);
});
