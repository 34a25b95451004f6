import type { TextFile } from "../../verify/input/files";
import type { Input } from "../../verify/input/input";
import { inputOf } from "../../verify/input/load";
import { canonical } from "../differences/value";
import type { ReadManifests } from "../manifests/read";

export interface Stacks {
  /** The environment's `cdk.tf.json`. @default - that of the other side, if it is at hand */
  readonly base?: TextFile;
  readonly head?: TextFile;
}

/**
 * What Traefik gets to see on both sides, with the releases of both stacks; undefined where nothing of it differs, so
 * that nothing has to be read.
 */
export function routingInputs(
  manifests: ReadManifests,
  { base, head }: Stacks = {},
): { readonly base: Input; readonly head: Input } | undefined {
  const [before, after] = [base ?? head, head ?? base].map((stack) =>
    inputOf({ manifests: [], stacks: stack === undefined ? [] : [stack], complete: true }),
  ) as [Input, Input];
  const isSeen = ({ identity: { group } }: ReadManifests["base"][number]): boolean => groups.includes(group);
  const differs =
    manifests.base.some(isSeen) || manifests.head.some(isSeen) || traefikOf(before) !== traefikOf(after);
  if (!differs) return undefined;
  const objects = manifests.everything(groups);
  // routes without any Service beside them are a part of something
  const complete = [...objects.base, ...objects.head].some(
    ({ group, kind }) => group === "" && kind === "Service",
  );
  return {
    base: { ...before, objects: [...objects.base, ...before.objects], complete },
    head: { ...after, objects: [...objects.head, ...after.objects], complete },
  };
}

// --- internal ---

/** Traefik's own kinds, Services and Secrets, and what certificates come from. */
const groups = ["traefik.io", "", "cert-manager.io"];

const traefikOf = ({ releases, objects }: Input): string =>
  canonical([
    releases
      .filter(({ chart }) => chart === "traefik")
      .map(({ namespace, values, valuesKnown }) => [namespace, values, valuesKnown]),
    objects.map(({ object }) => object),
  ]);
