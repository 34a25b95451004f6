import { expect, test } from "@jest/globals";
import { type Expectation, unmetExpectations } from "../../../verify/explain/expectations";
import { given, ingressRoute, service } from "../traefik/given";

const selecting = (name: string, version: string) =>
  service(
    name,
    "default",
    `selector: { app.kubernetes.io/name: web, app.kubernetes.io/version: ${version} }, ports: [{ port: 80 }]`,
  );
const both = "services: [{ name: web-v1, port: 80, weight: 9 }, { name: web-v2, port: 80 }]";
const manifests =
  selecting("web-v1", "v1") +
  selecting("web-v2", "v2") +
  ingressRoute(
    `[{ match: Host(\`a.com\`), ${both} }, { match: 'Host(\`a.com\`) && Header(\`X-Canary\`, \`1\`)', services: [{ name: web-v2, port: 80 }] }]`,
    { spec: "entryPoints: [websecure]" },
  );
const values = { ports: { web: { http: { redirections: { entryPoint: { to: "websecure" } } } } } };

const unmet = (expectation: Expectation) =>
  unmetExpectations([expectation], given(manifests, values)).map(
    ({ part, message }) => `${part}: ${message}`,
  );

test.each<[string, Expectation]>([
  [
    "a service, by the name of the pods that all its versions select",
    { request: "GET https://a.com/", service: "web" },
  ],
  [
    "a version that a header chooses",
    { request: "GET https://a.com/", headers: { "X-Canary": "1" }, service: "web", version: "v2" },
  ],
  [
    "a service by its own name",
    { request: "GET https://a.com/", headers: { "x-canary": "1" }, service: "web-v2" },
  ],
  ["a redirection", { request: "GET http://a.com/x", status: 301, location: "https://a.com/x" }],
  ["an error", { request: "GET https://b.com/", status: 404 }],
])("meets %s", (_, expectation) => {
  expect(unmet(expectation)).toEqual([]);
});

test.each<[Expectation, string]>([
  [
    { request: "GET https://a.com/", service: "other" },
    "service: GET https://a.com/ goes to default/web-v1 version v1 90 % and default/web-v2 version v2 10 %, by router default/route (Host(`a.com`))",
  ],
  [
    { request: "GET https://a.com/", version: "v2" },
    "version: GET https://a.com/ goes to default/web-v1 version v1 90 % and default/web-v2 version v2 10 %, by router default/route (Host(`a.com`))",
  ],
  [
    { request: "GET https://b.com/", service: "web" },
    "service: GET https://b.com/ is answered with 404: no router of entry point websecure matches",
  ],
  [
    { request: "POST http://a.com/", status: 301 },
    "status: POST http://a.com/ is redirected to https://a.com/ by 308, by router redirection of web (HostRegexp(`^.+$`))",
  ],
  [
    { request: "GET http://a.com/", location: "https://b.com/" },
    "location: GET http://a.com/ is redirected to https://a.com/ by 301, by router redirection of web (HostRegexp(`^.+$`))",
  ],
  [
    { request: "GET https://a.com:99/", service: "web" },
    "service: GET https://a.com:99/ ends without an answer: no TCP entry point has port 99; there are traefik (8080), web (80), websecure (443), metrics (9100)",
  ],
])("says what %j finds instead", (expectation, message) => {
  expect(unmet(expectation)).toEqual([message]);
});
