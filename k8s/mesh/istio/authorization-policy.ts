import type { MeshCaller } from "../../../platform/mesh/policy";
import type { Service, ServicePort } from "../../../platform/services/model";
import type { Copy } from "./copies";
import { principal, traefikPrincipal } from "./names";

/** How a target names those who call, and what they call. */
export interface AuthorizationNames {
  readonly traefikNamespace: string;
  /** Port of a service as the proxy that decides sees it. */
  readonly portOf: (port: ServicePort) => number;
  /** Who sends copies of requests to others. @default - nobody that the proxy looks at */
  readonly copies?: readonly Copy[];
}

/** Who may call a service, and what they may ask for: the rules of an AuthorizationPolicy, which allows nothing else. */
export function allowedCalls(
  { callers, ingressPorts, mesh, ports }: Service,
  { traefikNamespace, portOf, copies = [] }: AuthorizationNames,
): object[] {
  const carried = ports.filter(({ transport }) => transport === "TCP");
  if (carried.length === 0) return [];
  const fromTraefik = carried.filter((port) => ingressPorts.includes(port));
  const grants: Grant[] = [
    ...(mesh?.callers ?? callers.map((caller) => ({ ...caller, permission: undefined }))).map(
      ({ name, namespace, permission }) => ({
        principal: principal(name, namespace),
        operation: operationOf(permission),
      }),
    ),
    ...copies.map(({ sender, port }) => ({
      principal: principal(sender.name, sender.namespace),
      operation: carried.length > 1 ? { ports: [String(portOf(port))] } : {},
    })),
    ...(fromTraefik.length > 0
      ? [
          {
            principal: traefikPrincipal(traefikNamespace),
            operation:
              fromTraefik.length === carried.length
                ? {}
                : { ports: fromTraefik.map((port) => String(portOf(port))) },
          },
        ]
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
