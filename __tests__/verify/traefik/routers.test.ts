import { describe, expect, test } from "@jest/globals";
import { traefikModel } from "../../../verify/traefik/build";
import { fateOf, given, ingressRoute, middleware, model, service, told } from "./given";

const route = "{ match: Host(`a.com`), services: [{ name: svc, port: 80 }] }";
const fates = (manifests: string, values?: object) => model(manifests, values).http.map(fateOf);

describe("an IngressRoute", () => {
  test("gets a router for each route, named after it and the hash of its rule", () => {
    const [router] = model(service() + ingressRoute(`[${route}]`), {}).http;
    expect(router?.name).toBe("default-route-ff26c864b5625122e48c@kubernetescrd");
    expect(router?.priority).toBe(13);
    expect(router?.service).toMatchObject({
      kind: "kubernetes",
      namespace: "default",
      name: "svc",
      portNumber: 80,
    });
  });

  test("listens where no entry point says asDefault: everywhere but on traefik, with TLS where the chart has it", () => {
    const [router] = model(service() + ingressRoute(`[${route}]`), {}).http;
    expect(router?.bindings.map(({ entryPoint, tls }) => [entryPoint.name, tls])).toEqual([
      ["metrics", false],
      ["web", false],
      ["websecure", true],
    ]);
  });

  test("listens at the default entry points only, when there are any", () => {
    const values = { ports: { websecure: { asDefault: true } } };
    const [router] = model(service() + ingressRoute(`[${route}]`), values).http;
    expect(router?.bindings.map(({ entryPoint }) => entryPoint.name)).toEqual(["websecure"]);
  });

  test("of another class, or in a namespace that is not watched, is ignored", () => {
    const manifests = service() + ingressRoute(`[${route}]`, { spec: "ingressClassName: nginx" });
    expect(model(manifests, {}).ignored.map(({ reason }) => told(reason))).toEqual([
      "other-class at spec.ingressClassName: its class is nginx, and Traefik takes those without a class and of class traefik (providers.kubernetesCRD.ingressClass)",
    ]);
    const values = { providers: { kubernetesCRD: { namespaces: ["apps"] } } };
    expect(
      model(service() + ingressRoute(`[${route}]`), values).ignored.map(({ reason }) => reason.code),
    ).toEqual(["namespace-not-watched"]);
  });

  test("with one match twice keeps the later route only", () => {
    expect(fates(service() + ingressRoute(`[${route}, ${route}]`))).toEqual([
      [
        "dropped: duplicate-match at spec.routes.0.match: a later route of this IngressRoute has the same match and replaces this one",
      ],
      ["enabled"],
    ]);
  });

  test("keeps the earlier route when the later one of the same match is dropped", () => {
    const bad = "{ match: Host(`a.com`), services: [{ name: absent, port: 80 }] }";
    expect(fates(service() + ingressRoute(`[${route}, ${bad}]`)).map(([fate]) => fate?.slice(0, 24))).toEqual(
      ["enabled", "dropped: service-missing"],
    );
  });

  test("has an explicit priority, unless that is 0", () => {
    const routes =
      "[{ match: Path(`/a`), priority: 7, services: [{ name: svc, port: 80 }] }, { match: Path(`/bb`), priority: 0, services: [{ name: svc, port: 80 }] }]";
    expect(
      model(service() + ingressRoute(routes)).http.map(({ priority, priorityIsExplicit }) => [
        priority,
        priorityIsExplicit,
      ]),
    ).toEqual([
      [7, true],
      [11, false],
    ]);
  });
});

