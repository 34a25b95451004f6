import type { Cases } from "../case";
import {
  ambient,
  deployment,
  istio,
  namespace,
  object,
  routes,
  security,
  service,
  sidecars,
  waypoint,
} from "./objects";

const rule = (subsets: string) =>
  istio("DestinationRule", "web", `  host: web.apps.svc.cluster.local\n  subsets: ${subsets}`);

const toWeb = (more = "") => `{ route: [{ destination: { host: web${more} } }] }`;

const httpRoute = (rules: string) =>
  object(
    "gateway.networking.k8s.io/v1",
    "HTTPRoute",
    "web",
    `spec:\n  parentRefs: [{ group: "", kind: Service, name: web }]\n  rules: ${rules}`,
  );

const allow = (body: string) => security("AuthorizationPolicy", "web", `${body}\n  action: ALLOW`);
const getting = "  rules: [{ to: [{ operation: { methods: [GET] } }] }]";

/** What the webhook refuses, and what it takes; both are specs. */
const refused = (
  kind: string,
  broken: string,
  place: string,
  happens: string,
  right: string,
  write = istio,
) => ({
  finds: { yaml: write(kind, "web", broken), finding: `${place} error ${kind} apps/web: ${happens}` },
  passes: { yaml: write(kind, "web", right) },
});

const virtualService = (broken: string, place: string, happens: string, right: string) =>
  refused("VirtualService", `  hosts: [web]\n${broken}`, place, happens, `  hosts: [web]\n${right}`);

