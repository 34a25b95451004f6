import type { Cases } from "./case";

/** A fault in values and the same without it. */
const values = (broken: string, place: string, happens: string, right: string, severity = "error") => ({
  finds: { values: broken, finding: `values.yaml:${place} ${severity} values of traefik: ${happens}` },
  passes: { values: right },
});

interface Release {
  readonly chart: string;
  readonly values?: string;
  readonly [attribute: string]: unknown;
}

const stack = (releases: Readonly<Record<string, Release>>) => ({
  resource: {
    helm_release: Object.fromEntries(
      Object.entries(releases).map(([name, { values: text, ...rest }]) => [
        name,
        { name, namespace: name, ...rest, values: text === undefined ? [] : [text] },
      ]),
    ),
  },
});

const monitored = (check: string) =>
  `metrics: { prometheus: { disableAPICheck: ${check}, serviceMonitor: { enabled: true } } }`;

const spread = (instance: string) =>
  `topologySpreadConstraints: [{ labelSelector: { matchLabels: { app.kubernetes.io/instance: ${instance} } } }]`;

const inside = (service: string) =>
  `service: { additionalServices: { ${service}: {} } }
ports: { calls: { expose: { inside: true } } }`;

const lifeCycle = (grace: number) =>
  `deployment: { terminationGracePeriodSeconds: ${grace} }
ports: { web: { transport: { lifeCycle: { requestAcceptGraceTimeout: 30s, graceTimeOut: 1m } } } }`;

const cloudService = (annotations: string) =>
  `service:\n  spec: { loadBalancerClass: service.k8s.aws/nlb }\n  annotations: { service.beta.kubernetes.io/aws-load-balancer-${annotations} }`;

export const chartCases: Cases = {
  E60: [
    values(
      "providers: { kubernetesCRDs: { enabled: true } }",
      "1:14",
      "providers.kubernetesCRDs is no key of the chart; did you mean kubernetesCRD?",
      "providers: { kubernetesCRD: { enabled: true } }",
    ),
    values(
      "log: { levle: INFO }",
      "1:8",
      "log.levle is no key of the chart; did you mean level?",
      "log: { level: INFO }",
    ),
    values(
      "deployment: { replicas: two }",
      "1:15",
      'deployment.replicas must be integer; not "two"',
      "deployment: { replicas: 2, podLabels: { any: thing } }",
    ),
    values(inside("other"), "2:29", "ports.calls.expose.inside names no Service", inside("inside")),
  ],
  E61: [
    values(
      "logs: { general: { level: INFO } }",
      "1:1",
      "logs is a key of versions before 41",
      "log: { level: INFO }",
    ),
    values(
      "ports: { web: { redirectTo: { port: websecure } } }",
      "1:17",
      "ports.web.redirectTo is a key of versions before 34",
      "ports: { web: { http: { redirections: { entryPoint: { to: websecure } } } } }",
    ),
    values(
      "ports: { web: { expose: true } }",
      "1:17",
      "ports.web.expose is a mapping since version 27",
      "ports: { web: { expose: { default: true } } }",
    ),
  ],
  W63: [
    values(
      cloudService("nlb-target-type: ip"),
      "3:3",
      "No scheme is said, and the controller makes an internal load balancer",
      cloudService("scheme: internal"),
      "warning",
    ),
    values(
      "service: { annotations: { service.beta.kubernetes.io/aws-load-balancer-type: nlb } }",
      "1:27",
      "nlb is the old way",
      "service: { spec: { type: ClusterIP } }",
      "warning",
    ),
  ],
  E65: [
    values(
      lifeCycle(90),
      "2:30",
      "A stopping pod accepts for 30 s and finishes for 60 s, and is killed after 90 s",
      lifeCycle(91),
    ),
  ],
  E66: [
    values(
      "podDisruptionBudget: { enabled: true, minAvailable: 1, maxUnavailable: 1 }\ndeployment: { replicas: 3 }",
      "1:39",
      "A disruption budget has one of minAvailable and maxUnavailable",
      "podDisruptionBudget: { enabled: true, maxUnavailable: 1 }\ndeployment: { replicas: 3 }",
    ),
    values(
      "podDisruptionBudget: { enabled: true, minAvailable: 2 }\nautoscaling: { enabled: true, minReplicas: 2, maxReplicas: 5 }",
      "1:39",
      "With 2 replicas the budget lets no pod go",
      "podDisruptionBudget: { enabled: true, minAvailable: 1 }\nautoscaling: { enabled: true, minReplicas: 2, maxReplicas: 5 }",
    ),
  ],
  E67: [
    {
      finds: {
        stack: stack({ traefik: { chart: "traefik", values: spread("traefik") } }),
        finding:
          "cdk.tf.json:9:11 error helm_release.traefik: Traefik's pods have app.kubernetes.io/instance: traefik-traefik, not traefik",
      },
      passes: { stack: stack({ traefik: { chart: "traefik", values: spread("traefik-traefik") } }) },
    },
  ],
  E68: [
    {
      finds: {
        stack: stack({
          monitoring: { chart: "kube-prometheus-stack" },
          traefik: {
            chart: "traefik",
            values: monitored("false"),
            depends_on: ["helm_release.monitoring"],
          },
        }),
        finding: "cdk.tf.json:18:11 error helm_release.traefik: The chart asks the API server",
      },
      passes: {
        stack: stack({
          monitoring: { chart: "kube-prometheus-stack" },
          traefik: { chart: "traefik", values: monitored("true"), depends_on: ["helm_release.monitoring"] },
        }),
      },
    },
    {
      finds: {
        stack: stack({
          monitoring: { chart: "kube-prometheus-stack" },
          traefik: { chart: "traefik", values: monitored("true") },
        }),
        finding:
          "cdk.tf.json:15:11 error helm_release.traefik: Nothing makes sure that the definition of serviceMonitor is there",
      },
      passes: { stack: stack({ traefik: { chart: "traefik" } }) },
    },
  ],
  W69: [
    {
      finds: {
        stack: stack({
          controller: { chart: "aws-load-balancer-controller" },
          traefik: { chart: "traefik", values: "ingressClass: { name: traefik }" },
        }),
        finding:
          "cdk.tf.json:15:11 warning helm_release.traefik: The chart makes Traefik the class of every Ingress",
      },
      passes: {
        stack: stack({
          controller: { chart: "aws-load-balancer-controller", values: "createIngressClassResource: false" },
          traefik: { chart: "traefik", values: "ingressClass: { name: traefik }" },
        }),
      },
    },
  ],
  W70: [
    values(
      "certificatesResolvers: { le: { acme: { email: a@example.com } } }\ndeployment: { replicas: 2 }",
      "1:26",
      "Each of 2 replicas asks for certificates by itself",
      "certificatesResolvers: { le: { acme: { email: a@example.com } } }\ndeployment: { replicas: 1 }",
      "warning",
    ),
  ],
};
