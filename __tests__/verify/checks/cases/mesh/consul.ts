import type { Cases } from "../case";
import { consul, deployment, inConsul, releases, routes, service } from "./objects";

const defaults = (name: string, protocol: string, namespace?: string) =>
  consul("ServiceDefaults", name, `  protocol: ${protocol}`, namespace);

const splits = (weights: readonly number[]) =>
  defaults("web", "http") +
  consul(
    "ServiceSplitter",
    "web",
    `  splits: [${weights.map((weight, index) => `{ weight: ${weight}, serviceSubset: v${index} }`).join(", ")}]`,
  );

const router = (list: string) =>
  defaults("web", "http") + consul("ServiceRouter", "web", `  routes: ${list}`);

const intentions = (name: string, destination: string, sources: string, namespace?: string) =>
  consul(
    "ServiceIntentions",
    name,
    `  destination: { name: "${destination}" }\n  sources: ${sources}`,
    namespace,
  );

const allowed = "[{ name: a, action: allow }]";
const getting = "[{ name: a, permissions: [{ action: allow, http: { methods: [GET] } }] }]";

const refused = (kind: string, broken: string, place: string, happens: string, right: string) => ({
  finds: { yaml: consul(kind, "web", broken), finding: `${place} error ${kind} apps/web: ${happens}` },
  passes: { yaml: consul(kind, "web", right) },
});

const controlled = (isOn: boolean) => releases({ consul: { global: { acls: { manageSystemACLs: isOn } } } });

const account = (name: string) =>
  deployment({ annotations: inConsul, spec: `, serviceAccountName: ${name}` });

const gatewayApi = (isOurs: boolean) => ({
  connectInject: { apiGateway: { manageExternalCRDs: isOurs } },
  global: { installK8sNetworkingCRDs: false, crds: { enableTcpRoute: false } },
});