describe("a route without a future", () => {
  const withRoute = (fields: string) => fates(service() + ingressRoute(`[{ ${fields} }]`), {}).flat();

  test.each([
    [
      "names an absent Service",
      "match: Path(`/`), services: [{ name: absent, port: 80 }]",
      "dropped: service-missing at spec.routes.0.services.0.name: Service default/absent does not exist",
    ],
    [
      "names a port that is none",
      "match: Path(`/`), services: [{ name: svc, port: 81 }]",
      "dropped: service-port-missing at spec.routes.0.services.0.port: Service default/svc: has no port 81; it has 80 (http)",
    ],
    [
      "names no port",
      "match: Path(`/`), services: [{ name: svc }]",
      "dropped: service-port-missing at spec.routes.0.services.0.port: Service default/svc: the reference names no port",
    ],
    [
      "has one bad service of two",
      "match: Path(`/`), services: [{ name: svc, port: 80 }, { name: absent, port: 80 }]",
      "dropped: service-missing at spec.routes.0.services.1.name: Service default/absent does not exist",
    ],
    [
      "reaches into another namespace",
      "match: Path(`/`), services: [{ name: svc, namespace: apps, port: 80 }]",
      "dropped: cross-namespace at spec.routes.0.services.0.namespace: service apps/svc is in another namespace than default, and allowCrossNamespace is off",
    ],
    [
      "takes a middleware from another namespace",
      "match: Path(`/`), services: [{ name: svc, port: 80 }], middlewares: [{ name: m, namespace: apps }]",
      "dropped: cross-namespace at spec.routes.0.middlewares.0: middleware apps/m is in another namespace than default, and allowCrossNamespace is off",
    ],
    [
      "has a healthCheck on a plain Service",
      "match: Path(`/`), services: [{ name: svc, port: 80, healthCheck: { path: / } }]",
      "dropped: service-invalid at spec.routes.0.services.0.healthCheck: Service default/svc: healthCheck is for ExternalName Services only",
    ],
    [
      "has an empty match",
      "match: '', services: [{ name: svc, port: 80 }]",
      "dropped: empty-match at spec.routes.0.match: match is empty",
    ],
    [
      "has a rule that cannot be read",
      "match: Host(`a`) AND Path(`/`), services: [{ name: svc, port: 80 }]",
      "disabled: rule-invalid at spec.routes.0.match: AND is not possible here; write &&; the rule would be Host(`a`) && Path(`/`)",
    ],
    [
      "names a middleware that is absent",
      "match: Path(`/`), services: [{ name: svc, port: 80 }], middlewares: [{ name: m }]",
      "disabled: middleware-missing at spec.routes.0.middlewares: middleware default-m@kubernetescrd does not exist",
    ],
    [
      "has neither service nor child",
      "match: Path(`/`)",
      "disabled: no-service at spec.routes.0: it has neither a service nor a child",
    ],
    [
      "names a TraefikService that is absent",
      "match: Path(`/`), services: [{ name: ts, kind: TraefikService }]",
      "disabled: traefik-service-missing at spec.routes.0.services.0: TraefikService default-ts@kubernetescrd does not exist",
    ],
    [
      "names api@internal without its kind",
      "match: Path(`/`), services: [{ name: api@internal, port: 80 }]",
      "dropped: service-missing at spec.routes.0.services.0.name: Service default/api@internal does not exist",
    ],
    [
      "has a priority above all",
      "match: Path(`/`), priority: 18446744073709551616, services: [{ name: svc, port: 80 }]",
      "disabled: priority-too-high at spec.routes.0.priority: priority 18446744073709552000 is above the highest, 9223372036854774807",
    ],
  ])("%s", (_, fields, fate) => {
    expect(withRoute(fields)).toEqual([fate]);
  });

  test("asks for an entry point that does not exist, or is for UDP", () => {
    const manifests = service() + ingressRoute(`[${route}]`, { spec: "entryPoints: [dns, wen]" });
    expect(fates(manifests, { ports: { dns: { port: 53, protocol: "UDP" } } })).toEqual([
      [
        "disabled: entry-point-protocol at spec.entryPoints.0: entry point dns is for UDP",
        "disabled: entry-point-missing at spec.entryPoints.1: there is no entry point wen; there are traefik, web, websecure, metrics, dns",
      ],
    ]);
  });

  test("asks for TLS options that do not exist", () => {
    const spec = "entryPoints: [websecure], tls: { options: { name: default } }";
    expect(fates(service() + ingressRoute(`[${route}]`, { spec }), {})).toEqual([
      [
        "disabled: tls-option-missing at spec.tls.options: there are no TLS options default-default@kubernetescrd; Traefik closes connections for its hosts",
      ],
    ]);
  });

  test("is trusted with what may be kept elsewhere: kinds of which nothing is given", () => {
    const routes =
      "[{ match: Path(`/`), services: [{ name: absent, port: 80 }], middlewares: [{ name: m }] }]";
    expect(traefikModel(given(ingressRoute(routes), {}, false)).http.map(fateOf)).toEqual([["enabled"]]);
    const [fate] = traefikModel(given(service() + ingressRoute(routes), {}, false)).http.map(fateOf);
    expect(fate?.[0]).toMatch(/^dropped: service-missing/);
  });
});

