import { describe, expect, test } from "@jest/globals";
import { readManifests } from "../../../review/manifests/read";
import { routingInputs, type Stacks } from "../../../review/routing/inputs";
import { type Routing, type RoutingOptions, routingOf } from "../../../review/routing/routing";
import { ingressRoute, middleware, service } from "../../verify/traefik/given";
import { files, manifestsWith } from "../manifests/sides";

const services = ["svc", "v1", "v2", "other"].map((name) => service(name)).join("\n");

function routing(base: string, head: string, options?: RoutingOptions, stacks?: Stacks): Routing {
  const inputs = routingInputs(readManifests(files(services + base), files(services + head)), stacks);
  if (inputs === undefined) throw new Error("nothing that Traefik sees differs");
  return routingOf(inputs.base, inputs.head, options);
}

/** Each change in one line. */
const told = (...sides: Parameters<typeof routing>): readonly string[] =>
  routing(...sides).changes.map(({ request, before, after, middlewares: { added, removed } }) =>
    [
      `${request}: ${before ?? "nothing"} → ${after ?? "nothing"}`,
      ...added.map((name) => `+ ${name}`),
      ...removed.map((name) => `- ${name}`),
    ].join(" "),
  );

const at = "entryPoints: [websecure], tls: {}";
const route = (match: string, rest: string, name = "route", spec = at): string =>
  ingressRoute(`[{ kind: Rule, match: ${JSON.stringify(match)}, ${rest} }]`, { name, spec });
const to = (name: string): string => `services: [{ name: ${name}, port: 80 }]`;
const host = "Host(`a.example.com`)";

