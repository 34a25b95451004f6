import { stringify } from "yaml";
import type { Input } from "../../../verify/input/input";
import { objectsIn } from "../../../verify/input/load";
import { releaseFromValues } from "../../../verify/input/releases";
import { traefikModel } from "../../../verify/traefik/build";
import type { HttpRouter, Reason, TcpRouter, TraefikModel, UdpRouter } from "../../../verify/traefik/model";

/** Manifests as one text, and the chart's values where they are known, as all that a cluster has. */
export function given(manifests: string, values?: object, complete = true): Input {
  const { objects, problems } = objectsIn("manifests.yaml", manifests);
  const releases =
    values === undefined ? [] : releaseFromValues("traefik", "values.yaml", stringify(values)).releases;
  return { objects, releases, complete, problems };
}

export const model = (manifests: string, values?: object): TraefikModel =>
  traefikModel(given(manifests, values));

/** A Service that each route of these tests may name: `svc`, port 80. */
export const service = (
  name = "svc",
  namespace = "default",
  spec = "ports: [{ name: http, port: 80 }]",
): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
---`;

export interface RouteProps {
  readonly name?: string;
  readonly namespace?: string;
  readonly spec?: string;
  readonly kind?: string;
}

/** An IngressRoute; `routes` in YAML's flow style. */
export const ingressRoute = (
  routes: string,
  { name = "route", namespace = "default", spec = "", kind = "IngressRoute" }: RouteProps = {},
): string => `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: { routes: ${routes}${spec === "" ? "" : `, ${spec}`} }
---`;

export const middleware = (
  name: string,
  spec: string,
  namespace = "default",
  kind = "Middleware",
): string => `
apiVersion: traefik.io/v1alpha1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} }
spec: { ${spec} }
---`;

/** `enabled`, or what became of it and why, in one line each. */
export const fateOf = ({ state }: HttpRouter | TcpRouter | UdpRouter): readonly string[] =>
  state.kind === "enabled" ? ["enabled"] : state.reasons.map((reason) => `${state.kind}: ${told(reason)}`);

export const told = ({ code, message, path }: Reason): string => `${code} at ${path.join(".")}: ${message}`;
