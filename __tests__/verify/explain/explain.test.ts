import { describe, expect, test } from "@jest/globals";
import { explain } from "../../../verify/explain/explain";
import { reachesService } from "../../../verify/explain/explanation";
import { readRequest } from "../../../verify/explain/request";
import { formatExplanation } from "../../../verify/explain/terminal";
import { given, ingressRoute, middleware, service } from "../traefik/given";
import { ask } from "./shop";

const www = "https://www.shop.example.com";

describe("an explanation", () => {
  test("names the winner, its place and why, what comes later, and what the service is asked", () => {
    expect(
      formatExplanation(ask(`${www}/api/v1/orders?x=1`, { headers: ["X-Canary: 1"] })),
    ).toMatchInlineSnapshot(`
      "GET https://www.shop.example.com/api/v1/orders?x=1
        goes to      shop/api port 8080, 100 %
        entry point  websecure, port 443
                     rules see GET /api/v1/orders of host www.shop.example.com
        certificate  Secret traefik/wildcard-tls, the default one: example.com, *.example.com, *.shop.example.com
        router       shop/api  manifests.yaml:170:7
                     (Host(\`api.shop.example.com\`) || Host(\`www.shop.example.com\`)) && PathPrefix(\`/api\`)
                     priority 84 (the length of its rule), the highest of the 3 that match
        middlewares  1. shop/strip-api, stripPrefix
                        makes path /api/v1/orders into /orders
                        adds X-Forwarded-Prefix: /api/v1 to the request
        asked for    GET /orders?x=1  with Host: www.shop.example.com
        later        shop/web, priority 55 (the length of its rule)  manifests.yaml:137:7
                        Host(\`www.shop.example.com\`) && Header(\`X-Canary\`, \`1\`)
                     shop/web, priority 28 (the length of its rule)  manifests.yaml:134:7
                        Host(\`www.shop.example.com\`)
        note         rules with ClientIP are taken not to match; say --client-ip to try one
      "
    `);
  });

  test("says what stands in the way of rules that would have come first", () => {
    const { near } = ask(`${www}/`, { headers: ["X-Canary: 0"] });
    expect(near.map(({ because }) => because)).toEqual([
      ["PathPrefix(`/api`) does not match path /"],
      ["HeaderRegexp(`Cookie`, `(^|; )beta=(on|yes)(;|$)`) does not match header Cookie, which is not given"],
      ["PathRegexp(`^/v[0-9]+/`) does not match path /"],
    ]);
  });

  test("says why nothing matches: routers that are disabled, dropped, elsewhere, or fail at a matcher", () => {
    const reasons = (url: string) =>
      ask(url).near.map(({ router, because }) => `${router.shown}: ${because.join("; ")}`);
    expect(reasons("https://broken.shop.example.com/")).toEqual([
      "shop/admin: is disabled: middleware shop-absent@kubernetescrd does not exist",
    ]);
    expect(reasons("https://dropped.shop.example.com/")).toEqual([
      "shop/admin: is dropped: Service shop/absent does not exist",
    ]);
    expect(reasons("https://api.shop.example.com/nothing")).toEqual([
      "shop/api: PathPrefix(`/api`) does not match path /nothing",
      "shop/api: PathPrefix(`/metrics`) does not match path /nothing",
      "shop/api: QueryRegexp(`id`, `^[0-9]+$`) does not match query id, which is not given",
    ]);
    expect(reasons("https://upper.example.com:8081/")).toContain(
      "shop/plain: answers without TLS only: it has no tls, and neither has its entry point",
    );
  });

  test("follows middlewares in their order, and stops at the one that answers", () => {
    const { middlewares, outcome } = ask("https://admin.shop.example.com/", {
      clientIp: "203.0.113.9",
    });
    expect(middlewares.map(({ name, type, does }) => [name, type, ...does])).toEqual([
      ["shop/office", "ipAllowList", "lets 203.0.113.9 through"],
      ["shop/password", "basicAuth", "asks for basic credentials, and the request has none"],
    ]);
    expect(outcome).toMatchObject({ kind: "answer", status: 401 });
  });

  test("says which version a service selects", () => {
    expect(ask(`${www}/`, { headers: ["X-Canary: 1"] }).services).toEqual([
      {
        service: "shop/web-canary",
        port: 80,
        percent: 100,
        version: "v2",
        fallback: false,
      },
    ]);
  });

  test("tells of an error that the request ends with", () => {
    expect(reachesService(ask(`${www}/`))).toBe(true);
    expect(reachesService(ask("https://shop.example.com/"))).toBe(true);
    expect(reachesService(ask("https://nobody.shop.example.com/"))).toBe(false);
    expect(reachesService(ask("https://twins.shop.example.com/a"))).toBe(false);
  });

  test("notes what it had to assume", () => {
    const manifests = `${service()}${ingressRoute(
      "[{ match: ClientIP(`10.0.0.0/8`), services: [{ name: svc, port: 80 }] }]",
    )}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: other, namespace: default }
`;
    const read = readRequest("http://a.com/");
    if (!read.ok) throw new Error(read.message);
    expect(explain({ input: given(manifests), request: read.request }).notes).toEqual([
      "the values of Traefik's chart are not among the files; its defaults are assumed",
      "Ingress objects are among the files and may take requests too; they are not read",
      "rules with ClientIP are taken not to match; say --client-ip to try one",
    ]);
  });
});

