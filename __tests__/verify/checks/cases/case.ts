import type { CheckId } from "../../../../verify/checks/registry";

/** What is verified: manifests, and what else is known. */
export interface Given {
  readonly yaml?: string;
  /** Values of Traefik's chart. */
  readonly values?: string;
  /** The Terraform half. */
  readonly stack?: object;
  /** Whether the files are all that the cluster runs. */
  readonly complete?: true;
}

export interface Case {
  /** Finds exactly this: severity, place and object, and the beginning of what happens. */
  readonly finds: Given & { readonly finding: string };
  /** The same without the fault. */
  readonly passes: Given;
}

export type Cases = Partial<Readonly<Record<CheckId, readonly Case[]>>>;

const object = (apiVersion: string, kind: string, name: string, rest: string, namespace = "apps"): string =>
  `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${name}${namespace === "" ? "" : `, namespace: ${namespace}`} }
${rest}---
`;

/** A traefik.io object; its spec is flow or block YAML, indented by two. */
export const traefik = (kind: string, name: string, spec: string, namespace?: string): string =>
  object("traefik.io/v1alpha1", kind, name, `spec:\n${spec}`, namespace);

export const certManager = (kind: string, name: string, spec: string, namespace?: string): string =>
  object("cert-manager.io/v1", kind, name, `spec:\n${spec}`, kind === "ClusterIssuer" ? "" : namespace);

export const core = (kind: string, name: string, rest: string, namespace?: string): string =>
  object("v1", kind, name, rest, namespace);

export const service = (name: string, namespace?: string): string =>
  core("Service", name, "spec: { ports: [{ name: http, port: 80 }] }\n", namespace);

/** An IngressRoute with one rule; what stands behind the rule is given. */
export const route = (match: string, rest = "", name = "web"): string =>
  traefik(
    "IngressRoute",
    name,
    `  entryPoints: [websecure]
  routes:
  - kind: Rule
    match: ${match}
    services: [{ name: web, port: 80 }]
${rest}`,
  );

export const middleware = (spec: string, name = "one"): string => traefik("Middleware", name, spec);