describe("middlewares of a route", () => {
  const use = (names: string, more: string) =>
    model(
      service() +
        more +
        ingressRoute(
          `[{ match: Path(\`/\`), services: [{ name: svc, port: 80 }], middlewares: [${names}] }]`,
        ),
    ).http[0];

  test("are expanded where they are chains", () => {
    const chain = middleware("all", "chain: { middlewares: [{ name: a }, { name: inner }] }");
    const more =
      chain +
      middleware("inner", "chain: { middlewares: [{ name: b }] }") +
      middleware("a", "compress: {}") +
      middleware("b", "stripPrefix: { prefixes: [/x] }");
    const router = use("{ name: all }, { name: b }", more);
    expect(router?.middlewares.map(({ name, chain: from }) => [name, from])).toEqual([
      ["default-a@kubernetescrd", ["default-all@kubernetescrd"]],
      ["default-b@kubernetescrd", ["default-all@kubernetescrd", "default-inner@kubernetescrd"]],
      ["default-b@kubernetescrd", []],
    ]);
  });

  test.each([
    [
      "several types",
      "compress: {}, stripPrefix: { prefixes: [/x] }",
      "middleware default/m has several types, compress and stripPrefix; make a middleware of each",
    ],
    ["no type", "", "middleware default/m has no type that Traefik knows"],
    [
      "a chain of itself",
      "chain: { middlewares: [{ name: m }] }",
      "chain default-m@kubernetescrd contains itself: default-m@kubernetescrd → default-m@kubernetescrd",
    ],
    [
      "a chain into another namespace",
      "chain: { middlewares: [{ name: x, namespace: apps }] }",
      "middleware default/m: middleware apps/x is in another namespace than default, and allowCrossNamespace is off",
    ],
    [
      "headers without any",
      "headers: {}",
      "middleware default/m: headers are empty, which is no configuration",
    ],
    [
      "a bad pattern",
      "replacePathRegex: { regex: '(', replacement: / }",
      "middleware default/m: regex is no regular expression that Go can read: missing closing ): `(`",
    ],
    [
      "two statuses in one item",
      "errors: { status: ['500,502'], service: { name: svc, port: 80 } }",
      'middleware default/m: "500,502" is neither a status nor a range such as 500-599',
    ],
  ])("disable it with %s", (_, spec, message) => {
    const state = use("{ name: m }", middleware("m", spec))?.state;
    expect(state).toMatchObject({ kind: "disabled", reasons: [{ message }] });
  });

  test("of an entry point come first, and break only what is bound there", () => {
    const values = {
      ports: {
        web: { http: { middlewares: ["default-m@kubernetescrd"] } },
        websecure: { http: { middlewares: ["default-no@kubernetescrd"] } },
      },
    };
    const [router] = model(
      service() +
        middleware("m", "compress: {}") +
        ingressRoute(`[${route}]`, { spec: "entryPoints: [web, websecure]" }),
      values,
    ).http;
    expect(router?.state.kind).toBe("enabled");
    expect(
      router?.bindings.map(({ middlewares, disabled }) => [
        middlewares.map(({ name }) => name),
        disabled.map(({ message }) => message),
      ]),
    ).toEqual([
      [["default-m@kubernetescrd"], []],
      [
        ["default-no@kubernetescrd"],
        ["entry point websecure: middleware default-no@kubernetescrd does not exist"],
      ],
    ]);
  });
});

describe("TLS", () => {
  test("of an IngressRoute takes it off plain entry points", () => {
    const manifests =
      service() + ingressRoute(`[${route}]`, { spec: "entryPoints: [web, websecure], tls: {}" });
    expect(model(manifests, {}).http[0]?.bindings.map(({ tls }) => tls)).toEqual([true, true]);
  });

  test("options that differ for one host fall back to the default ones, as do those without a host", () => {
    const option = middleware("strict", "sniStrict: true", "default", "TLSOption");
    const tls = "tls: { options: { name: strict } }";
    const one = ingressRoute(
      "[{ match: Host(`a.com`) && Path(`/x`), services: [{ name: svc, port: 80 }] }]",
      { spec: tls },
    );
    const other = ingressRoute(`[${route}]`, { name: "other", spec: "tls: {}" });
    const alone = ingressRoute("[{ match: Host(`b.com`), services: [{ name: svc, port: 80 }] }]", {
      name: "alone",
      spec: tls,
    });
    const hostless = ingressRoute("[{ match: PathPrefix(`/`), services: [{ name: svc, port: 80 }] }]", {
      name: "hostless",
      spec: tls,
    });
    const values = { ports: { websecure: { asDefault: true } } };
    expect(
      model(service() + option + one + other + alone + hostless, values).http.map(
        ({ bindings: [binding] }) => binding?.options,
      ),
    ).toEqual([
      { meant: "default-strict@kubernetescrd", applied: "default" },
      { meant: "default", applied: "default" },
      { meant: "default-strict@kubernetescrd", applied: "default-strict@kubernetescrd" },
      { meant: "default-strict@kubernetescrd", applied: "default" },
    ]);
  });
});

