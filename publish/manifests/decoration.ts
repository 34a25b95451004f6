import { type Annotations, annotated, annotationsOf } from "./annotations";
import type { PublishedObject } from "./content";
import { holdsOthers, isDefinition, type Stage, stageOf } from "./kinds";

/** Who applies what is published. */
export type Target = "argocd" | "flux" | "plain";

/**
 * Objects with annotations that tell a controller in which order to apply them, and what not to remove. What an object
 * says itself stays; where any of them says its wave, the order is theirs altogether.
 */
export function decorated(objects: readonly PublishedObject[], target: Target): readonly PublishedObject[] {
  switch (target) {
    case "argocd": {
      const isOrdered = objects.some((object) => annotationsOf(object)[syncWave] !== undefined);
      const defined = new Set(objects.filter(isDefinition).map(({ object }) => groupDefined(object)));
      return objects.map((object) => annotated(object, argoCd(object, isOrdered, defined)));
    }
    case "flux":
      return objects.map((object) => annotated(object, flux(object)));
    case "plain":
      return objects;
    default:
      return target satisfies never;
  }
}

// --- internal ---

const syncWave = "argocd.argoproj.io/sync-wave";
const syncOptions = "argocd.argoproj.io/sync-options";
const prune = "kustomize.toolkit.fluxcd.io/prune";

const waves: Readonly<Record<Stage, number>> = {
  namespace: -3,
  definition: -2,
  access: -1,
  rest: 0,
  // only those whose definitions are published with them; others are there already
  custom: 1,
};

function argoCd(object: PublishedObject, isOrdered: boolean, defined: ReadonlySet<string>): Annotations {
  const has = annotationsOf(object);
  const stage = stageOf(object);
  const wave = stage === "custom" && !defined.has(object.group) ? waves.rest : waves[stage];
  const given = (has[syncOptions] ?? "").split(",").map((option) => option.trim());
  const options = [
    // a dry run fails before any wave where the definition is not there yet (Argo CD, sync options)
    ...(stage === "custom" ? ["SkipDryRunOnMissingResource=true"] : []),
    // what is in them goes with them, so somebody has to agree
    ...(holdsOthers(object) ? ["Prune=confirm"] : []),
    ...(isDefinition(object) ? ["PruneLast=true"] : []),
  ].filter((option) => !given.some((one) => one.split("=")[0] === option.split("=")[0]));
  const all = [...given.filter((option) => option !== ""), ...options].join(",");
  return {
    ...(!isOrdered && wave !== 0 && { [syncWave]: `${wave}` }),
    ...(options.length > 0 && { [syncOptions]: all }),
  };
}

/** The order is Flux's own: definitions and namespaces, then classes, then the rest (kustomize-controller). */
function flux(object: PublishedObject): Annotations {
  const isKept = holdsOthers(object) && annotationsOf(object)[prune] === undefined;
  return isKept ? { [prune]: "disabled" } : {};
}

function groupDefined(object: Readonly<Record<string, unknown>>): string {
  const { group } = (object.spec ?? {}) as { readonly group?: unknown };
  return `${group}`;
}