describe("a request is told that", () => {
  test("goes to another service", () => {
    expect(told(route(host, to("svc")), route(host, to("other")))).toEqual([
      "https://a.example.com/: service default/svc → service default/other",
    ]);
  });

  test("goes to the same services by other weights", () => {
    const weighted = (v1: number, v2: number) =>
      route(host, `services: [{ name: v1, port: 80, weight: ${v1} }, { name: v2, port: 80, weight: ${v2} }]`);
    expect(told(weighted(90, 10), weighted(50, 50))).toEqual([
      "https://a.example.com/: service default/v1 90 %, default/v2 10 % → service default/v1 50 %, default/v2 50 %",
    ]);
  });

  test("is answered now, or no longer", () => {
    const [one, other] = [
      route(`${host} && PathPrefix(\`/one\`)`, to("svc")),
      route(`${host} && PathPrefix(\`/two\`)`, to("svc")),
    ];
    expect(told(one, other)).toEqual([
      "https://a.example.com/one: service default/svc → nothing",
      "https://a.example.com/two: nothing → service default/svc",
    ]);
  });

  test("is taken from another router, which itself does not change", () => {
    const own = route(`${host} && PathPrefix(\`/shop\`)`, to("svc"));
    const above = `${ingressRoute(`[{ kind: Rule, match: ${JSON.stringify(host)}, priority: 1000, ${to("other")} }]`, { name: "above", spec: at })}`;
    expect(told(own, own + above)).toEqual([
      "https://a.example.com/: nothing → service default/other",
      "https://a.example.com/shop: service default/svc → service default/other",
    ]);
  });

  test("is taken away by a router for any host", () => {
    const own = route(host, to("svc"));
    const everywhere = ingressRoute(
      `[{ kind: Rule, match: ${JSON.stringify("PathPrefix(`/api`)")}, priority: 1000, ${to("other")} }]`,
      { name: "everywhere", spec: at },
    );
    expect(told(own, own + everywhere)).toEqual([
      "https://*/api: nothing → service default/other",
      "https://a.example.com/api: service default/svc → service default/other",
    ]);
  });

  test("is taken away where it fits two rules at once", () => {
    const own = route(`${host} && PathPrefix(\`/shop\`)`, to("svc"));
    const beta = ingressRoute(
      `[{ kind: Rule, match: ${JSON.stringify(`${host} && Header(\`X-Beta\`, \`yes\`)`)}, priority: 1000, ${to("other")} }]`,
      { name: "beta", spec: at },
    );
    expect(told(own, own + beta)).toEqual([
      "https://a.example.com/ with X-Beta: yes: nothing → service default/other",
      "https://a.example.com/shop with X-Beta: yes: service default/svc → service default/other",
    ]);
  });

  test("goes through other middlewares", () => {
    const [auth, limit] = [
      middleware("auth", "basicAuth: { secret: users }"),
      middleware("limit", "rateLimit: { average: 10 }"),
    ];
    const through = (name: string) => route(host, `middlewares: [{ name: ${name} }], ${to("svc")}`);
    expect(told(limit + through("limit"), limit + auth + through("auth"))).toEqual([
      "https://a.example.com/: service default/svc → 401: asks for basic credentials, and the request has none; with credentials service default/svc + default/auth - default/limit",
    ]);
  });

  test("goes through a middleware that does something else now", () => {
    const limited = (average: number) =>
      middleware("limit", `rateLimit: { average: ${average} }`) +
      route(host, `middlewares: [{ name: limit }], ${to("svc")}`);
    expect(told(limited(10), limited(1000))).toEqual([
      "https://a.example.com/: service default/svc, through default/limit as it was → service default/svc, through default/limit as it is now",
    ]);
  });

  test("is asked for under another path", () => {
    const stripped = (prefix: string) =>
      middleware("strip", `stripPrefix: { prefixes: [${prefix}] }`) +
      route(`${host} && PathPrefix(\`/api/v1\`)`, `middlewares: [{ name: strip }], ${to("svc")}`);
    expect(told(stripped("/api/v1"), stripped("/api"))).toEqual([
      "https://a.example.com/api/v1: service default/svc, asked for /, through default/strip as it was → service default/svc, asked for /v1, through default/strip as it is now",
    ]);
  });

  test("meets the same service at another port", () => {
    const port = (number: number) =>
      `${service("svc", "default", `ports: [{ name: http, port: ${number} }]`)}${route(host, `services: [{ name: svc, port: http }]`)}`;
    const sides = [port(80), port(8080)].map((text) => files(text));
    const inputs = routingInputs(readManifests(sides[0] ?? [], sides[1] ?? []));
    expect(
      inputs &&
        routingOf(inputs.base, inputs.head).changes.map(({ before, after }) => `${before} → ${after}`),
    ).toEqual(["service default/svc:80 → service default/svc:8080"]);
  });

  test("meets a router that asks for a method, a header or a query", () => {
    const rule = `${host} && Method(\`POST\`) && Header(\`X-Beta\`, \`yes\`) && Query(\`q\`, \`a b\`)`;
    expect(told("", route(rule, to("svc")))).toEqual([
      "POST https://a.example.com/?q=a%20b with X-Beta: yes: nothing → service default/svc",
    ]);
  });

  test("meets another certificate, or asks for one that nobody serves", () => {
    const secured = (secret: string, names: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${secret}, namespace: default }
spec: { secretName: ${secret}, dnsNames: [${names}] }
---${ingressRoute(`[{ kind: Rule, match: ${JSON.stringify(host)}, ${to("svc")} }]`, { spec: `entryPoints: [websecure], tls: { secretName: ${secret} }` })}`;
    const strict = `
apiVersion: traefik.io/v1alpha1
kind: TLSOption
metadata: { name: default, namespace: default }
spec: { sniStrict: true }
---`;
    expect(told(secured("one", "a.example.com"), secured("two", "a.example.com"))).toEqual([
      "https://a.example.com/: service default/svc, certificate of Secret default/one → service default/svc, certificate of Secret default/two",
    ]);
    expect(told(strict + secured("one", "a.example.com"), strict + secured("one", "b.example.com"))).toEqual([
      "https://a.example.com/: service default/svc → closed: no certificate is loaded for a.example.com, and sniStrict is on; the default certificate does not count",
    ]);
  });

  test("is for any host of a pattern, or any host at all", () => {
    const rules =
      route("Host(`*.example.org`)", to("svc"), "wild") + route("PathPrefix(`/healthz`)", to("svc"), "any");
    expect(told("", rules)).toEqual([
      "https://*.example.org/: nothing → service default/svc",
      "https://*/healthz: nothing → service default/svc",
    ]);
  });

  test("can no longer tell which of two routers it meets", () => {
    const own = route(host, to("svc"));
    const rival = route(host, to("other"), "rival");
    expect(told(own, own + rival)).toEqual([
      expect.stringMatching(
        /^https:\/\/a\.example\.com\/: service default\/svc → several ways: .* equal priority 21/,
      ),
    ]);
  });

  test("comes over TCP or UDP", () => {
    const tcp = (name: string) =>
      ingressRoute(`[{ match: "HostSNI(\`db.example.com\`)", ${to(name)} }]`, {
        kind: "IngressRouteTCP",
        spec: "entryPoints: [db], tls: { passthrough: true }",
      });
    const udp = (name: string) =>
      ingressRoute(`[{ ${to(name)} }]`, { kind: "IngressRouteUDP", name: "dns", spec: "entryPoints: [dns]" });
    expect(told(tcp("svc") + udp("svc"), tcp("other") + udp("other"))).toEqual([
      "tls://db.example.com at entry point db: service default/svc → service default/other",
      "udp://* at entry point dns: service default/svc → service default/other",
    ]);
  });
});

describe("what is looked at", () => {
  test("is nothing where Traefik sees no difference", () => {
    const [base, head] = ["1.0.0", "1.1.0"].map((version) =>
      manifestsWith({ shop: { image: `shop:${version}`, expose: [{ host: "shop.example.com" }] } }),
    );
    expect(
      routingInputs(
        readManifests(
          base ?? [],
          (head ?? []).filter(({ path }) => !path.includes("kustomization")),
        ),
      ),
    ).toBeUndefined();
  });

  test("is a part where there is too much, and how much is left is said", () => {
    const routes = (name: string) =>
      ["a", "b", "c", "d"].map((one) => route(`Host(\`${one}.example.com\`)`, to(name), one)).join("");
    const one = routing(routes("svc"), routes("other"), { routers: 6, changes: 3 });
    expect(one.changes).toHaveLength(3);
    expect(one.leftOut).toEqual({ routers: 2, changes: 1 });
    expect(routing(routes("svc"), routes("other")).leftOut).toEqual({ routers: 0, changes: 0 });
  });

  test("are the values of Traefik's chart in both stacks", () => {
    const stack = (values: object) => ({
      path: "cdk.tf.json",
      text: JSON.stringify({
        resource: {
          helm_release: {
            traefik: {
              name: "traefik",
              chart: "traefik",
              namespace: "traefik",
              values: [JSON.stringify(values)],
            },
          },
        },
      }),
    });
    const plain = route(host, to("svc"), "route", "entryPoints: [web]");
    const redirected = {
      ports: {
        web: {
          http: { redirections: { entryPoint: { to: "websecure", scheme: "https", permanent: true } } },
        },
      },
    };
    expect(told(plain, plain, {}, { base: stack({}), head: stack(redirected) })).toEqual([
      "http://a.example.com/: service default/svc → redirected to https://a.example.com/ by 301",
    ]);
  });

  test("covers what is secret in what it shows", () => {
    const redirect = (password: string) =>
      middleware(
        "away",
        `redirectRegex: { regex: ".*", replacement: "https://user:${password}@example.org/" }`,
      ) + route(host, `middlewares: [{ name: away }], ${to("svc")}`);
    const [shown] = told(redirect("hunter2-old"), redirect("hunter2-new"));
    expect(shown).not.toContain("hunter2");
  });
});
