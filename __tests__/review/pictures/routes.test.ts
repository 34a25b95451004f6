import { expect, test } from "@jest/globals";
import { readManifests } from "../../../review/manifests/read";
import { routesPicture } from "../../../review/pictures/routes";
import type { Picture } from "../../../review/report/report";
import { routingInputs } from "../../../review/routing/inputs";
import { routingOf } from "../../../review/routing/routing";
import { ingressRoute, middleware, service } from "../../verify/traefik/given";
import { files } from "../manifests/sides";

const services = ["v1", "v2", "old"].map((name) => service(name)).join("\n");

function picture(base: string, head: string): Picture | undefined {
  const inputs = routingInputs(readManifests(files(services + base), files(services + head)));
  return inputs && routesPicture(routingOf(inputs.base, inputs.head));
}

const route = (name: string, rest: string, host = `${name}.example.com`): string =>
  ingressRoute(`[{ kind: Rule, match: "Host(\`${host}\`)", ${rest} }]`, {
    name,
    spec: "entryPoints: [websecure], tls: {}",
  });
const weighted = (v1: number, v2: number): string =>
  `services: [{ name: v1, port: 80, weight: ${v1} }, { name: v2, port: 80, weight: ${v2} }]`;

/** `group label: change`, and edges by the labels of their ends. */
function drawn(found: Picture | undefined): readonly string[] {
  const label = (id: string): string => found?.nodes.find((node) => node.id === id)?.label ?? id;
  return [
    ...(found?.nodes.map(({ group, label: text, change }) => `${group} ${text}: ${change}`) ?? []),
    ...(found?.edges.map(
      ({ from, to, label: text }) =>
        `${label(from)} -> ${label(to)}${text === undefined ? "" : ` (${text})`}`,
    ) ?? []),
  ];
}

test("draws a route from its host to its services, with what becomes of each", () => {
  const limit = middleware("limit", "rateLimit: { average: 10 }");
  const base = route("shop", weighted(90, 10)) + route("gone", "services: [{ name: old, port: 80 }]");
  const head = limit + route("shop", `middlewares: [{ name: limit }], ${weighted(50, 50)}`);
  expect(drawn(picture(base, head))).toEqual([
    "host gone.example.com: delete",
    "host shop.example.com: none",
    "router default/gone: delete",
    "router default/shop: update",
    "middleware default/limit: create",
    "service default/old: delete",
    "service default/v1: none",
    "service default/v2: none",
    "gone.example.com -> default/gone",
    "shop.example.com -> default/shop",
    "default/limit -> default/v1 (90 % → 50 %)",
    "default/limit -> default/v2 (10 % → 50 %)",
    "default/gone -> default/old",
    "default/shop -> default/limit",
  ]);
});

test("draws a route whose rule changes as one, with both hosts", () => {
  const to = "services: [{ name: v1, port: 80 }]";
  expect(drawn(picture(route("shop", to), route("shop", to, "www.example.com")))).toEqual([
    "host shop.example.com: delete",
    "host www.example.com: create",
    "router default/shop: update",
    "service default/v1: none",
    "shop.example.com -> default/shop",
    "www.example.com -> default/shop",
    "default/shop -> default/v1",
  ]);
});

test("shows what stands beside a route that changes", () => {
  const to = "services: [{ name: v1, port: 80 }]";
  const own = route("shop", to);
  const beside = ingressRoute(
    '[{ kind: Rule, match: "Host(`shop.example.com`) && Path(`/x`)", services: [{ name: v2, port: 80 }] }]',
    {
      name: "beside",
      spec: "entryPoints: [websecure], tls: {}",
    },
  );
  expect(drawn(picture(own, own + beside))).toEqual(
    expect.arrayContaining(["router default/beside: create", "router default/shop: none"]),
  );
});

test("is nothing where no route changes", () => {
  expect(picture("", middleware("unused", "rateLimit: { average: 10 }"))).toBeUndefined();
});

test("has forty nodes at most and says how many routers are left", () => {
  const many = Array.from({ length: 30 }, (_, index) =>
    route(`r${index}`, "services: [{ name: v1, port: 80 }]"),
  ).join("");
  const found = picture("", many);
  expect(found?.nodes).toHaveLength(40);
  expect(found?.nodes.find(({ id }) => id === "more")).toEqual({
    id: "more",
    label: "11 more routers",
    group: "router",
    change: "none",
  });
});
