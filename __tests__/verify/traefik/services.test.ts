import { describe, expect, test } from "@jest/globals";
import { mirrorsOf, type ServiceTree, sharesOf } from "../../../verify/traefik/service-tree";
import { fateOf, ingressRoute, middleware, model, service } from "./given";

const behind = (services: string, more = ""): ServiceTree | undefined =>
  model(
    service() + service("two") + more + ingressRoute(`[{ match: Path(\`/\`), services: [${services}] }]`),
    {},
  ).http[0]?.service;

const shares = (tree: ServiceTree | undefined) =>
  tree === undefined
    ? []
    : sharesOf(tree).map(
        ({ service: { name }, share, fallback }) => `${name} ${share}${fallback ? " as fallback" : ""}`,
      );

const traefikService = (name: string, spec: string) => middleware(name, spec, "default", "TraefikService");

describe("services of a route", () => {
  test("share the requests by weight, 1 where none is given; a weight of 0 gets none", () => {
    expect(shares(behind("{ name: svc, port: 80, weight: 3 }, { name: two, port: http }"))).toEqual([
      "svc 0.75",
      "two 0.25",
    ]);
    expect(shares(behind("{ name: svc, port: 80, weight: 0 }, { name: two, port: http }"))).toEqual([
      "two 1",
    ]);
  });

  test("are reached through TraefikServices, at every level", () => {
    const inner = traefikService(
      "inner",
      "weighted: { services: [{ name: svc, port: 80, weight: 1 }, { name: two, port: 80, weight: 3 }] }",
    );
    const mirror = traefikService(
      "mirror",
      "mirroring: { name: inner, kind: TraefikService, mirrors: [{ name: two, port: 80, percent: 10 }] }",
    );
    const tree = behind("{ name: mirror, kind: TraefikService }", inner + mirror);
    expect(shares(tree)).toEqual(["svc 0.25", "two 0.75"]);
    expect(tree && mirrorsOf(tree).map(({ share }) => share)).toEqual([0.1]);
  });

  test("stand in for each other in a failover", () => {
    const failover = traefikService(
      "f",
      "failover: { service: { name: svc, port: 80 }, fallback: { name: two, port: 80 }, errors: { status: ['500-599'] } }",
    );
    expect(shares(behind("{ name: f, kind: TraefikService }", failover))).toEqual([
      "svc 1",
      "two 1 as fallback",
    ]);
  });

  test("take https for port 443 and names that begin with it", () => {
    const scheme = (spec: string, port: string) => {
      const tree = model(
        service("tls", "default", spec) +
          ingressRoute(`[{ match: Path(\`/\`), services: [{ name: tls, port: ${port} }] }]`),
        {},
      ).http[0]?.service;
      return tree?.kind === "kubernetes" ? tree.scheme : undefined;
    };
    expect(scheme("ports: [{ port: 443 }]", "443")).toBe("https");
    expect(scheme("ports: [{ name: https-web, port: 8443 }]", "https-web")).toBe("https");
    expect(scheme("ports: [{ name: web, port: 8443 }]", "8443")).toBe("http");
  });
});

describe("a TraefikService", () => {
  const fate = (name: string, more: string) =>
    model(
      service() +
        more +
        ingressRoute(`[{ match: Path(\`/\`), services: [{ name: ${name}, kind: TraefikService }] }]`),
      {},
    ).http.flatMap(fateOf);

  test.each([
    [
      "without a type",
      traefikService("t", ""),
      "disabled: traefik-service-invalid at spec: TraefikService default/t has no type that Traefik knows",
    ],
    [
      "of itself",
      traefikService("t", "weighted: { services: [{ name: t, kind: TraefikService }] }"),
      "disabled: traefik-service-invalid at spec.weighted.services.0: TraefikService contains itself: default-t@kubernetescrd → default-t@kubernetescrd",
    ],
    [
      "of an absent Service",
      traefikService("t", "weighted: { services: [{ name: absent, port: 80 }] }"),
      "disabled: service-missing at spec.weighted.services.0.name: Service default/absent does not exist",
    ],
    [
      "as a failover that never fails over",
      traefikService(
        "t",
        "failover: { service: { name: svc, port: 80 }, fallback: { name: svc, port: 80 }, errors: {} }",
      ),
      "disabled: traefik-service-invalid at spec.failover.errors: failover without errors.status cannot tell that its service fails: Services of Kubernetes have no health check here",
    ],
  ])("%s disables the routes to it", (_, more, expected) => {
    expect(fate("t", more)).toEqual([expected]);
  });

  test("is found by its name with every other character made a dash", () => {
    const dotted = traefikService("t.x", "weighted: { services: [{ name: svc, port: 80 }] }");
    expect(fate("t-x", dotted)).toEqual(["enabled"]);
  });
});