describe("the certificate", () => {
  const certificate = (name: string, hosts: string, namespace = "default") => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: ${namespace} }
spec: { secretName: ${name}-tls, dnsNames: [${hosts}], issuerRef: { name: ca } }
---`;
  const served = (manifests: string, host = "a.example.com") => {
    const read = readRequest(`https://${host}/`);
    if (!read.ok) throw new Error(read.message);
    return explain({
      input: given(service() + manifests, {}),
      request: read.request,
    }).certificate;
  };
  const route = (tls: string) =>
    ingressRoute("[{ match: PathPrefix(`/`), services: [{ name: svc, port: 80 }] }]", {
      spec: `tls: { ${tls} }`,
    });
  const store = (spec: string) => middleware("default", spec, "default", "TLSStore");
  const strict = middleware("default", "sniStrict: true", "default", "TLSOption");

  test("is the one whose names fit", () => {
    const manifests = route("secretName: a-tls") + certificate("a", "a.example.com");
    expect(served(manifests)).toEqual({
      kind: "secret",
      secret: "default/a-tls",
      names: ["a.example.com"],
      certificate: "default/a",
      byDefault: false,
      fits: true,
    });
  });

  test("may be any that is loaded, whichever route names it; a wildcard stands for one label", () => {
    const manifests = route("secretName: w-tls") + certificate("w", '"*.example.com"');
    expect(served(manifests)).toMatchObject({
      secret: "default/w-tls",
      fits: true,
    });
    expect(served(manifests, "x.a.example.com")).toEqual({
      kind: "self-signed",
    });
  });

  test("is the default one where no other fits, even when it does not fit either", () => {
    const manifests =
      route("") + store("defaultCertificate: { secretName: b-tls }") + certificate("b", "b.example.com");
    expect(served(manifests)).toMatchObject({
      secret: "default/b-tls",
      byDefault: true,
      fits: false,
    });
    expect(served(manifests, "b.example.com")).toMatchObject({
      byDefault: true,
      fits: true,
    });
  });

  test("is refused under sniStrict, where the default one counts for nothing", () => {
    const only = route("") + strict + certificate("w", '"*.example.com"');
    expect(served(only + store("defaultCertificate: { secretName: w-tls }"))).toEqual({
      kind: "refused",
      reason:
        "no certificate is loaded for a.example.com, and sniStrict is on; the default certificate does not count",
    });
    const listed = store("defaultCertificate: { secretName: w-tls }, certificates: [{ secretName: w-tls }]");
    expect(served(only + listed)).toMatchObject({
      kind: "secret",
      secret: "default/w-tls",
    });
  });

  test("of two stores named default, neither is used", () => {
    const two =
      store("defaultCertificate: { secretName: b-tls }") +
      middleware("default", "defaultCertificate: { secretName: b-tls }", "other", "TLSStore");
    expect(served(route("") + two + certificate("b", "b.example.com"))).toEqual({ kind: "self-signed" });
  });
});

describe("requests", () => {
  test.each([
    [
      "whoami.example.com",
      "whoami.example.com is no URL; write http://, https://, tcp://, tls:// or udp:// and a host",
    ],
    ["ftp://a/", "ftp://a/ is no URL; write http://, https://, tcp://, tls:// or udp:// and a host"],
    ["https:///x", "https:///x names no host"],
    ["http://a:0/", "0 is no port"],
    ["http://a:99999/", "99999 is no port"],
    ["tcp://a", "tcp://a needs a port, as in tcp://a:1234"],
    ["http://a/b c", "the path has a space or a control character; write it as %20 and the like"],
  ])("%s cannot be asked", (url, message) => {
    expect(readRequest(url)).toEqual({ ok: false, message });
  });

  test("say what is wrong with a header", () => {
    expect(readRequest("http://a/", { headers: ["nonsense"] })).toMatchObject({
      ok: false,
      message: '"nonsense" is no header; write "Name: value"',
    });
  });
});
