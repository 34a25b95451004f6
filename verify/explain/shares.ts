import { isRecord } from "../structural/record";
import { type KubernetesService, mirrorsOf, type ServiceTree, sharesOf } from "../traefik/service-tree";
import type { ServiceShare } from "./explanation";

/** Services that may answer, those met several times once. */
export function serviceShares(tree: ServiceTree): readonly ServiceShare[] {
  const found = new Map<string, ServiceShare>();
  for (const { service, share, fallback } of sharesOf(tree)) {
    const shown =
      service.kind === "kubernetes"
        ? ofKubernetes(service, share, fallback)
        : { service: service.name, percent: percentOf(share), fallback };
    const key = `${shown.service} ${"port" in shown ? shown.port : ""} ${fallback}`;
    const known = found.get(key);
    found.set(
      key,
      known === undefined ? shown : { ...shown, percent: rounded(known.percent + shown.percent) },
    );
  }
  return [...found.values()];
}

/** Services that get copies. */
export const mirrorShares = (tree: ServiceTree): readonly ServiceShare[] =>
  mirrorsOf(tree).flatMap(({ service, share }) =>
    sharesOf(service, share).map((part) =>
      part.service.kind === "kubernetes"
        ? ofKubernetes(part.service, part.share, part.fallback)
        : { service: part.service.name, percent: percentOf(part.share), fallback: part.fallback },
    ),
  );

// --- internal ---

function ofKubernetes(service: KubernetesService, share: number, fallback: boolean): ServiceShare {
  const selector = selectorOf(service);
  const application = selector["app.kubernetes.io/name"];
  const version = selector.version ?? selector["app.kubernetes.io/version"];
  return {
    service: `${service.namespace}/${service.name}`,
    port: service.portNumber ?? service.port,
    percent: percentOf(share),
    ...(typeof application === "string" && { application }),
    ...(typeof version === "string" && { version }),
    fallback,
  };
}

function selectorOf({ object }: KubernetesService): Readonly<Record<string, unknown>> {
  const spec = object !== undefined && isRecord(object.object.spec) ? object.object.spec : {};
  return isRecord(spec.selector) ? spec.selector : {};
}

const percentOf = (share: number): number => rounded(share * 100);

const rounded = (percent: number): number => Math.round(percent * 100) / 100;
