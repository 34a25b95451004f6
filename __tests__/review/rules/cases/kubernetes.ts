import { type Cases, context, difference, type KubernetesObject, manifests, present } from "../context";

type Given = Readonly<Record<string, unknown>>;

const object = (apiVersion: string, kind: string, rest: Given, name = "a"): KubernetesObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "apps" },
  ...rest,
});

const edited = (apiVersion: string, kind: string, before: Given, after: Given) =>
  manifests([difference(object(apiVersion, kind, before), object(apiVersion, kind, after))]);
const created = (apiVersion: string, kind: string, after: Given) =>
  manifests([difference(undefined, object(apiVersion, kind, after))]);
const removed = (apiVersion: string, kind: string, before: Given) =>
  manifests([difference(object(apiVersion, kind, before), undefined)]);

const definition = (...versions: readonly string[]): KubernetesObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.acme.io" },
  spec: {
    group: "acme.io",
    names: { kind: "Widget" },
    versions: versions.map((name) => ({ name, served: true })),
  },
});
const widget = present(object("acme.io/v1", "Widget", {}));

const pod = (spec: Given): Given => ({ spec: { template: { spec } } });
const container = (rest: Given): Given => pod({ containers: [{ name: "app", ...rest }] });

const routes = (...given: readonly Given[]): Given => ({ spec: { routes: given, tls: {} } });
const traefik = "traefik.io/v1alpha1";
const split = (one: number, two: number): Given => ({
  spec: {
    weighted: {
      services: [
        { name: "v1", weight: one },
        { name: "v2", weight: two },
      ],
    },
  },
});

