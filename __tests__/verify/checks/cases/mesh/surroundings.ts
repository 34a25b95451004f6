import { type Cases, traefik } from "../case";
import {
  ambient,
  consul,
  deployment,
  inConsul,
  monitor,
  namespace,
  object,
  releases,
  routes,
  security,
  service,
  sidecars,
} from "./objects";

const inMesh = 'deployment: { podLabels: { sidecar.istio.io/inject: "true" } }';
const outside = "deployment: { replicas: 2 }";

/** An IngressRoute to the Service `web`, with more fields beside its port. */
const toWeb = (fields: string, more = "") =>
  traefik(
    "IngressRoute",
    "web",
    `  routes:\n  - kind: Rule\n    match: Host(\`a.example\`)\n    services: [{ name: web, port: 80${fields} }]\n${more}`,
  );

const native = ", nativeLB: true, passHostHeader: false";

const restricted = (label: string) =>
  namespace("apps", `${label}, pod-security.kubernetes.io/enforce: restricted`);

const weighted = traefik(
  "TraefikService",
  "web",
  "  weighted: { services: [{ name: web, port: 80 }, { name: next, port: 80 }] }\n",
);
const next = (replicas: number) =>
  service() + deployment() + service("next") + deployment({ name: "next", replicas });
const strictServices = "providers: { kubernetesCRD: { allowEmptyServices: false } }";

const retrying = (more: string) =>
  traefik("Middleware", "again", "  retry: { attempts: 3 }\n") +
  service() +
  toWeb(native, more) +
  routes("{ retries: { attempts: 2 }, route: [{ destination: { host: web } }] }");

const waiting = (seconds: number) =>
  service() +
  traefik("ServersTransport", "web", `  forwardingTimeouts: { responseHeaderTimeout: ${seconds}s }\n`) +
  toWeb(`${native}, serversTransport: web`) +
  consul("ServiceRouter", "web", "  routes: [{ destination: { requestTimeout: 5s } }]");

const strict = security("PeerAuthentication", "default", "  mtls: { mode: STRICT }", "istio-system");
const lenient = security(
  "PeerAuthentication",
  "web",
  "  selector: { matchLabels: { app: web } }\n  mtls: { mode: STRICT }\n  portLevelMtls: { 8080: { mode: PERMISSIVE } }",
);
const labelled = service().replace("namespace: apps }", "namespace: apps, labels: { app: web } }");
const monitored = monitor(
  "ServiceMonitor",
  "web",
  "selector: { matchLabels: { app: web } }, endpoints: [{ port: http }]",
);

const policy = (name: string, spec: string) =>
  object("networking.k8s.io/v1", "NetworkPolicy", name, `spec: { ${spec} }`);
const denied = policy("deny", "podSelector: {}, policyTypes: [Ingress, Egress]");
const dns = "{ ports: [{ protocol: UDP, port: 53 }] }";
const of = (app: string) => `podSelector: { matchLabels: { app: ${app} } }`;
const consulPods = deployment({ annotations: inConsul });
const servers = "{ ports: [{ protocol: TCP, port: 8502 }] }";
const open = (types: string, rules: string) =>
  denied + policy("web", `${of("web")}, policyTypes: [${types}], ${rules}`);

const calling = (port: string) =>
  policy(
    "deny",
    `${of("web")}, policyTypes: [Egress], egress: [${dns}, ${servers}, { to: [{ ${of("api")} }], ports: [{ port: ${port} }] }]`,
  );

const needs = (happens: string, broken: string, right: string, line: string) => ({
  finds: {
    yaml: broken,
    finding: `${line} error NetworkPolicy apps/deny: Pods of Deployment apps/web ${happens}`,
  },
  passes: { yaml: right },
});

const probed = ambient + deployment({ container: ", readinessProbe: { httpGet: { port: 8080 } }" });

const prometheusIn = (labels: object) =>
  releases({ "kube-prometheus-stack": { prometheus: { prometheusSpec: { podMetadata: { labels } } } } });

