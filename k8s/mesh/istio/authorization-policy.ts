import type { MeshCaller, MeshPolicy } from "../../../platform/mesh/policy";
import type { Service, ServicePort } from "../../../platform/services/model";

/** Who may call, and what they may ask for: rules of an AuthorizationPolicy that allows nothing else. */
export function allowedCalls(
  { ports, ingressPorts }: Service,
  { callers, fromTraefik }: MeshPolicy,
  { principalOf, traefik }: { principalOf: (caller: MeshCaller) => string; traefik: string },
): object[] {
  const grants: Grant[] = [
    ...callers.map((caller) => ({
      principal: principalOf(caller),
      operation: operationOf(caller.permission),
    })),
    ...(fromTraefik
      ? [{ principal: traefik, operation: ingressPorts.length === ports.length ? {} : onPorts(ingressPorts) }]
      : []),
  ];
  return [...grouped(grants)].map(({ principals, operation }) => ({
    from: [{ source: { principals } }],
    ...(Object.keys(operation).length > 0 && { to: [{ operation }] }),
  }));
}

// --- internal ---

interface Grant {
  readonly principal: string;
  readonly operation: object;
}

/** Fields of HTTP never hold for connections, so that whoever is limited to requests gets none. */
const operationOf = (permission: MeshCaller["permission"]): object =>
  permission === undefined
    ? {}
    : {
        ...(permission.methods.length > 0 && { methods: permission.methods }),
        ...(permission.paths.length > 0 &&
          !permission.paths.includes("/") && {
            paths: permission.paths.flatMap((path) => [path, `${path}/*`]),
          }),
      };

const onPorts = (ports: readonly ServicePort[]): object => ({
  ports: ports.map(({ containerPort }) => String(containerPort)),
});

/** Grants of the same share a rule. */
function grouped(
  grants: readonly Grant[],
): Iterable<{ readonly principals: string[]; readonly operation: object }> {
  const groups = new Map<string, { principals: string[]; operation: object }>();
  for (const { principal, operation } of grants) {
    const key = JSON.stringify(operation);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { principals: [principal], operation });
    else group.principals.push(principal);
  }
  return groups.values();
}