export const istioCases: Cases = {
  E86: [
    {
      finds: {
        yaml: service() + rule("[{ name: v1 }]") + routes(toWeb(", subset: v2")),
        finding:
          "19:43 error VirtualService apps/web: DestinationRule apps/web of web has a subset v2: requests of the route get 503.",
      },
      passes: { yaml: service() + rule("[{ name: v1 }, { name: v2 }]") + routes(toWeb(", subset: v2")) },
    },
    {
      finds: {
        yaml: service() + routes(toWeb(", subset: v2")),
        finding: "12:43 warning VirtualService apps/web: No DestinationRule of web has a subset v2",
      },
      passes: { yaml: service() + routes(toWeb()) },
    },
  ],
  W87: [
    {
      finds: {
        yaml:
          service() +
          deployment({ labels: ", version: v1" }) +
          rule("[{ name: v2, labels: { version: v2 } }]"),
        finding: "20:25 warning DestinationRule apps/web: No pod of Service apps/web has these labels too",
      },
      passes: {
        yaml:
          service() +
          deployment({ labels: ", version: v1" }) +
          rule("[{ name: v1, labels: { version: v1 } }]"),
      },
    },
  ],
  E88: [
    {
      finds: {
        yaml:
          service() +
          routes("{ route: [{ destination: { host: web }, weight: 0 }, { destination: { host: web } }] }"),
        finding: "12:7 error VirtualService apps/web: The weights of all destinations are 0: Istio refuses",
      },
      // of a single destination none is needed
      passes: { yaml: service() + routes("{ route: [{ destination: { host: web } }] }") },
    },
    {
      finds: {
        yaml: httpRoute("[{ backendRefs: [{ name: a, weight: 0 }, { name: b, weight: 0 }] }]"),
        finding:
          "6:13 error HTTPRoute apps/web: The weights of all backends are 0: requests of the rule get 500.",
      },
      passes: { yaml: httpRoute("[{ backendRefs: [{ name: a, weight: 0 }, { name: b }] }]") },
    },
  ],
  E90: [
    {
      finds: {
        yaml: routes(toWeb()) + istio("VirtualService", "other", "  hosts: [web.apps.svc.cluster.local]"),
        finding:
          "14:11 error VirtualService apps/other: VirtualService apps/web is about web.apps.svc.cluster.local too",
      },
      // another namespace's web is another Service
      passes: { yaml: routes(toWeb()) + istio("VirtualService", "web", "  hosts: [web]", "other") },
    },
    {
      finds: {
        yaml: routes(toWeb()) + httpRoute("[]"),
        finding: "14:3 error HTTPRoute apps/web: VirtualService apps/web is about Service apps/web too",
      },
      // at a gateway only
      passes: {
        yaml: istio("VirtualService", "web", "  hosts: [web]\n  gateways: [public]") + httpRoute("[]"),
      },
    },
  ],
  E91: [
    {
      finds: {
        yaml: service() + routes("{ route: [{ destination: { host: wep } }] }"),
        finding:
          "12:32 error VirtualService apps/web: Service apps/wep is not among the Services and ServiceEntries",
      },
      passes: { yaml: service() + routes(toWeb()) },
    },
    {
      finds: {
        yaml: routes("{ route: [{ destination: { host: api.example.com } }] }"),
        finding: "7:32 warning VirtualService apps/web: api.example.com is not among",
      },
      passes: {
        yaml:
          routes("{ route: [{ destination: { host: api.example.com } }] }") +
          istio("ServiceEntry", "api", '  hosts: ["*.example.com"]'),
      },
    },
  ],
  E92: [
    virtualService(
      "  gateways: [mesh]\n  http: [{ route: [{ destination: { host: web } }], timeout: 0s }]",
      "7:53",
      '"0s" is no duration of 1ms or more: Istio refuses the object.',
      "  http: [{ route: [{ destination: { host: web } }], timeout: 1s }]",
    ),
    refused(
      "VirtualService",
      '  hosts: ["*"]',
      "5:11",
      "Every host is meant",
      '  hosts: ["*"]\n  gateways: [public]',
    ),
    virtualService(
      "  http: [{ redirect: { uri: / }, route: [{ destination: { host: web } }] }]",
      "6:12",
      "The route has route and redirect, of which a request can get one",
      "  http: [{ redirect: { uri: / } }]",
    ),
    virtualService(
      "  http: [{ retries: { attempts: 0, retryOn: 5xx } }]",
      "6:36",
      "With 0 attempts nothing may be said of them",
      "  http: [{ retries: { attempts: 0 } }]",
    ),
    virtualService(
      "  http: [{ retries: { attempts: 1, retryOn: 'connect-failures' } }]",
      "6:36",
      "connect-failures is no condition of Envoy and no status",
      "  http: [{ retries: { attempts: 1, retryOn: 'connect-failure,503' } }]",
    ),
    virtualService(
      "  http: [{ fault: { abort: { percentage: { value: 200 } } } }]",
      "6:30",
      "200 is no percentage",
      "  http: [{ fault: { abort: { percentage: { value: 20 } } } }]",
    ),
    virtualService(
      "  http: [{ match: [{ uri: { prefix: '' } }] }]",
      "6:22",
      "A prefix or regular expression is empty",
      "  http: [{ match: [{ uri: { prefix: / } }] }]",
    ),
    refused(
      "DestinationRule",
      "  host: web\n  subsets: [{ name: a }, { name: a }]",
      "6:28",
      "There are two subsets a",
      "  host: web\n  subsets: [{ name: a }, { name: b }]",
    ),
    refused(
      "DestinationRule",
      "  host: web\n  trafficPolicy: { connectionPool: {} }",
      "6:20",
      "The connection pool says nothing",
      "  host: web\n  trafficPolicy: { connectionPool: { tcp: {} } }",
    ),
    refused(
      "ServiceEntry",
      "  hosts: [a.example]\n  resolution: DNS\n  addresses: [192.0.2.0/24]",
      "7:15",
      "A host that is looked up by DNS has a block of addresses",
      "  hosts: [a.example]\n  resolution: NONE\n  addresses: [192.0.2.0/24]",
    ),
    refused(
      "Sidecar",
      "  egress: [{ hosts: [./*] }, { port: { number: 80 }, hosts: [./*] }]",
      "5:12",
      "The listener without a port is not the last",
      "  egress: [{ port: { number: 80 }, hosts: [./*] }, { hosts: [./*] }]",
    ),
    refused(
      "AuthorizationPolicy",
      "  action: DENY",
      "4:1",
      "With DENY, no rules mean nothing",
      "  action: ALLOW",
      security,
    ),
    refused(
      "AuthorizationPolicy",
      "  rules: [{ from: [{ source: {} }] }]",
      "5:20",
      "The source is empty",
      "  rules: [{ from: [{ source: { namespaces: [a] } }] }]",
      security,
    ),
    refused(
      "PeerAuthentication",
      "  portLevelMtls: { 8080: { mode: PERMISSIVE } }",
      "5:3",
      "Ports are named for a whole namespace",
      "  selector: { matchLabels: { app: web } }\n  portLevelMtls: { 8080: { mode: PERMISSIVE } }",
      security,
    ),
  ],
  E93: [
    {
      finds: {
        yaml:
          waypoint +
          service() +
          istio("VirtualService", "web", "  hosts: [web.apps.svc.cluster.local]", "other"),
        finding:
          "14:11 error VirtualService other/web: Service apps/web is in another namespace, whose waypoint does not read this object",
      },
      passes: { yaml: waypoint + service() + routes(toWeb()) },
    },
  ],
  E94: [
    {
      finds: {
        yaml: waypoint + allow(getting),
        finding:
          "9:33 error AuthorizationPolicy apps/web: ztunnel sees no requests, only connections: the rule is left out",
      },
      passes: {
        yaml:
          waypoint + service() + allow(`  targetRefs: [{ group: "", kind: Service, name: web }]\n${getting}`),
      },
    },
    {
      finds: {
        yaml:
          ambient + service() + allow(`  targetRefs: [{ group: "", kind: Service, name: web }]\n${getting}`),
        finding:
          "14:3 error AuthorizationPolicy apps/web: Nothing looks at requests to Service apps/web, which uses no waypoint",
      },
      // a sidecar looks at requests itself
      passes: { yaml: sidecars + service() + allow(getting) },
    },
    {
      finds: {
        yaml: ambient + service() + httpRoute("[]"),
        finding: "14:3 error HTTPRoute apps/web: Nothing looks at requests",
      },
      passes: { yaml: waypoint + service() + httpRoute("[]") },
    },
  ],
  E95: [
    {
      finds: {
        yaml: namespace("apps", "istio-injection: enabled, istio.io/dataplane-mode: ambient"),
        finding: "3:61 error Namespace apps: Pods get a sidecar, which takes them out of ambient mode again",
      },
      passes: { yaml: namespace("apps", "istio-injection: disabled, istio.io/dataplane-mode: ambient") },
    },
    {
      finds: {
        yaml: namespace("apps", "istio-injection: enabled, istio.io/rev: canary"),
        finding: "3:61 error Namespace apps: istio-injection decides, and the revision is not looked at.",
      },
      passes: { yaml: namespace("apps", "istio.io/rev: canary") },
    },
    {
      finds: {
        yaml: sidecars + deployment({ annotations: 'consul.hashicorp.com/connect-inject: "true"' }),
        finding:
          "11:54 error Deployment apps/web: Istio takes the pods too: both redirect their connections, and none gets through.",
      },
      passes: {
        yaml:
          sidecars +
          deployment({
            labels: ', sidecar.istio.io/inject: "false"',
            annotations: 'consul.hashicorp.com/connect-inject: "true"',
          }),
      },
    },
  ],
  W105: [
    {
      finds: {
        yaml:
          sidecars +
          object(
            "v1",
            "Service",
            "web",
            "spec: { selector: { app: web }, ports: [{ name: admin, port: 80 }] }",
          ),
        finding: "8:41 warning Service apps/web: Neither the port's name nor appProtocol says what it speaks",
      },
      passes: {
        yaml:
          sidecars +
          object(
            "v1",
            "Service",
            "web",
            "spec: { selector: { app: web }, ports: [{ name: admin, port: 80, appProtocol: tcp }, { name: http-a, port: 81 }] }",
          ),
      },
    },
  ],
};
