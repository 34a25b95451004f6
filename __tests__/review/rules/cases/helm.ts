import {
  type Cases,
  change,
  context,
  create,
  keep,
  plan,
  planned,
  present,
  release,
  remove,
  replace,
  unknown,
  update,
} from "../context";

type Given = Readonly<Record<string, unknown>>;

const traefik = (version: string, values: Given = {}, rest: Given = {}): Given => ({
  name: "traefik",
  namespace: "traefik",
  chart: "traefik",
  version,
  values: [JSON.stringify(values)],
  ...rest,
});

const upgrade = (before: Given, after: Given) => planned([update("helm_release.traefik", before, after)]);
const values = (before: Given, after: Given) => upgrade(traefik("41.3.0", before), traefik("41.3.0", after));
const cluster = keep("aws_eks_cluster.a");
const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";

export const helm: Readonly<Record<string, Cases>> = {
  "EKS-HELM-001": {
    fires: [
      {
        name: "a major version up",
        context: upgrade(traefik("40.9.9"), traefik("41.0.0")),
        finds: ["stop helm_release.traefik: traefik goes from 40.9.9 to 41.0.0."],
      },
      {
        name: "back, with only the stacks at hand",
        context: context({
          releases: {
            before: [release("helm_release.traefik", { version: "41.3.0" })],
            after: [release("helm_release.traefik", { version: "41.2.9" })],
          },
        }),
        finds: ["stop helm_release.traefik: traefik goes back from 41.3.0 to 41.2.9."],
      },
      {
        name: "to whatever is newest",
        context: upgrade(traefik("41.3.0"), { ...traefik("41.3.0"), version: null }),
        finds: ["high helm_release.traefik: traefik goes from 41.3.0 to whatever is newest."],
      },
    ],
    quiet: [{ name: "a minor version up", context: upgrade(traefik("41.2.0"), traefik("41.3.0")) }],
  },
  "EKS-HELM-002": {
    fires: [
      {
        name: "another namespace",
        context: planned([
          replace("helm_release.traefik", traefik("41.3.0"), { ...traefik("41.3.0"), namespace: "ingress" }, [
            "namespace",
          ]),
        ]),
        finds: [
          "stop helm_release.traefik: It is uninstalled and installed again: namespace traefik becomes ingress.",
        ],
      },
      {
        name: "tainted",
        context: planned([
          change("helm_release.traefik", "replace-delete-first", traefik("41.3.0"), traefik("41.3.0"), {
            actionReason: "replace_because_tainted",
          }),
        ]),
        finds: ["stop helm_release.traefik: It is uninstalled and installed again because it is tainted."],
      },
    ],
    quiet: [
      { name: "other values", context: values({ a: 1 }, { a: 2 }) },
      {
        name: "the cluster goes too",
        context: planned([replace("aws_eks_cluster.a"), replace("helm_release.traefik", traefik("41.3.0"))]),
      },
    ],
  },
  "EKS-HELM-003": {
    fires: [
      {
        name: "force_update is turned on",
        context: upgrade(traefik("41.3.0"), traefik("41.3.0", {}, { force_update: true })),
        finds: ["stop helm_release.traefik: force_update is on."],
      },
    ],
    quiet: [
      {
        name: "force_update was on",
        context: upgrade(
          traefik("41.2.0", {}, { force_update: true }),
          traefik("41.3.0", {}, { force_update: true }),
        ),
      },
    ],
  },
  "EKS-HELM-004": {
    fires: [
      {
        name: "it goes while its objects stay",
        context: context({
          plan: plan([cluster, remove("helm_release.traefik", traefik("41.3.0"))]),
          present: [
            present({
              apiVersion: "traefik.io/v1alpha1",
              kind: "Middleware",
              metadata: { name: "b", namespace: "apps" },
            }),
            present({
              apiVersion: "traefik.io/v1alpha1",
              kind: "IngressRoute",
              metadata: { name: "a", namespace: "apps" },
            }),
            present({ apiVersion: "v1", kind: "Service", metadata: { name: "a", namespace: "apps" } }),
          ],
        }),
        finds: [
          "stop helm_release.traefik: traefik goes, which brings hub.traefik.io and traefik.io, while 2 objects of them stay: IngressRoute apps/a and Middleware apps/b.",
        ],
      },
      {
        name: "it goes, and nothing is known of objects",
        context: planned([remove("helm_release.keda", { name: "keda", chart: "keda", version: "2.0.0" })]),
        finds: ["stop helm_release.keda: keda goes, which brings keda.sh."],
      },
    ],
    quiet: [
      {
        name: "a chart without definitions",
        context: planned([
          remove("helm_release.m", { name: "m", chart: "metrics-server", version: "3.13.1" }),
        ]),
      },
      {
        name: "the cluster goes too",
        context: planned([remove("aws_eks_cluster.a"), remove("helm_release.traefik", traefik("41.3.0"))]),
      },
    ],
  },
  "EKS-HELM-005": {
    fires: [
      {
        name: "a minor version up",
        context: upgrade(traefik("v41.2.9"), traefik("41.3.0")),
        finds: ["high helm_release.traefik: traefik goes from 41.2.9 to 41.3.0."],
      },
    ],
    quiet: [{ name: "a patch up", context: upgrade(traefik("41.3.0"), traefik("41.3.1")) }],
  },
  "EKS-HELM-006": {
    fires: [
      {
        name: "one of three is left",
        context: values({ deployment: { replicas: 3 } }, { deployment: { replicas: 1 } }),
        finds: ["high helm_release.traefik: deployment.replicas goes from 3 to 1."],
      },
    ],
    quiet: [
      {
        name: "two of three are left",
        context: values({ deployment: { replicas: 3 } }, { deployment: { replicas: 2 } }),
      },
      {
        name: "one of none",
        context: values({ deployment: { replicas: 0 } }, { deployment: { replicas: 1 } }),
      },
    ],
  },
  "EKS-HELM-007": {
    fires: [
      {
        name: "another type and scheme",
        context: values(
          { service: { spec: { type: "ClusterIP" } } },
          { service: { spec: { type: "LoadBalancer" }, annotations: { [scheme]: "internet-facing" } } },
        ),
        finds: [
          `high helm_release.traefik: service.annotations["${scheme}"] goes from the chart's default to internet-facing and service.spec.type goes from ClusterIP to LoadBalancer.`,
        ],
      },
      {
        name: "new, and facing the internet",
        context: planned([
          create(
            "helm_release.traefik",
            traefik("41.3.0", { service: { annotations: { [scheme]: "internet-facing" } } }),
          ),
        ]),
        finds: [
          `high helm_release.traefik: service.annotations["${scheme}"] goes from the chart's default to internet-facing.`,
        ],
      },
    ],
    quiet: [
      {
        name: "another annotation, and the type of something else",
        context: values(
          { service: { annotations: { a: "b" } }, deployment: { type: "a" } },
          { service: { annotations: { a: "c" } }, deployment: { type: "b" } },
        ),
      },
      {
        name: "new, and internal",
        context: planned([
          create(
            "helm_release.traefik",
            traefik("41.3.0", { service: { annotations: { [scheme]: "internal" } } }),
          ),
        ]),
      },
    ],
  },
  "EKS-HELM-008": {
    fires: [
      {
        name: "the dashboard's route, and the insecure API",
        context: values(
          {},
          { ingressRoute: { dashboard: { enabled: true } }, additionalArguments: ["--api.insecure=true"] },
        ),
        finds: [
          "high helm_release.traefik: --api.insecure=true is set and ingressRoute.dashboard.enabled is on.",
        ],
      },
      {
        name: "the port, by --set",
        context: upgrade(
          traefik("41.3.0"),
          traefik("41.3.0", {}, { set: [{ name: "ports.traefik.expose.default", value: "true" }] }),
        ),
        finds: ["high helm_release.traefik: ports.traefik.expose.default is on."],
      },
    ],
    quiet: [
      {
        name: "the port of requests",
        context: values(
          {},
          { ports: { web: { expose: { default: true } } }, ingressRoute: { dashboard: { enabled: false } } },
        ),
      },
    ],
  },
  "EKS-HELM-009": {
    fires: [
      {
        name: "a minor version up",
        context: upgrade(traefik("41.2.0"), traefik("41.3.0")),
        finds: [
          "high helm_release.traefik: traefik goes from 41.2.0 to 41.3.0, and its definitions stay as they are.",
        ],
      },
    ],
    quiet: [
      {
        name: "something else brings them",
        context: upgrade(traefik("41.2.0"), traefik("41.3.0", {}, { skip_crds: true })),
      },
      {
        name: "a chart that upgrades its own",
        context: upgrade(
          { name: "c", chart: "cert-manager", version: "v1.20.0" },
          { name: "c", chart: "cert-manager", version: "v1.21.0" },
        ),
      },
    ],
  },
  "EKS-HELM-010": {
    fires: [
      {
        name: "the whole document is unknown",
        context: upgrade(traefik("41.3.0"), { ...traefik("41.3.0"), values: [unknown] }),
        finds: ["high helm_release.traefik: Its new values cannot be judged."],
      },
    ],
    quiet: [
      {
        name: "one value is unknown",
        context: upgrade(
          traefik("41.3.0"),
          traefik("41.3.0", {}, { set: [{ name: "vpcId", value: unknown }] }),
        ),
      },
      {
        name: "the stack has the document",
        context: context({
          plan: plan([
            update("helm_release.traefik", traefik("41.3.0"), { ...traefik("41.3.0"), values: [unknown] }),
          ]),
          releases: { after: [release("helm_release.traefik")] },
        }),
      },
    ],
  },
  "EKS-HELM-011": {
    fires: [
      {
        name: "a patch up with another value",
        context: upgrade(traefik("41.3.0", { a: 1 }), traefik("41.3.1", { a: 2 })),
        finds: [
          "note helm_release.traefik: 1 value of traefik changes: a.",
          "note helm_release.traefik: traefik goes from 41.3.0 to 41.3.1.",
        ],
      },
    ],
    quiet: [
      {
        name: "values written in another order",
        context: values({ a: 1, b: 2 }, { b: 2, a: 1 }),
      },
    ],
  },
  "EKS-HELM-012": {
    fires: [
      {
        name: "it was in the stack before",
        context: context({
          plan: plan([cluster, create("helm_release.traefik", traefik("41.3.0"))]),
          releases: { before: [release("helm_release.traefik")], after: [release("helm_release.traefik")] },
        }),
        finds: ["stop helm_release.traefik: traefik was in the stack before, and is created."],
      },
      {
        name: "it was in the state",
        context: planned([cluster, create("helm_release.traefik", traefik("41.3.0"))], {
          drift: [change("helm_release.traefik", "delete", traefik("41.3.0"), undefined)],
        }),
        finds: ["stop helm_release.traefik: traefik was in the state, was not found, and is created."],
      },
      {
        name: "nothing is known of the time before",
        context: planned([cluster, create("helm_release.traefik", traefik("41.3.0"))]),
        finds: [
          "high helm_release.traefik: traefik is created while the cluster stays as it is; whether it was there before cannot be judged.",
        ],
      },
    ],
    quiet: [
      {
        name: "it is new in the stack",
        context: context({
          plan: plan([cluster, create("helm_release.traefik", traefik("41.3.0"))]),
          releases: { before: [release("helm_release.other")] },
        }),
      },
      {
        name: "the cluster is new too",
        context: planned([create("aws_eks_cluster.a"), create("helm_release.traefik", traefik("41.3.0"))]),
      },
    ],
  },
  "EKS-HELM-013": {
    fires: [
      {
        name: "a chart without definitions",
        context: planned([
          remove("helm_release.m", {
            name: "metrics",
            namespace: "kube-system",
            chart: "metrics-server",
            version: "3.13.1",
          }),
        ]),
        finds: ["high helm_release.m: metrics is uninstalled from kube-system."],
      },
    ],
    quiet: [
      {
        name: "a louder rule tells it",
        context: planned([remove("helm_release.traefik", traefik("41.3.0"))]),
      },
    ],
  },
  "EKS-HELM-014": {
    fires: [
      {
        name: "a lost release is no longer adopted",
        context: upgrade(
          traefik("41.3.0", {}, { upgrade_install: true, atomic: true }),
          traefik("41.3.0", {}, { upgrade_install: false, atomic: true }),
        ),
        finds: ["high helm_release.traefik: upgrade_install is off."],
      },
    ],
    quiet: [
      {
        name: "it never was",
        context: upgrade(
          traefik("41.2.0", {}, { upgrade_install: false }),
          traefik("41.3.0", {}, { upgrade_install: false }),
        ),
      },
    ],
  },
};
