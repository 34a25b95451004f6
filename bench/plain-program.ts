import { readdirSync, rmSync } from "node:fs";
import { ApiObject, App, Chart, Size } from "cdk8s";
import * as kplus from "cdk8s-plus-27";
import {
  IngressRoute,
  IngressRouteSpecRoutesKind,
  IngressRouteSpecRoutesServicesPort,
  Middleware,
} from "../imports/traefik.io";
import { measured, scratchFolder, serviceName, serviceNumbers } from "./services-measured";

/** Makes the same kinds of objects as cdk8s-plus is usually written: a chart, and so a file, for each service. */

const count = Number(process.argv[2]);
const folder = scratchFolder();

class ServiceChart extends Chart {
  constructor(app: App, number: number) {
    const name = serviceName(number);
    super(app, name, { namespace: `team-${number % 10}` });
    const serviceAccount = new kplus.ServiceAccount(this, "service-account", { metadata: { name } });
    const deployment = new kplus.Deployment(this, "deployment", {
      metadata: { name },
      serviceAccount,
      containers: [
        {
          image: "example/app:1",
          ports: [{ number: 8080, name: "http" }],
          envVariables: { LEVEL: kplus.EnvValue.fromValue("info") },
          resources: {
            cpu: { request: kplus.Cpu.millis(100) },
            memory: { request: Size.mebibytes(128), limit: Size.mebibytes(128) },
          },
          startup: kplus.Probe.fromHttpGet("/", { port: 8080 }),
          readiness: kplus.Probe.fromHttpGet("/", { port: 8080 }),
          liveness: kplus.Probe.fromHttpGet("/", { port: 8080 }),
        },
      ],
    });
    new kplus.HorizontalPodAutoscaler(this, "autoscaler", {
      target: deployment,
      minReplicas: 2,
      maxReplicas: 4,
      metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
    });
    new kplus.k8s.KubePodDisruptionBudget(this, "disruption-budget", {
      metadata: { name },
      spec: {
        maxUnavailable: kplus.k8s.IntOrString.fromNumber(1),
        selector: { matchLabels: { "app.kubernetes.io/name": name } },
      },
    });
    deployment.exposeViaService({ name, ports: [{ name: "http", port: 80, targetPort: 8080 }] });
    new kplus.k8s.KubeNetworkPolicy(this, "network-policy", {
      metadata: { name },
      spec: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "traefik" } } }],
            ports: [{ protocol: "TCP", port: kplus.k8s.IntOrString.fromNumber(8080) }],
          },
        ],
        egress: [{ ports: [{ protocol: "UDP", port: kplus.k8s.IntOrString.fromNumber(53) }] }],
      },
    });
    new Middleware(this, "middleware", {
      metadata: { name: `${name}-headers` },
      spec: { headers: { customRequestHeaders: { "X-Bench": "1" } } },
    });
    new IngressRoute(this, "route", {
      metadata: { name },
      spec: {
        entryPoints: ["websecure"],
        routes: [
          {
            kind: IngressRouteSpecRoutesKind.RULE,
            match: `Host(\`${name}.example.com\`)`,
            middlewares: [{ name: `${name}-headers` }],
            services: [{ name, port: IngressRouteSpecRoutesServicesPort.fromString("http") }],
          },
        ],
        tls: {},
      },
    });
  }
}

measured(() => {
  const app = new App({ outdir: folder });
  for (const number of serviceNumbers(count)) new ServiceChart(app, number);
  app.synth();
  return {
    files: readdirSync(folder).length,
    objects: app.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).length,
  };
});
rmSync(folder, { recursive: true });
