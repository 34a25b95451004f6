import { type Cases, core, middleware, route, traefik } from "./case";

const configMap = (metadata: string, apiVersion = "v1", kind = "ConfigMap"): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\n---\n`;

export const objectCases: Cases = {
  E71: [
    {
      finds: {
        yaml: traefik(
          "IngressRoute",
          "web",
          "  routes:\n  - { kind: Rule, mach: Host(`a`), match: Host(`a`) }\n",
        ),
        finding: "6:19 error IngressRoute apps/web: mach is no known field; did you mean match?",
      },
      passes: { yaml: traefik("IngressRoute", "web", "  routes:\n  - { kind: Rule, match: Host(`a`) }\n") },
    },
  ],
  W72: [
    {
      finds: {
        yaml: configMap("{ name: a, namespace: b }", "v1", "Namespace"),
        finding: "3:22 warning Namespace b/a: Namespace belongs to the whole cluster",
      },
      passes: { yaml: configMap("{ name: a }", "v1", "Namespace") },
    },
  ],
  E73: [
    {
      finds: {
        yaml: configMap("{ name: a, namespace: b }", "traefik.containo.us/v1alpha1", "IngressRoute"),
        finding:
          "1:1 error IngressRoute b/a: traefik.containo.us/v1alpha1 IngressRoute is not known to Traefik 3",
      },
      passes: { yaml: route("Host(`a`)") },
    },
    {
      finds: {
        yaml: configMap("{ name: a, namespace: b }", "networking.k8s.io/v1beta1", "Ingress"),
        finding: "1:1 error Ingress b/a: networking.k8s.io/v1beta1 Ingress is gone since Kubernetes 1.22",
      },
      passes: { yaml: configMap("{ name: a, namespace: b }", "networking.k8s.io/v1", "Ingress") },
    },
    {
      finds: {
        yaml: configMap("{ name: a, namespace: b }", "cert-manager.io/v1alpha2", "Issuer"),
        finding: "1:1 error Issuer b/a: cert-manager.io/v1alpha2 Issuer is gone since cert-manager 1.7",
      },
      passes: { yaml: configMap("{ name: a, namespace: b }", "policy/v1", "PodDisruptionBudget") },
    },
  ],
  E74: [
    {
      finds: {
        yaml: configMap("{ name: A_b, namespace: b }"),
        finding: '3:13 error ConfigMap b/A_b: name: "A_b" must be at most 253 lower-case letters',
      },
      passes: { yaml: configMap("{ name: a-b, namespace: b }") },
    },
    {
      finds: {
        yaml: middleware("  compress: {}\n").replace(", namespace: apps", ""),
        complete: true,
        finding: "3:1 error Middleware one: No namespace is named",
      },
      passes: { yaml: middleware("  compress: {}\n").replace(", namespace: apps", "") },
    },
  ],
  E75: [
    {
      finds: {
        yaml: core("ConfigMap", "a", "data: {}\n") + core("ConfigMap", "a", "data: { b: c }\n"),
        finding: "8:13 error ConfigMap apps/a: ConfigMap a is defined in a.yaml already",
      },
      passes: { yaml: core("ConfigMap", "a", "data: {}\n") + core("ConfigMap", "a", "data: {}\n", "other") },
    },
  ],
  W76: [
    {
      finds: {
        yaml:
          configMap("{ name: a, namespace: b }", "example.com/v1", "Thing") +
          configMap("{ name: c, namespace: b }", "example.com/v1", "Thing"),
        finding: "1:1 warning Thing b/a: There is no schema of example.com/v1 Thing",
      },
      passes: { yaml: configMap("{ name: a, namespace: b }", "apps/v1", "Deployment") },
    },
  ],
};
