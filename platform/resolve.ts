import { resolveAccount } from "./account";
import { resolveBootstrap } from "./bootstrap";
import { resolveCertificates } from "./certificates";
import { resolveAddOns } from "./cluster/add-ons";
import { controlPlanePorts, resolveCluster } from "./cluster/cluster";
import type { Definition } from "./definition/schema";
import { resolveDomain } from "./domain";
import { resolveExpectations } from "./expectations";
import { resolveGitops } from "./gitops";
import { resolveIdentities } from "./identities";
import { resolveIngress } from "./ingress";
import { resolveMiddlewares } from "./middleware";
import { resolveNetwork } from "./network/network";
import { leastNodes, resolveNodeGroups } from "./nodes";
import { resolveObservability } from "./observability";
import { byCodeUnit } from "./order";
import type { Platform } from "./platform";
import { resolveReleases } from "./releases";
import { resolveScaling } from "./scaling";
import { resolveMesh, resolveServices } from "./services";
import { resolveNamed, resolveTlsOptions } from "./tls";

/** Derives the model of an environment from its checked definition. */
export function resolvePlatform(definition: Definition): Platform {
  const aws = resolveAccount(definition);
  const bootstrap = resolveBootstrap(definition, aws);
  const network = resolveNetwork(definition);
  const services = resolveServices(definition.services, definition);
  return {
    definition,
    name: definition.name,
    aws,
    ...(bootstrap !== undefined && { bootstrap }),
    domain: resolveDomain(definition.domain),
    network,
    cluster: resolveCluster(definition, bootstrap?.github),
    addOns: resolveAddOns(definition),
    nodeGroups: resolveNodeGroups(definition, network.zones),
    scaling: resolveScaling(definition),
    identities: resolveIdentities(definition, aws),
    controllerReplicas: Math.min(2, leastNodes(definition)),
    ingress: resolveIngress(definition, network.zones),
    mesh: resolveMesh(definition),
    observability: resolveObservability(definition),
    dns: definition.dns,
    releases: resolveReleases(definition),
    controlPlanePorts: controlPlanePorts(definition),
    certificates: resolveCertificates(definition),
    namespaces: [...new Set(services.map((service) => service.namespace))].sort(byCodeUnit),
    middlewares: resolveMiddlewares(definition.middlewares),
    tlsOptions: resolveTlsOptions(definition.tls),
    serversTransports: resolveNamed(definition.serversTransports),
    serversTransportsTcp: resolveNamed(definition.serversTransportsTcp),
    services,
    expectations: resolveExpectations(definition),
    gitops: resolveGitops(definition),
  };
}