export const kubernetes: Readonly<Record<string, Cases>> = {
  "EKS-K8S-001": {
    fires: [
      {
        name: "it is removed while an object is left",
        context: manifests([difference(definition("v1"), undefined)], { present: [widget] }),
        finds: [
          "stop CustomResourceDefinition widgets.acme.io: It is removed while 1 object is left: Widget apps/a.",
        ],
      },
      {
        name: "a version that nothing here uses is no longer served",
        context: manifests([difference(definition("v1", "v2"), definition("v1"))], { present: [widget] }),
        finds: [
          "high CustomResourceDefinition widgets.acme.io: v2 is no longer served; of its objects, none is in these manifests.",
        ],
      },
    ],
    quiet: [
      {
        name: "a version more",
        context: manifests([difference(definition("v1"), definition("v1", "v2"))], { present: [widget] }),
      },
    ],
  },
  "EKS-K8S-002": {
    fires: [
      {
        name: "a StatefulSet is removed",
        context: removed("apps/v1", "StatefulSet", {}),
        finds: ["stop StatefulSet apps/a: It is removed."],
      },
      {
        name: "a claim is renamed",
        context: manifests([
          {
            ...difference(undefined, object("v1", "PersistentVolumeClaim", {}, "new")),
            action: "rename",
            renamedFrom: { group: "", kind: "PersistentVolumeClaim", namespace: "apps", name: "old" },
          },
        ]),
        finds: [
          "stop PersistentVolumeClaim apps/new: PersistentVolumeClaim apps/old is removed, and this takes its place.",
        ],
      },
    ],
    quiet: [{ name: "a Deployment is removed", context: removed("apps/v1", "Deployment", {}) }],
  },
  "EKS-K8S-003": {
    fires: [
      {
        name: "everything, and a binding to what may do everything",
        context: manifests([
          difference(
            object("rbac.authorization.k8s.io/v1", "ClusterRole", {
              rules: [{ verbs: ["get"], resources: ["*"], apiGroups: ["*"] }],
            }),
            object("rbac.authorization.k8s.io/v1", "ClusterRole", {
              rules: [{ verbs: ["*"], resources: ["*"], apiGroups: ["*"] }],
            }),
          ),
          difference(
            undefined,
            object("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {
              roleRef: { name: "cluster-admin" },
              subjects: [{ kind: "ServiceAccount", namespace: "apps", name: "app" }],
            }),
          ),
        ]),
        finds: [
          "stop ClusterRole apps/a: It allows every verb on every resource.",
          "stop ClusterRoleBinding apps/a: ServiceAccount apps/app gets cluster-admin.",
        ],
      },
    ],
    quiet: [
      {
        name: "everything in one group",
        context: created("rbac.authorization.k8s.io/v1", "ClusterRole", {
          rules: [{ verbs: ["*"], resources: ["*"], apiGroups: ["acme.io"] }],
        }),
      },
    ],
  },
  "EKS-K8S-004": {
    fires: [
      {
        name: "two keys",
        context: created("v1", "Secret", { data: { user: "YQ==" }, stringData: { password: "b" } }),
        finds: ["stop Secret apps/a: password and user stand in clear."],
      },
    ],
    quiet: [
      {
        name: "a token that Kubernetes fills in",
        context: created("v1", "Secret", { type: "kubernetes.io/service-account-token" }),
      },
      {
        name: "encrypted by SOPS",
        context: created("v1", "Secret", { data: { a: "ENC[…]" }, sops: { mac: "…" } }),
      },
      {
        name: "only a label differs",
        context: edited("v1", "Secret", { data: { a: "YQ==" } }, { data: { a: "YQ==" }, x: 1 }),
      },
      {
        name: "sealed",
        context: created("bitnami.com/v1alpha1", "SealedSecret", { spec: { encryptedData: { a: "…" } } }),
      },
    ],
  },
  "EKS-K8S-005": {
    fires: [
      {
        name: "the selector of a Deployment",
        context: edited(
          "apps/v1",
          "Deployment",
          { spec: { selector: { a: "b" } } },
          { spec: { selector: { a: "c" } } },
        ),
        finds: ["high Deployment apps/a: spec.selector changes, and cannot be changed in place."],
      },
      {
        name: "the storage of a StatefulSet",
        context: edited(
          "apps/v1",
          "StatefulSet",
          { spec: { replicas: 1, serviceName: "a", volumeClaimTemplates: [] } },
          { spec: { replicas: 2, serviceName: "b", volumeClaimTemplates: [{}] } },
        ),
        finds: [
          "high StatefulSet apps/a: spec.serviceName and spec.volumeClaimTemplates change, and cannot be changed in place.",
        ],
      },
      {
        name: "the role of a binding",
        context: edited(
          "rbac.authorization.k8s.io/v1",
          "RoleBinding",
          { roleRef: { name: "a" } },
          { roleRef: { name: "b" } },
        ),
        finds: ["high RoleBinding apps/a: roleRef changes, and cannot be changed in place."],
      },
    ],
    quiet: [
      {
        name: "the size of a claim, the template of a StatefulSet",
        context: manifests([
          difference(
            object("v1", "PersistentVolumeClaim", { spec: { resources: { requests: { storage: "1Gi" } } } }),
            object("v1", "PersistentVolumeClaim", { spec: { resources: { requests: { storage: "2Gi" } } } }),
          ),
          difference(
            object("apps/v1", "StatefulSet", { spec: { template: 1 } }),
            object("apps/v1", "StatefulSet", { spec: { template: 2 } }),
          ),
        ]),
      },
      {
        name: "the data of a ConfigMap that is not sealed",
        context: edited("v1", "ConfigMap", { data: { a: "b" } }, { data: { a: "c" } }),
      },
    ],
  },
  "EKS-K8S-006": {
    fires: [
      {
        name: "it turns into a load balancer",
        context: edited("v1", "Service", { spec: {} }, { spec: { type: "LoadBalancer" } }),
        finds: ["high Service apps/a: It goes from ClusterIP to type LoadBalancer."],
      },
    ],
    quiet: [
      {
        name: "it was one",
        context: edited(
          "v1",
          "Service",
          { spec: { type: "LoadBalancer" } },
          { spec: { type: "LoadBalancer", x: 1 } },
        ),
      },
      {
        name: "it turns into a plain one",
        context: edited("v1", "Service", { spec: { type: "LoadBalancer" } }, { spec: {} }),
      },
    ],
  },
  "EKS-K8S-007": {
    fires: [
      {
        name: "tls is removed",
        context: edited(traefik, "IngressRoute", { spec: { tls: {} } }, { spec: {} }),
        finds: ["high IngressRoute apps/a: Its tls is removed."],
      },
      {
        name: "created without",
        context: created(traefik, "IngressRoute", {
          spec: { entryPoints: ["web"], routes: [{ services: [{ name: "a" }] }] },
        }),
        finds: ["high IngressRoute apps/a: It is created without tls."],
      },
    ],
    quiet: [
      { name: "created with", context: created(traefik, "IngressRoute", { spec: { tls: {} } }) },
      {
        name: "an entry point that brings it, and a redirection",
        context: manifests([
          difference(undefined, object(traefik, "IngressRoute", { spec: { entryPoints: ["websecure"] } })),
          difference(
            undefined,
            object(
              traefik,
              "IngressRoute",
              { spec: { routes: [{ services: [{ name: "noop@internal" }] }] } },
              "b",
            ),
          ),
        ]),
      },
    ],
  },
  "EKS-K8S-008": {
    fires: [
      {
        name: "the path goes from the rule",
        context: edited(
          traefik,
          "IngressRoute",
          routes({ match: "Host(`a.example.com`) && PathPrefix(`/api`)" }),
          routes({ match: "Host(`a.example.com`)" }),
        ),
        finds: ["high IngressRoute apps/a: Host(`a.example.com`) takes what no rule of it took before."],
      },
    ],
    quiet: [
      {
        name: "a path comes into the rule, and the rule is written differently",
        context: edited(
          traefik,
          "IngressRoute",
          routes({ match: "Host(`a.example.com`)" }, { match: "Host(`b`) || Host(`c`)" }),
          routes(
            { match: "Host(`a.example.com`) && PathPrefix(`/api`)" },
            { match: "Host(`c`) || Host(`b`)" },
          ),
        ),
      },
    ],
  },
  "EKS-K8S-009": {
    fires: [
      {
        name: "a route loses one",
        context: edited(
          traefik,
          "IngressRoute",
          routes({
            match: "Host(`a`)",
            middlewares: [{ name: "auth" }, { name: "limit", namespace: "shared" }],
          }),
          routes({ match: "Host(`a`)", middlewares: [{ name: "auth" }] }),
        ),
        finds: ["high IngressRoute apps/a: shared/limit no longer applies."],
      },
      {
        name: "one is removed, client certificates are no longer asked for",
        context: manifests([
          difference(object(traefik, "Middleware", { spec: { basicAuth: {} } }), undefined),
          difference(
            object(traefik, "TLSOption", {
              spec: { clientAuth: { clientAuthType: "RequireAndVerifyClientCert" } },
            }),
            object(traefik, "TLSOption", { spec: {} }),
          ),
        ]),
        finds: [
          "high Middleware apps/a: It is removed, with basicAuth.",
          "high TLSOption apps/a: Client certificates go from RequireAndVerifyClientCert to none.",
        ],
      },
    ],
    quiet: [
      {
        name: "a route gets one, a route goes with one",
        context: edited(
          traefik,
          "IngressRoute",
          routes({ match: "Host(`a`)" }, { match: "Host(`b`)", middlewares: [{ name: "auth" }] }),
          routes({ match: "Host(`a`)", middlewares: [{ name: "auth" }] }),
        ),
      },
      {
        name: "a middleware that guards nothing is removed",
        context: removed(traefik, "Middleware", { spec: { addPrefix: { prefix: "/a" } } }),
      },
    ],
  },
  "EKS-K8S-010": {
    fires: [
      {
        name: "it is removed",
        context: removed("networking.k8s.io/v1", "NetworkPolicy", {}),
        finds: ["high NetworkPolicy apps/a: It is removed."],
      },
      {
        name: "it lets everybody in",
        context: edited(
          "networking.k8s.io/v1",
          "NetworkPolicy",
          { spec: { policyTypes: ["Ingress", "Egress"], ingress: [{ from: [{ podSelector: {} }] }] } },
          { spec: { policyTypes: ["Ingress"], ingress: [{ ports: [{ port: 80 }] }] } },
        ),
        finds: ["high NetworkPolicy apps/a: It lets everybody in and no longer limits Egress."],
      },
    ],
    quiet: [
      {
        name: "one more may come in",
        context: edited(
          "networking.k8s.io/v1",
          "NetworkPolicy",
          { spec: { policyTypes: ["Ingress"], ingress: [{ from: [{ a: 1 }] }] } },
          { spec: { policyTypes: ["Ingress"], ingress: [{ from: [{ a: 1 }, { b: 1 }] }] } },
        ),
      },
    ],
  },
  "EKS-K8S-011": {
    fires: [
      {
        name: "a name less, from another issuer",
        context: edited(
          "cert-manager.io/v1",
          "Certificate",
          { spec: { dnsNames: ["a.example.com", "b.example.com"], issuerRef: { name: "production" } } },
          { spec: { dnsNames: ["a.example.com"], issuerRef: { name: "staging" } } },
        ),
        finds: [
          "high Certificate apps/a: b.example.com is no longer in it, and its issuer goes from production to staging.",
        ],
      },
      {
        name: "it is removed",
        context: removed("cert-manager.io/v1", "Certificate", { spec: { dnsNames: ["a.example.com"] } }),
        finds: ["high Certificate apps/a: It is removed, with a.example.com."],
      },
    ],
    quiet: [
      {
        name: "a name more",
        context: edited(
          "cert-manager.io/v1",
          "Certificate",
          { spec: { dnsNames: ["a.example.com"] } },
          { spec: { dnsNames: ["b.example.com", "a.example.com"] } },
        ),
      },
    ],
  },
  "EKS-K8S-012": {
    fires: [
      {
        name: "fewer replicas, a weaker budget, and none",
        context: manifests([
          difference(
            object("apps/v1", "Deployment", { spec: { replicas: 3 } }),
            object("apps/v1", "Deployment", { spec: { replicas: 2 } }),
          ),
          difference(
            object("policy/v1", "PodDisruptionBudget", { spec: { minAvailable: 2 } }),
            object("policy/v1", "PodDisruptionBudget", { spec: { minAvailable: 1 } }),
          ),
          difference(object("policy/v1", "PodDisruptionBudget", {}, "b"), undefined),
        ]),
        finds: [
          "high Deployment apps/a: replicas goes from 3 to 2.",
          "high PodDisruptionBudget apps/a: minAvailable goes from 2 to 1.",
          "high PodDisruptionBudget apps/b: It is removed.",
        ],
      },
    ],
    quiet: [
      {
        name: "more replicas, and those that an autoscaler chooses",
        context: manifests([
          difference(
            object("apps/v1", "Deployment", { spec: { replicas: 2 } }),
            object("apps/v1", "Deployment", { spec: { replicas: 3 } }),
          ),
          difference(
            object("apps/v1", "Deployment", { spec: { replicas: 2 } }, "b"),
            object("apps/v1", "Deployment", { spec: {} }, "b"),
          ),
        ]),
      },
    ],
  },
  "EKS-K8S-013": {
    fires: [
      {
        name: "the node's network and files",
        context: edited(
          "apps/v1",
          "Deployment",
          pod({}),
          pod({
            hostNetwork: true,
            volumes: [{ hostPath: { path: "/" } }],
            containers: [{ name: "app", securityContext: { privileged: true } }],
          }),
        ),
        finds: ["high Deployment apps/a: It gets hostNetwork, hostPath / and privileged in app."],
      },
    ],
    quiet: [
      {
        name: "it had them",
        context: edited(
          "apps/v1",
          "Deployment",
          pod({ hostNetwork: true }),
          pod({ hostNetwork: true, x: 1 }),
        ),
      },
      {
        name: "a low port",
        context: created(
          "apps/v1",
          "Deployment",
          container({ securityContext: { capabilities: { add: ["NET_BIND_SERVICE"] } } }),
        ),
      },
    ],
  },
  "EKS-K8S-014": {
    fires: [
      {
        name: "from STRICT to PERMISSIVE",
        context: edited(
          "security.istio.io/v1",
          "PeerAuthentication",
          { spec: { mtls: { mode: "STRICT" } } },
          { spec: { mtls: { mode: "PERMISSIVE" } } },
        ),
        finds: ["high PeerAuthentication apps/a: It goes from STRICT to PERMISSIVE."],
      },
    ],
    quiet: [
      {
        name: "from PERMISSIVE to STRICT",
        context: edited(
          "security.istio.io/v1",
          "PeerAuthentication",
          { spec: { mtls: { mode: "PERMISSIVE" } } },
          { spec: { mtls: { mode: "STRICT" } } },
        ),
      },
    ],
  },
  "EKS-K8S-015": {
    fires: [
      {
        name: "from 90 to 10 %",
        context: edited(traefik, "TraefikService", split(9, 1), split(1, 9)),
        finds: ["high TraefikService apps/a: v1 goes from 90 to 10 % and v2 goes from 10 to 90 %."],
      },
    ],
    quiet: [
      { name: "exactly 50 points", context: edited(traefik, "TraefikService", split(90, 10), split(40, 60)) },
      {
        name: "the same shares in other numbers",
        context: edited(traefik, "TraefikService", split(9, 1), split(90, 10)),
      },
    ],
  },
  "EKS-K8S-016": {
    fires: [
      {
        name: "retries of a route in the mesh",
        context: edited(
          "networking.istio.io/v1",
          "VirtualService",
          { spec: { http: [{ retries: { attempts: 2 }, timeout: "5s" }] } },
          { spec: { http: [{ timeout: "5s" }] } },
        ),
        finds: ["high VirtualService apps/a: retries is removed."],
      },
    ],
    quiet: [
      {
        name: "another number of them",
        context: edited(
          traefik,
          "Middleware",
          { spec: { retry: { attempts: 3 } } },
          { spec: { retry: { attempts: 2 } } },
        ),
      },
    ],
  },
  "EKS-K8S-017": {
    fires: [
      {
        name: "another tag",
        context: edited("apps/v1", "Deployment", container({ image: "a:1" }), container({ image: "a:2" })),
        finds: ["note Deployment apps/a: app goes from a:1 to a:2."],
      },
    ],
    quiet: [
      { name: "a new workload", context: created("apps/v1", "Deployment", container({ image: "a:2" })) },
    ],
  },
  "EKS-K8S-018": {
    fires: [
      {
        name: "a probe goes, memory changes",
        context: edited(
          "apps/v1",
          "Deployment",
          container({ readinessProbe: {}, resources: { requests: { memory: "1Gi" } } }),
          container({ resources: { requests: { memory: "2Gi" } } }),
        ),
        finds: ["note Deployment apps/a: readinessProbe of app is removed and resources of app changes."],
      },
    ],
    quiet: [
      {
        name: "another image",
        context: edited("apps/v1", "Deployment", container({ image: "a:1" }), container({ image: "a:2" })),
      },
    ],
  },
  "EKS-ROUTE-001": {
    fires: [
      {
        name: "two requests to one host",
        context: context({
          routing: ["https://a.example.com/", "https://a.example.com/api"].map((request) => ({
            request,
            before: "service apps/a",
            middlewares: { added: [], removed: [] },
          })),
        }),
        finds: [
          "high a.example.com: Nothing answers https://a.example.com/ and https://a.example.com/api any more.",
        ],
      },
    ],
    quiet: [
      {
        name: "something else answers",
        context: context({
          routing: [
            {
              request: "https://a.example.com/",
              before: "service apps/a",
              after: "service apps/b",
              middlewares: { added: [], removed: [] },
            },
          ],
        }),
      },
    ],
  },
  "EKS-ROUTE-002": {
    fires: [
      {
        name: "one goes elsewhere, one is new",
        context: context({
          routing: [
            {
              request: "https://a/",
              before: "service apps/a",
              after: "service apps/b",
              middlewares: { added: [], removed: [] },
            },
            { request: "https://b/", after: "service apps/b", middlewares: { added: [], removed: [] } },
          ],
        }),
        finds: ["note a: https://a/ meets something else.", "note b: https://b/ is newly answered."],
      },
    ],
    quiet: [
      {
        name: "only a middleware is new",
        context: context({
          routing: [
            {
              request: "https://a/",
              before: "service apps/a",
              after: "service apps/a",
              middlewares: { added: ["apps/auth"], removed: [] },
            },
          ],
        }),
      },
    ],
  },
  "EKS-ROUTE-003": {
    fires: [
      {
        name: "one less in a chain",
        context: context({
          routing: [
            {
              request: "https://a/",
              before: "service apps/a",
              after: "service apps/a",
              middlewares: { added: [], removed: ["apps/auth"] },
            },
          ],
        }),
        finds: ["high a: https://a/ no longer passes apps/auth."],
      },
    ],
    quiet: [
      {
        name: "the route itself tells it",
        context: manifests(
          [
            difference(
              object(
                traefik,
                "IngressRoute",
                routes({ match: "Host(`a`)", middlewares: [{ name: "auth" }] }),
              ),
              object(traefik, "IngressRoute", routes({ match: "Host(`a`)" })),
            ),
          ],
          {
            routing: [
              {
                request: "https://a/",
                before: "service apps/a",
                after: "service apps/a",
                middlewares: { added: [], removed: ["apps/auth"] },
              },
            ],
          },
        ),
      },
    ],
  },
};
