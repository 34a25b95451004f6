import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { viewsByHost } from "../../../review/routing/by-host";
import { explain } from "../../../verify/explain/explain";
import { readRequest } from "../../../verify/explain/request";
import type { Input } from "../../../verify/input/input";
import { traefikModel } from "../../../verify/traefik/build";
import { values } from "../../verify/explain/shop";
import { given, ingressRoute, service } from "../../verify/traefik/given";

/** What becomes of a request, with everything at hand and with what may matter to its host. */
function both(input: Input, url: string) {
  const model = traefikModel(input);
  const read = readRequest(url);
  if (!read.ok) throw new Error(read.message);
  const { request } = read;
  const told = ({
    outcome,
    route,
    services,
    middlewares,
    certificate,
    sent,
  }: ReturnType<typeof explain>) => ({
    outcome,
    route,
    services,
    middlewares,
    certificate,
    sent,
  });
  return {
    everything: told(explain({ input, model, request })),
    view: told(explain({ ...viewsByHost(model, input)(request.host), request })),
  };
}

const shop = given(readFileSync(join(__dirname, "../../verify/explain/shop.yaml"), "utf8"), values);
const hosts = [
  ...new Set(
    traefikModel(shop).http.flatMap(({ match }) =>
      [...match.matchAll(/[\w-]+(?:\.[\w-]+)*\.[a-z]+/g)].map(([host]) => host),
    ),
  ),
];

describe("what may matter to a host decides as everything does", () => {
  test.each([...hosts, "nobody.invalid", "x.example.com"])("%s", (host) => {
    for (const path of ["/", "/api/v1/things", "/admin", "/old/x"]) {
      for (const scheme of ["https", "http"]) {
        const { everything, view } = both(shop, `${scheme}://${host}${path}`);
        expect(view).toEqual(everything);
      }
    }
  });
});

test("certificates of other names do not matter", () => {
  const certificate = (name: string, names: string) => `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: ${name}, namespace: default }
spec: { secretName: ${name}, dnsNames: [${names}] }
---`;
  const route = (host: string, secretName: string) =>
    ingressRoute(`[{ kind: Rule, match: "Host(\`${host}\`)", services: [{ name: svc, port: 80 }] }]`, {
      name: host,
      spec: `entryPoints: [websecure], tls: { secretName: ${secretName} }`,
    });
  const input = given(
    [
      service(),
      certificate("one", "one.example.com"),
      certificate("wild", '"*.example.com"'),
      certificate("other", "other.example.org"),
      route("one.example.com", "one"),
      route("two.example.com", "wild"),
      route("three.example.org", "missing"),
    ].join("\n"),
  );
  for (const host of ["one.example.com", "two.example.com", "three.example.org", "four.example.org"]) {
    const { everything, view } = both(input, `https://${host}/`);
    expect(view).toEqual(everything);
  }
});
