import type { ObjectIdentity, Origin, SourceLine } from "../report/report";
import type { ConstructMap } from "./construct-map";
import { type Address, constructPaths, resourceOf } from "./terraform-paths";

/** Where what stands in the output comes from. */
export interface Origins {
  /** Of a resource, by its address in a plan, with module and index. */
  readonly ofResource: (address: Address) => Origin;
  readonly ofObject: (identity: ObjectIdentity) => Origin;
}

/** One state of an environment. */
export interface OriginSide {
  /** Text of its `cdk.tf.json`. */
  readonly stack?: string;
  readonly constructs?: ConstructMap;
}

/** An option of the definition, and where it stands. */
export type DefinitionLine = SourceLine & { readonly option: string };

/** Options that caused changes: by address of a resource without index, and by `objectKey`. */
export interface Causes {
  readonly resources: ReadonlyMap<string, DefinitionLine>;
  readonly objects: ReadonlyMap<string, DefinitionLine>;
}

export interface OriginsProps {
  readonly environment: string;
  readonly before: OriginSide;
  readonly after: OriginSide;
  readonly causes?: Causes;
}

/**
 * Finds where resources and objects come from: in what is proposed, and for what is no longer there, in what was. What
 * neither knows has no origin.
 */
export function originsOf({ environment, before, after, causes }: OriginsProps): Origins {
  const sides = [after, before].map((side) => ({
    paths: constructPaths(side.stack),
    constructs: side.constructs?.constructs ?? {},
    objects: objectPaths(environment, side.constructs),
  }));
  const origin = (path: string | undefined, constructs: ConstructMap["constructs"]): Origin => {
    if (path === undefined) return {};
    const source = constructs[path]?.frames[0];
    return { construct: path, ...(source !== undefined && { source }) };
  };
  const find = (look: (side: (typeof sides)[number]) => Origin): Origin =>
    sides.map(look).find(({ construct }) => construct !== undefined) ?? {};
  const caused = (found: Origin, definition: DefinitionLine | undefined): Origin =>
    definition === undefined ? found : { ...found, definition };
  return {
    ofResource(address) {
      const resource = resourceOf(address);
      const found = find(({ paths, constructs }) => origin(paths.get(resource), constructs));
      return caused(found, causes?.resources.get(resource));
    },
    ofObject(identity) {
      const keys = keysOf(identity);
      const first = <T>(map: ReadonlyMap<string, T> | undefined): T | undefined =>
        keys.map((key) => map?.get(key)).find((it) => it !== undefined);
      const found = find(({ objects, constructs }) => origin(first(objects), constructs));
      return caused(found, first(causes?.objects));
    },
  };
}

/** `apps/v1`'s Deployment shop of apps is `apps/Deployment/apps/shop`, whatever its version. */
export const objectKey = ({ group, kind, namespace, name }: ObjectIdentity): string =>
  [group, kind, namespace, name].join("/");

// --- internal ---

/** What reads manifests names more than is written: the default namespace, and a kustomization by its folder. */
function keysOf(identity: ObjectIdentity): readonly string[] {
  const { group, namespace } = identity;
  return [
    objectKey(identity),
    ...(namespace === "default" ? [objectKey({ ...identity, namespace: "" })] : []),
    ...(group === "kustomize.config.k8s.io" ? [objectKey({ ...identity, name: "" })] : []),
  ];
}

/** Paths of the objects of an environment, whose constructs stand below one of its name. */
function objectPaths(environment: string, map: ConstructMap | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(map?.constructs ?? {}).flatMap(([path, { object }]) =>
    object === undefined ? [] : [[objectKey(object), path] as const],
  );
  const own = entries.filter(([, path]) => path.startsWith(`${environment}/`));
  return new Map(own.length > 0 ? own : entries);
}
