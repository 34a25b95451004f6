import type { Construct } from "constructs";
import type { Platform } from "../../../platform/platform";
import type { Service } from "../../../platform/services/model";
import { type ConsulKind, ConsulObject } from "./consul-object";
import { defaultsOf } from "./defaults";
import { sourcesOf } from "./intentions";
import { overrideOf, overridesOf } from "./overrides";
import { resolverOf } from "./resolver";
import { routesOf } from "./routes";
import { splitsOf } from "./splits";

/** What Consul knows of a service, by its name. */
export function addServiceObjects(scope: Construct, service: Service, platform: Platform): void {
  refuseStranger(service, platform);
  const { name, namespace } = service;
  const add = (kind: ConsulKind, spec: object | undefined): void => {
    if (spec !== undefined) new ConsulObject(scope, kindId(kind), { kind, name, namespace, service, spec });
  };
  const splits = splitsOf(service);
  const routes = routesOf(service);
  const sources = sourcesOf(service);
  add("ServiceDefaults", defaultsOf(service, overridesOf(service, platform)));
  add("ServiceResolver", resolverOf(service));
  add("ServiceSplitter", splits && { splits });
  add("ServiceRouter", routes && { routes });
  add("ServiceIntentions", sources && { destination: { name }, sources });
}

// --- internal ---

/** `ServiceDefaults` gives `service-defaults`. */
const kindId = (kind: ConsulKind): string => kind.replaceAll(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase();

/**
 * A service that code adds is not known to the objects of others, and Consul takes one object of each for all that a
 * caller calls.
 */
function refuseStranger(service: Service, { services }: Platform): void {
  if (services.some(({ name }) => name === service.name)) return;
  const { mesh } = service;
  const refuse = (what: string, where: string): never => {
    throw new Error(
      `${service.name}: ${what} stand in an object of ${where} with Consul, which is written from the definition; define the service there`,
    );
  };
  if (overrideOf(service) !== undefined) refuse("limits and outlierDetection", "each caller");
  if (mesh !== undefined && mesh.egressHosts.length > 0) refuse("hosts of egress", "the environment");
}