describe("IngressRouteTCP", () => {
  const tcp = (routes: string, spec = "") =>
    model(service() + ingressRoute(routes, { kind: "IngressRouteTCP", spec }), {}).tcp;
  const to = "services: [{ name: svc, port: 80 }]";

  test("asks for TLS where it asks for a name", () => {
    expect(tcp(`[{ match: HostSNI(\`a\`), ${to} }]`).flatMap(fateOf)).toEqual([
      "disabled: tls-required at spec.routes.0.match: HostSNI(`a`) needs tls: without it no name is sent",
    ]);
    expect(tcp(`[{ match: HostSNI(\`a\`), ${to} }]`, "tls: { passthrough: true }").flatMap(fateOf)).toEqual([
      "enabled",
    ]);
    expect(tcp(`[{ match: HostSNI(\`*\`), ${to} }]`).map(({ priority }) => priority)).toEqual([-1]);
  });

  test("leaves a bad service out, and dies of the last one", () => {
    const both = "services: [{ name: svc, port: 80 }, { name: absent, port: 80 }]";
    const [router] = tcp(`[{ match: HostSNI(\`*\`), ${both} }]`);
    expect(router && fateOf(router)).toEqual(["enabled"]);
    expect(router?.warnings.map(({ code }) => code)).toEqual(["service-missing"]);
    expect(tcp("[{ match: HostSNI(`*`), services: [{ name: absent, port: 80 }] }]").flatMap(fateOf)).toEqual([
      "disabled: service-missing at spec.routes.0.services.0.name: Service default/absent does not exist",
    ]);
  });
});

test("of several IngressRouteUDPs at one entry point, the one with the last name answers", () => {
  const values = { ports: { dns: { port: 53, protocol: "UDP" } } };
  const udp = (name: string) =>
    ingressRoute("[{ services: [{ name: svc, port: 80 }] }]", { kind: "IngressRouteUDP", name });
  expect(model(service() + udp("b") + udp("a"), values).udp.flatMap(fateOf)).toEqual([
    "enabled",
    "disabled: entry-point-taken at spec.routes.0: entry point dns is taken by default/b: UDP has one router for each",
  ]);
});

describe("the chart's values", () => {
  test("make routes, TLS options and stores of their own", () => {
    const values = {
      ingressRoute: { dashboard: { enabled: true } },
      tlsOptions: { default: { sniStrict: true } },
      tlsStore: { default: { defaultCertificate: { secretName: "wildcard" } } },
    };
    const { http, tls } = model("", values);
    expect(
      http.map(({ match, service: to, bindings }) => [
        match,
        to,
        bindings.map(({ entryPoint }) => entryPoint.name),
      ]),
    ).toEqual([
      [
        "PathPrefix(`/dashboard`) || PathPrefix(`/api`)",
        { kind: "internal", name: "api@internal" },
        ["traefik"],
      ],
    ]);
    expect([tls.options.get("default")?.sniStrict, tls.defaultCertificate?.name]).toEqual([true, "wildcard"]);
  });

  test("are read from additional arguments too", () => {
    const values = {
      additionalArguments: [
        "--entryPoints.mqtt.address=:1883/tcp",
        "--providers.kubernetescrd.allowCrossNamespace=true",
      ],
    };
    const { configuration } = model("", values);
    expect(configuration.entryPoints.find(({ name }) => name === "mqtt")).toMatchObject({
      protocol: "tcp",
      port: 1883,
    });
    expect(configuration.provider.allowCrossNamespace).toBe(true);
  });

  test("that are not known leave every entry point possible", () => {
    const manifests =
      service() +
      ingressRoute("[{ match: Path(`/`), services: [{ name: svc, port: 80 }] }]", {
        spec: "entryPoints: [custom]",
      });
    expect(model(manifests).http.flatMap(fateOf)).toEqual(["enabled"]);
    expect(model(manifests, {}).http.flatMap(fateOf)[0]).toMatch(/^disabled: entry-point-missing/);
  });
});
