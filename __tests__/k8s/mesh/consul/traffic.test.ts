import { expect, test } from "@jest/globals";
import { find, namesOf } from "../../manifests";
import { called, consulObjects, image, specOfA, versions } from "./objects";

const catchAll = { service: "a", requestTimeout: "-1s" };
const routesOfA = (a: Parameters<typeof specOfA>[1]) => specOfA("ServiceRouter", a).routes;

test.each([
  ["http", "http"],
  ["websocket", "http"],
  ["h2c", "http2"],
  ["grpc", "grpc"],
] as const)("calls %s %s", (protocol, consuls) => {
  expect(specOfA("ServiceDefaults", { protocol })).toEqual({ protocol: consuls });
});

test("has no routes of connections, in which Consul sees no requests", () => {
  const objects = consulObjects({
    a: { image, protocol: "tcp", callers: ["b"], versions: { v1: { weight: 1 }, v2: { weight: 0 } } },
    b: { image },
  });
  expect(find(objects, "ServiceDefaults", "a").spec).toEqual({ protocol: "tcp" });
  expect(find(objects, "ServiceResolver", "a").spec.defaultSubset).toBe("v1");
  for (const kind of ["ServiceRouter", "ServiceSplitter"])
    expect(namesOf(objects, kind)).toEqual(["b"].slice(kind === "ServiceRouter" ? 0 : 1));
});

test("lets a request take any time unless the definition limits it", () => {
  expect(routesOfA({})).toEqual([{ match: { http: { pathPrefix: "/" } }, destination: catchAll }]);
  expect(find(consulObjects(called()), "ProxyDefaults", "global").spec.config).toEqual({
    protocol: "http",
    local_request_timeout_ms: 0,
  });
});

test("limits a whole request at both of its ends, and the connection to a pod", () => {
  const traffic = { timeouts: { request: "5s", connect: "1500ms" } };
  expect(routesOfA({ traffic })[0].destination.requestTimeout).toBe("5s");
  expect(specOfA("ServiceResolver", { traffic })).toEqual({ connectTimeout: "1500ms" });
  expect(specOfA("ServiceDefaults", { traffic })).toEqual({
    protocol: "http",
    localConnectTimeoutMs: 1500,
    localRequestTimeoutMs: 5000,
  });
});

test("takes the smaller of the time for a request and for its tries", () => {
  const timeouts = { request: "5s" };
  const within = (time: string) =>
    routesOfA({ traffic: { timeouts, retries: { count: 1, within: time } } })[0].destination.requestTimeout;
  expect(within("900ms")).toBe("900ms");
  expect(within("1m")).toBe("5s");
});

test("tries again as often as the definition says, where connections fail and on any method", () => {
  expect(routesOfA({ traffic: { retries: { count: 3 } } })).toEqual([
    {
      match: { http: { pathPrefix: "/" } },
      destination: { ...catchAll, numRetries: 3, retryOnConnectFailure: true },
    },
  ]);
});

test("tries again on each status of a range, but not what writes", () => {
  const onFailure = { ...catchAll, numRetries: 2, retryOnConnectFailure: true };
  expect(routesOfA({ traffic: { retries: { count: 2, on: ["429", "502-504"] } } })).toEqual([
    { match: { http: { methods: ["PATCH", "POST"], pathPrefix: "/" } }, destination: onFailure },
    {
      match: { http: { pathPrefix: "/" } },
      destination: { ...onFailure, retryOnStatusCodes: [429, 502, 503, 504] },
    },
  ]);
});

test("tries what writes again too where the definition says that it may happen twice", () => {
  const routes = routesOfA({ traffic: { retries: { count: 2, on: ["503"], nonIdempotent: true } } });
  expect(routes).toHaveLength(1);
  expect(routes[0].destination.retryOnStatusCodes).toEqual([503]);
});

test("divides the methods of a condition by whether they are tried again on a status", () => {
  const routes = routesOfA({
    versions: { v1: { weight: 1 }, v2: { weight: 0, when: { methods: ["GET", "POST"] } } },
    traffic: { retries: { count: 1, on: ["503"] } },
  });
  expect(routes.slice(0, 2).map(({ match, destination }: never) => [match, destination])).toEqual([
    [
      { http: { methods: ["POST"] } },
      { ...catchAll, serviceSubset: "v2", numRetries: 1, retryOnConnectFailure: true },
    ],
    [
      { http: { methods: ["GET"] } },
      {
        ...catchAll,
        serviceSubset: "v2",
        numRetries: 1,
        retryOnConnectFailure: true,
        retryOnStatusCodes: [503],
      },
    ],
  ]);
});

test("divides requests among versions, which are subsets of the pods by their metadata", () => {
  expect(specOfA("ServiceSplitter", { versions })).toEqual({
    splits: [
      { serviceSubset: "v1", weight: 90 },
      { serviceSubset: "v2", weight: 10 },
    ],
  });
  expect(specOfA("ServiceResolver", { versions })).toEqual({
    subsets: {
      v1: { filter: 'Service.Meta.version == "v1"' },
      v2: { filter: 'Service.Meta.version == "v2"' },
    },
  });
});

test("needs no splitter where one version gets everything", () => {
  const objects = consulObjects(called({ versions: { v1: { weight: 100 }, v2: { weight: 0 } } }));
  expect(namesOf(objects, "ServiceSplitter")).toEqual([]);
  expect(find(objects, "ServiceResolver", "a").spec).toMatchObject({
    defaultSubset: "v1",
    subsets: { v2: {} },
  });
});

test("sends what fits a version's conditions there before anything is divided", () => {
  const when = {
    methods: ["GET"] as const,
    headers: { "X-Canary": "1" },
    cookies: { "user.id": "a+b" },
    query: { debug: "1" },
  };
  const [first, last, ...others] = routesOfA({
    versions: { v1: { weight: 90 }, v2: { weight: 10, when: { ...when, methods: ["GET"] } } },
  });
  expect(first).toEqual({
    match: {
      http: {
        methods: ["GET"],
        header: [
          { name: "X-Canary", exact: "1" },
          { name: "Cookie", regex: "(.*;\\s*)?user\\.id=a\\+b\\s*(;.*)?" },
        ],
        queryParam: [{ name: "debug", exact: "1" }],
      },
    },
    destination: { ...catchAll, serviceSubset: "v2" },
  });
  expect(last.match).toEqual({ http: { pathPrefix: "/" } });
  expect(others).toEqual([]);
});

test.each([
  ["user=1", true],
  ["a=b; user=1", true],
  ["user=1; a=b", true],
  ["a=b;user=1 ;c=d", true],
  ["xuser=1", false],
  ["user=12", false],
  ["a=user=1", false],
])("finds one cookie among others as Envoy does, by the whole header: %s", (header, found) => {
  const [{ match }] = routesOfA({ versions: { v1: { weight: 1, when: { cookies: { user: "1" } } } } });
  expect(new RegExp(`^(?:${match.http.header[0].regex})$`).test(header)).toBe(found);
});

test("chooses the better of two pods by their requests in flight", () => {
  expect(specOfA("ServiceResolver", { traffic: { balancing: "two-random-choices" } })).toEqual({
    loadBalancer: { policy: "least_request", leastRequestConfig: { choiceCount: 2 } },
  });
});
