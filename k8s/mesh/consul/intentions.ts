import type { MeshCaller } from "../../../platform/mesh/policy";
import { traefikService } from "../../../platform/names";
import type { Service } from "../../../platform/services/model";

/** Who may call a service, and what they may ask for; undefined where nobody may. */
export function sourcesOf({ mesh }: Service): readonly object[] | undefined {
  if (mesh === undefined) return undefined;
  const sources = [
    ...mesh.callers.map(({ name, permission }) => ({ name, ...granted(permission) })),
    ...(mesh.fromTraefik ? [{ name: traefikService, action: "allow" }] : []),
  ];
  return sources.length === 0 ? undefined : sources;
}

// --- internal ---

function granted(permission: MeshCaller["permission"]): object {
  if (permission === undefined) return { action: "allow" };
  const { methods, paths } = permission;
  const allowed = paths.length === 0 ? [{ pathPrefix: "/" }] : paths.flatMap(pathAndBelow);
  return {
    permissions: [
      ...allowed.map((path) => ({
        action: "allow",
        http: { ...path, ...(methods.length > 0 && { methods }) },
      })),
      // what none of them fits is left to the default of all Consul, which may be to allow
      { action: "deny", http: { pathPrefix: "/" } },
    ],
  };
}

/** `/api` and `/api/…`, but not `/apiary`, which the prefix alone would take along. */
const pathAndBelow = (path: string): readonly object[] =>
  path === "/" ? [{ pathPrefix: "/" }] : [{ pathExact: path }, { pathPrefix: `${path}/` }];
