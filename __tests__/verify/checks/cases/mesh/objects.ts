/** Objects that cases of meshes are made of; bodies are YAML, indented as they stand in the object. */
export const object = (apiVersion: string, kind: string, name: string, body: string, namespace = "apps") =>
  `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}${namespace === "" ? "" : `, namespace: ${namespace}`} }
${body}
---
`;

export const namespace = (name: string, labels: string): string => `apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { ${labels} } }
---
`;

export const sidecars = namespace("apps", "istio-injection: enabled");
export const ambient = namespace("apps", "istio.io/dataplane-mode: ambient");
export const waypoint = namespace(
  "apps",
  "istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint",
);

/** A Service that selects the pods of its name. */
export const service = (name = "web", more = "", inNamespace = "apps"): string =>
  object(
    "v1",
    "Service",
    name,
    `spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: 8080 }]${more} }`,
    inNamespace,
  );

export interface Pods {
  readonly name?: string;
  readonly labels?: string;
  readonly annotations?: string;
  /** Of the pod, after its containers. */
  readonly spec?: string;
  /** Of the container. */
  readonly container?: string;
  readonly replicas?: number;
  readonly namespace?: string;
}

export const deployment = ({
  name = "web",
  labels = "",
  annotations = "",
  spec = "",
  container = "",
  replicas = 1,
  namespace: inNamespace = "apps",
}: Pods = {}): string =>
  object(
    "apps/v1",
    "Deployment",
    name,
    `spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: ${name}${labels} }, annotations: { ${annotations} } }
    spec: { containers: [{ name: web, image: a, ports: [{ name: http, containerPort: 8080 }]${container} }]${spec} }`,
    inNamespace,
  );

export const inConsul = 'consul.hashicorp.com/connect-inject: "true"';

export const istio = (kind: string, name: string, spec: string, inNamespace?: string): string =>
  object("networking.istio.io/v1", kind, name, `spec:\n${spec}`, inNamespace);

export const security = (kind: string, name: string, spec: string, inNamespace?: string): string =>
  object("security.istio.io/v1", kind, name, `spec:\n${spec}`, inNamespace);

export const consul = (kind: string, name: string, spec: string, inNamespace?: string): string =>
  object("consul.hashicorp.com/v1alpha1", kind, name, `spec:\n${spec}`, inNamespace);

export const monitor = (kind: string, name: string, spec: string, labels = ""): string =>
  `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: { name: ${name}, namespace: apps, labels: { ${labels} } }
spec: { ${spec} }
---
`;

/** Routes of a VirtualService of the host `web`, one a line. */
export const routes = (...http: readonly string[]): string =>
  istio(
    "VirtualService",
    "web",
    `  hosts: [web]\n  http:\n${http.map((route) => `  - ${route}\n`).join("")}`,
  );

/** A stack that installs charts with these values. */
export const releases = (values: Readonly<Record<string, object>>) => ({
  resource: {
    helm_release: Object.fromEntries(
      Object.entries(values).map(([chart, given]) => [
        chart,
        { name: chart, namespace: chart, chart, values: [JSON.stringify(given)] },
      ]),
    ),
  },
});