const watched = (labels: string) => monitor("PrometheusRule", "web", "groups: []", labels);
const prometheus = (open_: boolean) =>
  releases({
    "kube-prometheus-stack": { prometheus: { prometheusSpec: { ruleSelectorNilUsesHelmValues: !open_ } } },
  });

export const surroundingsCases: Cases = {
  E73: [
    {
      finds: {
        yaml: object("gateway.networking.k8s.io/v1alpha2", "TCPRoute", "web", "spec: {}"),
        finding:
          "1:1 error TCPRoute apps/web: gateway.networking.k8s.io/v1alpha2 TCPRoute is gone since Gateway API 1.6",
      },
      passes: { yaml: object("gateway.networking.k8s.io/v1", "TCPRoute", "web", "spec: {}") },
    },
  ],
  E96: [
    {
      finds: {
        yaml: sidecars + deployment({ container: ", securityContext: { runAsUser: 1337 }" }),
        finding:
          "12:114 error Deployment apps/web: User 1337 is the proxy's, whose connections are not redirected",
      },
      passes: { yaml: deployment({ container: ", securityContext: { runAsUser: 1337 }" }) },
    },
    {
      finds: {
        yaml: deployment({ annotations: inConsul, spec: ", securityContext: { runAsUser: 5995 }" }),
        finding: "8:117 error Deployment apps/web: User 5995 is the proxy's",
      },
      passes: { yaml: deployment({ annotations: inConsul, spec: ", securityContext: { runAsUser: 1337 }" }) },
    },
  ],
  E97: [
    {
      finds: {
        yaml: restricted("istio-injection: enabled") + deployment(),
        stack: releases({ istiod: { pilot: {} } }),
        finding: "3:61 error Namespace apps: The proxy's init container needs NET_ADMIN and root",
      },
      passes: {
        yaml: restricted("istio-injection: enabled") + deployment(),
        stack: releases({ istiod: { pilot: { cni: { enabled: true } } } }),
      },
    },
    {
      finds: {
        yaml: restricted("istio-injection: enabled") + deployment(),
        stack: releases({ istiod: {} }),
        finding: "3:61 error Namespace apps: The proxy's init container needs NET_ADMIN and root",
      },
      passes: {
        yaml: restricted("istio-injection: enabled") + deployment(),
        stack: releases({ istiod: { cni: { enabled: true } } }),
      },
    },
    {
      finds: {
        yaml: restricted("a: b") + deployment({ annotations: inConsul }),
        stack: releases({ consul: {} }),
        finding: "3:41 error Namespace apps: The proxy's init container",
      },
      passes: { yaml: restricted("a: b") + deployment(), stack: releases({ consul: {} }) },
    },
  ],
  E98: [
    {
      finds: {
        yaml: sidecars + service() + toWeb(""),
        values: inMesh,
        finding:
          "17:16 error IngressRoute apps/web: Traefik calls the pods of Service apps/web by their addresses",
      },
      // a Traefik that is in no mesh goes to the pods in any case
      passes: { yaml: sidecars + service() + toWeb(""), values: outside },
    },
    {
      finds: {
        yaml: deployment({ annotations: inConsul }) + service() + toWeb(""),
        finding:
          "22:16 warning IngressRoute apps/web: Traefik calls the pods of Service apps/web by their addresses: Traefik's proxy does not recognise the Service, and where",
      },
      passes: { yaml: deployment({ annotations: inConsul }) + service() + toWeb(", nativeLB: true") },
    },
  ],
  E99: [
    {
      finds: {
        yaml: sidecars + service() + toWeb(", nativeLB: true"),
        values: inMesh,
        finding: "17:16 error IngressRoute apps/web: Traefik passes the client's Host on",
      },
      passes: { yaml: sidecars + service() + toWeb(native), values: inMesh },
    },
    {
      finds: {
        yaml: sidecars + service() + toWeb(", nativeLB: true"),
        finding: "17:16 warning IngressRoute apps/web: Traefik passes the client's Host on",
      },
      // ztunnel and waypoints do not look at Host
      passes: { yaml: ambient + service() + toWeb(", nativeLB: true") },
    },
    {
      finds: {
        yaml: sidecars + service() + toWeb(", nativeLB: true", "    middlewares: [{ name: host }]\n"),
        finding: "17:16 warning IngressRoute apps/web: Traefik passes the client's Host on",
      },
      passes: {
        yaml:
          sidecars +
          service() +
          toWeb(", nativeLB: true", "    middlewares: [{ name: host }]\n") +
          traefik("Middleware", "host", "  headers: { customRequestHeaders: { Host: web.apps } }\n"),
      },
    },
  ],
  W100: [
    {
      finds: {
        yaml: toWeb(", nativeLB: true, sticky: { cookie: {} }"),
        finding:
          "8:55 warning IngressRoute apps/web: With nativeLB Traefik has one server, the Service's own address: sticky has nothing to choose from",
      },
      passes: { yaml: toWeb(", nativeLB: true, strategy: wrr") },
    },
  ],
  E101: [
    {
      finds: {
        yaml: next(0) + weighted,
        values: strictServices,
        finding:
          "33:51 error TraefikService apps/web: Service apps/next has no pods, as its workload has 0 replicas",
      },
      passes: { yaml: next(1) + weighted, values: strictServices },
    },
    {
      finds: {
        yaml: next(0) + toWeb(" }, { name: next, port: 80"),
        values: strictServices,
        finding: "36:41 error IngressRoute apps/web: Service apps/next has no pods",
      },
      passes: { yaml: next(0) + toWeb(" }, { name: next, port: 80"), values: outside },
    },
  ],
  W102: [
    {
      finds: {
        yaml: retrying("    middlewares: [{ name: again }]\n"),
        finding:
          "20:19 warning IngressRoute apps/web: Traefik tries 3 times, and each time VirtualService apps/web tries 3 times: a failing service gets up to 9 requests for one.",
      },
      passes: { yaml: retrying("") },
    },
  ],
  W103: [
    {
      finds: {
        yaml: waiting(3),
        finding:
          "19:78 warning IngressRoute apps/web: Traefik waits 3 s for the beginning of an answer, and ServiceRouter apps/web allows 5 s",
      },
      passes: { yaml: waiting(5) },
    },
    {
      finds: {
        yaml: routes("{ timeout: 5s, retries: { attempts: 2, perTryTimeout: 2s } }"),
        finding:
          "7:7 warning VirtualService apps/web: 3 tries of 2 s take 6 s, and the request ends after 5 s",
      },
      passes: { yaml: routes("{ timeout: 6s, retries: { attempts: 2, perTryTimeout: 2s } }") },
    },
  ],
  E104: [
    {
      finds: {
        yaml: sidecars + strict + labelled + deployment() + monitored,
        finding:
          "28:64 warning ServiceMonitor apps/web: The pods of Service apps/web take calls of the mesh alone at this port",
      },
      passes: { yaml: sidecars + strict + lenient + labelled + deployment() + monitored },
    },
    {
      finds: {
        yaml: labelled + deployment({ annotations: inConsul }) + monitored,
        finding:
          "18:64 warning ServiceMonitor apps/web: The pods of Service apps/web take calls of the mesh alone",
      },
      passes: {
        yaml:
          labelled +
          deployment({
            annotations: `${inConsul}, consul.hashicorp.com/transparent-proxy-exclude-inbound-ports: "8080"`,
          }) +
          monitored,
      },
    },
    {
      finds: {
        yaml:
          deployment({ annotations: inConsul }) +
          monitor(
            "PodMonitor",
            "web",
            "selector: { matchLabels: { app: web } }, podMetricsEndpoints: [{ port: http }]",
          ),
        finding:
          "13:72 warning PodMonitor apps/web: The pods of Deployment apps/web take calls of the mesh alone",
      },
      // the proxy's port, which is none of the pod's own
      passes: {
        yaml:
          deployment({ annotations: inConsul }) +
          monitor(
            "PodMonitor",
            "web",
            "selector: { matchLabels: { app: web } }, podMetricsEndpoints: [{ portNumber: 20200 }]",
          ),
      },
    },
    {
      finds: {
        yaml: sidecars + strict + labelled + deployment() + monitored,
        stack: prometheusIn({}),
        finding:
          "28:64 error ServiceMonitor apps/web: The pods of Service apps/web take calls of the mesh alone",
      },
      // a Prometheus that speaks the mesh's mTLS
      passes: {
        yaml: ambient + strict + labelled + deployment() + monitored,
        stack: prometheusIn({ "istio.io/dataplane-mode": "ambient" }),
      },
    },
  ],
  E106: [
    needs(
      "cannot look names up",
      consulPods + denied + policy("web", `${of("web")}, policyTypes: [Egress], egress: [${servers}]`),
      consulPods + open("Egress", `egress: [${servers}, ${dns}]`),
      "13:1",
    ),
    needs(
      "have a proxy that cannot reach Consul's servers: it never gets ready",
      consulPods + open("Egress", `egress: [${dns}]`),
      consulPods + open("Egress", `egress: [${dns}, ${servers}]`),
      "13:1",
    ),
    needs(
      "may be called at their own port, and the mesh's packets arrive at port 20000",
      consulPods +
        open("Egress", `egress: [${dns}, ${servers}], ingress: [{ ports: [{ port: 8080 }] }]`).replace(
          "[Egress],",
          "[Egress, Ingress],",
        ),
      consulPods +
        open("Egress", `egress: [${dns}, ${servers}], ingress: [{ ports: [{ port: 20000 }] }]`).replace(
          "[Egress],",
          "[Egress, Ingress],",
        ),
      "13:1",
    ),
    needs(
      "may call Deployment apps/api at its own port, and the mesh's packets go to port 20000",
      consulPods + calling("8080") + deployment({ name: "api", annotations: inConsul }),
      consulPods + calling("20000") + deployment({ name: "api", annotations: inConsul }),
      "13:1",
    ),
    needs(
      "are probed from 169.254.7.127, which is not let in: they never get ready",
      probed + open("Egress", `egress: [${dns}]`),
      probed +
        open(
          "Ingress, Egress",
          `egress: [${dns}], ingress: [{ from: [{ ipBlock: { cidr: 169.254.7.127/32 } }] }]`,
        ),
      "17:1",
    ),
    needs(
      "have a proxy that cannot reach istiod",
      sidecars + deployment() + open("Egress", `egress: [${dns}]`),
      sidecars + deployment() + open("Egress", `egress: [${dns}, { ports: [{ port: 15012 }] }]`),
      "17:1",
    ),
  ],
  W107: [
    {
      finds: {
        yaml:
          service() +
          deployment({ labels: ", tier: front", annotations: inConsul }) +
          policy(
            "other",
            "podSelector: {}, egress: [{ to: [{ podSelector: { matchLabels: { app: web, tier: front } } }] }]",
          ),
        finding:
          "18:44 warning NetworkPolicy apps/other: The selector of Service apps/web has no tier, so that the VPC CNI",
      },
      passes: {
        yaml:
          service() +
          deployment({ labels: ", tier: front", annotations: inConsul }) +
          policy(
            "other",
            "podSelector: {}, egress: [{ to: [{ podSelector: { matchLabels: { app: web } } }] }]",
          ),
      },
    },
    {
      finds: {
        yaml:
          sidecars +
          policy(
            "other",
            "podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: https }] }]",
          ),
        finding:
          "8:88 warning NetworkPolicy apps/other: The port is named, which for addresses means nothing",
      },
      passes: {
        yaml:
          sidecars +
          policy(
            "other",
            "podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 443 }] }]",
          ),
      },
    },
  ],
  W108: [
    {
      finds: {
        yaml: watched("a: b"),
        stack: prometheus(false),
        finding: "3:41 warning PrometheusRule apps/web: Prometheus does not select the object by its labels",
      },
      passes: { yaml: watched("release: kube-prometheus-stack"), stack: prometheus(false) },
    },
    {
      finds: {
        yaml: watched("release: other"),
        stack: prometheus(false),
        finding: "3:41 warning PrometheusRule apps/web: Prometheus does not select",
      },
      passes: { yaml: watched("a: b"), stack: prometheus(true) },
    },
  ],
};
