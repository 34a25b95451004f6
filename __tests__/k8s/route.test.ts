import { expect, test } from "@jest/globals";
import { find, namesOf, objectsOf } from "./manifests";

const image = "example/a:v1";
const set = (value: string) => ({ request: { "X-A": value } });

test("makes no route for a service that is not exposed", () => {
  expect(namesOf(objectsOf({ a: { image } }), "IngressRoute")).toEqual([]);
});

test("routes each exposure over HTTPS with the default certificate", () => {
  const objects = objectsOf({
    a: { image, expose: [{ host: "a.example.com" }, { host: "b.example.com", path: "/c" }] },
  });
  const services = [{ name: "a", port: "http" }];
  expect(find(objects, "IngressRoute", "a").spec).toEqual({
    entryPoints: ["websecure"],
    routes: [
      { kind: "Rule", match: "Host(`a.example.com`)", services },
      { kind: "Rule", match: "Host(`b.example.com`) && (Path(`/c`) || PathPrefix(`/c/`))", services },
    ],
    tls: {},
  });
  expect(namesOf(objects, "Middleware")).toEqual([]);
});

test("names the headers that all exposures share for their service", () => {
  const objects = objectsOf({
    a: {
      image,
      expose: [
        { host: "a.example.com", headers: { request: { B: "2", A: "1" }, response: { Server: "" } } },
        { host: "b.example.com", headers: { request: { A: "1", B: "2" }, response: { Server: "" } } },
        { host: "c.example.com" },
      ],
    },
  });
  expect(namesOf(objects, "Middleware")).toEqual(["a-headers"]);
  expect(find(objects, "Middleware", "a-headers").spec).toEqual({
    headers: { customRequestHeaders: { A: "1", B: "2" }, customResponseHeaders: { Server: "" } },
  });
  const middlewares = find(objects, "IngressRoute", "a").spec.routes.map(
    (route: { middlewares?: unknown }) => route.middlewares,
  );
  expect(middlewares).toEqual([[{ name: "a-headers" }], [{ name: "a-headers" }], undefined]);
});

test("leaves out the direction that has no headers", () => {
  const objects = objectsOf({
    a: { image, expose: [{ host: "a.example.com", headers: { response: { A: "1" } } }] },
  });
  expect(find(objects, "Middleware", "a-headers").spec).toEqual({
    headers: { customResponseHeaders: { A: "1" } },
  });
});

test("names different headers for what they are set on, in whatever order that is written", () => {
  const expose = [
    { host: "a.example.com", path: "/v1", headers: set("1") },
    { host: "a.example.com", headers: set("2") },
    { host: "b.example.com", headers: set("1") },
  ];
  const names = (objects: ReturnType<typeof objectsOf>) => namesOf(objects, "Middleware");
  const objects = objectsOf({ a: { image, expose } });
  expect(names(objects)).toEqual(["a-a-example-com-headers", "a-a-example-com-v1-headers"]);
  expect(names(objectsOf({ a: { image, expose: [...expose].reverse() } }))).toEqual(names(objects));
  expect(
    find(objects, "IngressRoute", "a").spec.routes.map(
      (route: { middlewares: { name: string }[] }) => route.middlewares[0]?.name,
    ),
  ).toEqual(["a-a-example-com-v1-headers", "a-a-example-com-headers", "a-a-example-com-v1-headers"]);
});

test("tells headers apart by a hash where host and path read alike or are long", () => {
  const names = (...paths: readonly string[]) =>
    namesOf(
      objectsOf({
        a: {
          image,
          expose: paths.map((path, index) => ({ host: "a.example.com", path, headers: set(`${index}`) })),
        },
      }),
      "Middleware",
    );
  const folded = names("/a-b", "/a_b", "/c");
  expect(new Set(folded).size).toBe(3);
  expect(folded).toContain("a-a-example-com-c-headers");
  expect(folded.filter((name) => /^a-[0-9a-f]{8}-headers$/.test(name))).toHaveLength(2);
  expect(names(`/${"x".repeat(300)}`, "/c").every((name) => name.length < 253)).toBe(true);
});

test("names headers for what a request must have where host and path are the same", () => {
  const expose = [
    { host: "a.example.com", headers: set("1") },
    { host: "a.example.com", match: { query: { q: "1" } }, headers: set("2") },
  ];
  expect(namesOf(objectsOf({ a: { image, expose } }), "Middleware")).toEqual([
    "a-a-example-com-headers",
    "a-host-a-example-com-query-q-1-headers",
  ]);
});

test("shares headers with the routes to versions", () => {
  const versions = { v1: { weight: 1 }, v2: { weight: 1, when: { headers: { "X-V": "2" } } } };
  const objects = objectsOf({ a: { image, versions, expose: [{ host: "a", headers: set("1") }] } });
  expect(namesOf(objects, "Middleware")).toEqual(["a-headers"]);
});