export const consulCases: Cases = {
  W89: [
    {
      finds: {
        yaml: router('[{ match: { http: { pathPrefix: "/" } } }, { match: { http: { pathExact: /a } } }]'),
        finding:
          "11:54 warning ServiceRouter apps/web: Every request that fits this route is taken by route number 1",
      },
      passes: {
        yaml: router('[{ match: { http: { pathExact: /a } } }, { match: { http: { pathPrefix: "/" } } }]'),
      },
    },
    {
      finds: {
        yaml: routes("{ name: all, route: [] }", "{ name: one, match: [{ uri: { exact: /a } }], route: [] }"),
        finding:
          "8:5 warning VirtualService apps/web: Every request that fits the route one is taken by the route all before it",
      },
      passes: {
        yaml: routes("{ name: one, match: [{ uri: { exact: /a } }], route: [] }", "{ name: all, route: [] }"),
      },
    },
  ],
  E109: [
    {
      finds: {
        stack: releases({ consul: gatewayApi(true) }),
        finding:
          "cdk.tf.json:9:11 error helm_release.consul: Consul's chart installs the definitions of the Gateway API 0.6",
      },
      passes: { stack: releases({ consul: gatewayApi(false) }) },
    },
  ],
  E110: [
    {
      finds: {
        yaml: splits([90, 5]),
        finding: "11:3 error ServiceSplitter apps/web: The weights add up to 95, and not to 100",
      },
      passes: { yaml: splits([90, 10]) },
    },
    {
      finds: {
        yaml: splits([7.69, 84.62, 7.69]),
        finding:
          "11:3 error ServiceSplitter apps/web: The weights add up to 100.00000762939453 in single precision",
      },
      passes: { yaml: splits([7.68, 84.63, 7.69]) },
    },
    {
      finds: {
        yaml: splits([99.999, 0.001]),
        finding: "11:53 error ServiceSplitter apps/web: 0.001 is no percentage from 0.01 to 100",
      },
      passes: { yaml: splits([100, 0]) },
    },
  ],
  E111: [
    {
      finds: {
        yaml: defaults("web", "http") + defaults("web", "grpc", "other"),
        finding: "9:13 error ServiceDefaults other/web: ServiceDefaults apps/web is about web already",
      },
      passes: { yaml: defaults("web", "http") + defaults("api", "grpc", "other") },
    },
    {
      finds: {
        yaml: intentions("web", "web", allowed) + intentions("more", "web", allowed),
        finding: "12:18 error ServiceIntentions apps/more: ServiceIntentions apps/web is about web already",
      },
      passes: { yaml: intentions("web", "web", allowed) + intentions("web", "api", allowed, "other") },
    },
  ],
  E112: [
    {
      finds: {
        yaml: consul("ProxyDefaults", "default", "  config: {}", "consul"),
        finding:
          "3:13 error ProxyDefaults consul/default: Consul has one ProxyDefaults, which is called global",
      },
      passes: { yaml: consul("ProxyDefaults", "global", "  config: {}", "consul") },
    },
  ],
  E113: [
    {
      finds: {
        yaml: service() + account("app"),
        stack: controlled(true),
        finding:
          "13:98 error Deployment apps/web: With access control, pods of the service account app may not register as Service web",
      },
      passes: { yaml: service() + account("web"), stack: controlled(true) },
    },
    {
      finds: {
        yaml: service() + account("app"),
        finding: "13:98 warning Deployment apps/web: With access control",
      },
      // nobody logs in
      passes: { yaml: service() + account("app"), stack: controlled(false) },
    },
    {
      finds: {
        yaml: service() + service("other").replace("app: other", "app: web") + account("web"),
        finding:
          "17:54 error Deployment apps/web: The Services web, other select the pods, which can be registered under one",
      },
      passes: {
        yaml:
          service() +
          service("other").replace("app: other", "app: web") +
          deployment({
            annotations: `${inConsul}, consul.hashicorp.com/kubernetes-service: web`,
            spec: ", serviceAccountName: web",
          }),
      },
    },
  ],
  E114: [
    {
      finds: {
        yaml: defaults("web", "tcp") + consul("ServiceRouter", "web", "  routes: []"),
        finding: "10:1 error ServiceRouter apps/web: ServiceDefaults web says that web speaks tcp",
      },
      passes: { yaml: defaults("web", "grpc") + consul("ServiceRouter", "web", "  routes: []") },
    },
    {
      finds: {
        yaml: intentions("web", "web", getting),
        finding: "6:24 warning ServiceIntentions apps/web: Nothing says what web speaks, which is then tcp",
      },
      passes: {
        yaml:
          intentions("web", "web", getting) +
          consul("ProxyDefaults", "global", "  config: { protocol: http }", "consul"),
      },
    },
  ],
  E115: [
    refused(
      "ServiceRouter",
      "  routes: [{ match: { http: { pathExact: /a, pathPrefix: /b } } }]",
      "5:46",
      "Both pathExact and pathPrefix are given: Consul refuses the object.",
      "  routes: [{ match: { http: { pathExact: /a } } }]",
    ),
    refused(
      "ServiceRouter",
      "  routes: [{ destination: { prefixRewrite: /b } }]",
      "5:29",
      "A path is rewritten that the match does not name",
      "  routes: [{ match: { http: { pathPrefix: /a } }, destination: { prefixRewrite: /b } }]",
    ),
    refused(
      "ServiceRouter",
      "  routes: [{ destination: { retryOn: [503] } }, { destination: { retryOn: ['503'] } }]",
      "5:76",
      "503 is no condition on which Envoy tries again",
      "  routes: [{ destination: { retryOn: [5xx], retryOnStatusCodes: [503] } }]",
    ),
    refused(
      "ServiceResolver",
      "  subsets: { V1: { filter: a } }",
      "5:14",
      "V1 is no name of a subset",
      "  subsets: { v1: { filter: a } }",
    ),
    refused(
      "ServiceIntentions",
      "  sources: [{ name: a, action: allow, permissions: [{ action: allow }] }]",
      "5:24",
      "Both action and permissions are given",
      "  sources: [{ name: a, permissions: [{ action: allow }] }]",
    ),
    refused(
      "ServiceIntentions",
      "  sources: [{ name: a, action: allow, namespace: apps }]",
      "5:39",
      "namespace is a field of Consul Enterprise",
      "  sources: [{ name: a, action: allow }]",
    ),
    refused(
      "ServiceDefaults",
      "  upstreamConfig: { overrides: [{ name: a }, { name: a }] }",
      "5:48",
      "a is named twice",
      "  upstreamConfig: { overrides: [{ name: a }, { name: b }] }",
    ),
    refused(
      "ServiceDefaults",
      "  upstreamConfig: { defaults: { name: a } }",
      "5:33",
      "What holds for all callees names one",
      "  upstreamConfig: { defaults: { connectTimeoutMs: 1 } }",
    ),
    refused(
      "ServiceDefaults",
      "  destination: { addresses: [https://a.example], port: 443 }",
      "5:30",
      "https://a.example is no address",
      "  destination: { addresses: [a.example], port: 443 }",
    ),
    refused(
      "ProxyDefaults",
      "  accessLogs: { path: /logs }",
      "5:17",
      "A path is given, and logs are not written to a file",
      "  accessLogs: { type: file, path: /logs }",
    ),
  ],
};
