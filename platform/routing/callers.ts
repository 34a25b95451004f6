import { quoted } from "../../traefik/rules/quote";
import { callersService, internalEntryPoint } from "../names";
import type { Service } from "../services/model";
import { backendOf } from "./balancers";
import { callerMiddlewares } from "./middlewares";
import type { HttpRouter } from "./routes";
import { matchRules } from "./rule";

/** The IngressRoute for calls among services; undefined where callers reach the pods themselves. */
export function callersRouter(service: Service): Omit<HttpRouter, "tlsOptions"> | undefined {
  const { callersPort, mesh } = service;
  if (callersPort === undefined || mesh === undefined) return undefined;
  const name = callersService(service.name);
  const hosts = hostsOf(name, service.namespace);
  const middlewares = callerMiddlewares(service).map(({ name: middleware }) => middleware);
  const route = (version: string | undefined, conditions: readonly string[]) => ({
    match: [hosts, ...conditions].join(" && "),
    // the rule with the most conditions is asked first, however long the others are
    priority: conditions.length === 0 ? undefined : Buffer.byteLength(hosts) + conditions.length,
    middlewares,
    backend: backendOf(service, { port: callersPort, version }),
  });
  return {
    name,
    entryPoint: internalEntryPoint.name,
    routes: [
      route(undefined, []),
      ...mesh.routes.map(({ version, match }) => route(version, matchRules(match))),
    ],
  };
}

// --- internal ---

/** What a caller may write for the name: in full, with the namespace, or within the namespace alone. */
function hostsOf(name: string, namespace: string): string {
  const hosts = [
    `${name}.${namespace}.svc.cluster.local`,
    `${name}.${namespace}.svc`,
    `${name}.${namespace}`,
    name,
  ];
  return `(${hosts.map((host) => `Host(${quoted(host)})`).join(" || ")})`;
}