describe("children of routes", () => {
  const parent = ingressRoute("[{ match: Host(`a.com`) }]", { name: "parent", spec: "entryPoints: [web]" });
  const child = (spec: string, name = "child") =>
    ingressRoute("[{ match: Path(`/c`), services: [{ name: svc, port: 80 }] }]", { name, spec });

  test("belong to every route of their parent, and have no entry points", () => {
    const [above, below] = model(service() + parent + child("parentRefs: [{ name: parent }]"), {}).http;
    expect(above?.children).toEqual([below?.name]);
    expect(below?.parents).toEqual([above?.name]);
    expect([above, below].map((router) => router && fateOf(router))).toEqual([["enabled"], ["enabled"]]);
    expect(below?.bindings).toEqual([]);
  });

  test.each([
    [
      "with TLS",
      "parentRefs: [{ name: parent }], tls: {}",
      "disabled: child-with-tls at spec.routes.0: a child of another route has no tls of its own",
    ],
    [
      "with entry points",
      "parentRefs: [{ name: parent }], entryPoints: [web]",
      "disabled: child-with-entry-points at spec.routes.0: a child of another route has no entryPoints of its own",
    ],
    [
      "of an absent parent",
      "parentRefs: [{ name: absent }]",
      "dropped: parent-missing at spec.parentRefs.0: parent IngressRoute default/absent does not exist",
    ],
    [
      "of itself",
      "parentRefs: [{ name: child }]",
      "disabled: parent-unreachable at spec.routes.0: no chain of parents begins at a route without parents",
    ],
  ])("%s do not live", (_, spec, fate) => {
    expect(model(service() + parent + child(spec), {}).http.map(fateOf)[1]?.[0]).toBe(fate);
  });

  test("that are all broken break their parent", () => {
    const [above] = model(service() + parent + child("parentRefs: [{ name: parent }], tls: {}"), {}).http;
    expect(above && fateOf(above)).toEqual([
      "disabled: children-broken at spec.routes.0: none of its children can be used: default/child",
    ]);
  });
});

describe("ends in time on objects that were made to hold it up", () => {
  const names = Array.from({ length: 40 }, (_, index) => `n${index}`);
  const next = (index: number): string => names[index + 1] ?? "n0";

  test("chains of middlewares that double at every step", () => {
    const chains = names.map((name, index) =>
      middleware(name, `chain: { middlewares: [{ name: ${next(index)} }, { name: ${next(index)} }] }`),
    );
    const routes = "[{ match: Path(`/`), services: [{ name: svc, port: 80 }], middlewares: [{ name: n0 }] }]";
    expect(model(service() + chains.join("") + ingressRoute(routes)).http[0]?.state.kind).toBe("disabled");
  });

  test("TraefikServices that double at every step", () => {
    const services = names
      .slice(0, -1)
      .map((name, index) =>
        middleware(
          name,
          `weighted: { services: [{ name: ${next(index)}, kind: TraefikService }, { name: ${next(index)}, kind: TraefikService }] }`,
          "default",
          "TraefikService",
        ),
      );
    const last = middleware(
      "n39",
      "weighted: { services: [{ name: svc, port: 80 }] }",
      "default",
      "TraefikService",
    );
    const routes = "[{ match: Path(`/`), services: [{ name: n0, kind: TraefikService }] }]";
    expect(model(service() + services.join("") + last + ingressRoute(routes)).http[0]?.state).toMatchObject({
      kind: "disabled",
      reasons: [{ message: "TraefikService default-n0@kubernetescrd has too many others behind it" }],
    });
  });

  test("routes in thousands of layers", () => {
    const layers = Array.from({ length: 3_000 }, (_, index) =>
      ingressRoute(
        `[{ match: PathPrefix(\`/${index}\`)${index === 2_999 ? ", services: [{ name: svc, port: 80 }]" : ""} }]`,
        {
          name: `r${index}`,
          spec: index === 0 ? "" : `parentRefs: [{ name: r${index - 1} }]`,
        },
      ),
    );
    const routers = model(service() + layers.join("")).http;
    expect(routers.every(({ state }) => state.kind === "enabled")).toBe(true);
  });
});
