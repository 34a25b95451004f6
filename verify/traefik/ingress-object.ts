import { createHash } from "node:crypto";
import { normalized } from "../../traefik/ids";
import type { LocatedObject } from "../input/located-object";
import { isRecord } from "../structural/record";
import type { Reason } from "./model";
import { qualified } from "./reference";

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> =>
  isRecord(object.spec) ? object.spec : {};

/** Name of a route's router: of its namespace, its object and the first ten bytes of a hash of its rule. */
export function routerName({ namespace, name }: LocatedObject, match: string): string {
  return qualified(normalized(`${namespace}-${name}-${routeHash(match)}`));
}

/** The first ten bytes of a hash of a rule. */
export const routeHash = (match: string): string =>
  createHash("sha256").update(match).digest("hex").slice(0, 20);

/** Why a provider for `wanted` passes an object over; undefined where it takes it. */
export function classReason(object: LocatedObject, wanted: string): Reason | undefined {
  const { path, value } = classOf(object);
  if (value === wanted || (wanted === "" && value === "traefik")) return undefined;
  const takes = wanted === "" ? "those without a class and of class traefik" : `class ${wanted}`;
  return {
    code: "other-class",
    message: `${value === "" ? "it has no class" : `its class is ${value}`}, and Traefik takes ${takes} (providers.kubernetesCRD.ingressClass)`,
    object,
    path,
  };
}

function classOf(object: LocatedObject): { readonly path: readonly string[]; readonly value: string } {
  const { ingressClassName } = specOf(object);
  if (typeof ingressClassName === "string")
    return { path: ["spec", "ingressClassName"], value: ingressClassName };
  const metadata = isRecord(object.object.metadata) ? object.object.metadata : {};
  const annotations = isRecord(metadata.annotations) ? metadata.annotations : {};
  const annotation = "kubernetes.io/ingress.class";
  const value = textOf(annotations[annotation]);
  return { path: value === "" ? ["spec"] : ["metadata", "annotations", annotation], value };
}
