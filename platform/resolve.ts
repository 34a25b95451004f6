import { resolveAccount } from "./account";
import { resolveBootstrap } from "./bootstrap";
import { resolveAddOns } from "./cluster/add-ons";
import { controlPlanePorts, resolveCluster } from "./cluster/cluster";
import type { Definition } from "./definition/schema";
import { resolveDomain } from "./domain";
import { resolveIdentities } from "./identities";
import { resolveIngress } from "./ingress";
import { resolveMiddlewares } from "./middleware";
import { certificateSecret, type IssuerName, issuers, namespaces, wildcardCertificate } from "./names";
import { resolveNetwork } from "./network/network";
import { leastNodes, resolveNodeGroups } from "./nodes";
import { byCodeUnit } from "./order";
import type { Certificates, Platform } from "./platform";
import { resolveReleases } from "./releases";
import { resolveScaling } from "./scaling";
import { resolveServices } from "./services";

/** Derives the model of an environment from its checked definition. */
export function resolvePlatform(definition: Definition): Platform {
  const aws = resolveAccount(definition);
  const bootstrap = resolveBootstrap(definition, aws);
  const network = resolveNetwork(definition);
  const services = resolveServices(definition.services, {
    domain: definition.domain.name,
    middlewares: definition.middlewares,
  });
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
    dns: definition.dns,
    releases: resolveReleases(definition),
    controlPlanePorts: controlPlanePorts(definition),
    certificates: resolveCertificates(definition),
    namespaces: [...new Set(services.map((service) => service.namespace))].sort(byCodeUnit),
    middlewares: resolveMiddlewares(definition.middlewares),
    services,
  };
}

function resolveCertificates({ certificates, domain }: Definition): Certificates {
  const name = wildcardCertificate(domain.name);
  return {
    email: certificates.email,
    issuers: (Object.keys(issuers) as IssuerName[]).map((issuer) => ({
      name: issuer,
      server: issuers[issuer],
    })),
    wildcard: {
      name,
      // Traefik reads the default store's certificate from the store's own namespace
      namespace: namespaces.traefik,
      secret: certificateSecret(name),
      issuer: certificates.issuer,
      // a wildcard does not cover the domain itself
      hosts: [domain.name, `*.${domain.name}`],
    },
  };
}
