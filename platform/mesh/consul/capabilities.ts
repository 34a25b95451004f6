import type { TargetCapabilities } from "../capabilities";

export const consul: TargetCapabilities = {
  title: "Consul with a proxy in each pod",
  // those of its init container and of the dataplane, whose traffic is not redirected
  reservedUsers: [5995, 5996],
  lacks: () => ({
    "balancing.client-hash": {
      where: "everywhere",
      why: "behind Traefik every client from outside has the address of one of its pods",
    },
    "balancing.least-time": { where: "everywhere", why: "Envoy does not measure how long a pod takes" },
    breaker: {
      where: "callers",
      why: "Envoy does not look at the share of errors; outlierDetection leaves out single pods",
    },
    "egress.host": {
      where: "everywhere",
      why: "its proxies tell hosts apart by the server name of TLS or the Host of HTTP; give tls or http as protocol",
      when: ({ egress }) => egress.some(({ host, protocol }) => host !== undefined && protocol === "tcp"),
    },
    "expose.version": {
      where: "everywhere",
      why: "a pod is registered under one service, which versions are subsets of; give the version a condition under when",
    },
    failover: { where: "everywhere", why: "Consul fails over when no pod is well, and not on an answer" },
    faults: { where: "everywhere", why: "none of Consul's extensions makes faults" },
    mirror: { where: "everywhere", why: "Consul copies no requests" },
    permissions: {
      where: "everywhere",
      why: "its proxies see connections of tcp and no requests; callers alone says who may connect",
      when: ({ protocol }) => protocol === "tcp",
    },
    ports: { where: "everywhere", why: "Consul registers one port of a pod" },
    "rateLimit.forCallers": { where: "everywhere", why: "it is part of Consul Enterprise" },
    "retries.interval": { where: "everywhere", why: "Consul does not set Envoy's pause of 25 ms" },
    sticky: {
      where: "everywhere",
      why: "a client's choice of version and pod is made by proxies that do not share a cookie",
    },
    "timeouts.idle": { where: "everywhere", why: "Consul does not set how long connections are kept" },
    "timeouts.response": {
      where: "everywhere",
      why: "Consul limits whole requests only; give timeouts.request",
    },
    udp: { where: "everywhere", why: "its proxies carry TCP" },
    "versions.weight": {
      where: "everywhere",
      why: "Consul divides requests and no connections, which go to all pods alike; give one version all the weight",
      when: ({ protocol, versions }) =>
        protocol === "tcp" && Object.values(versions).filter(({ weight }) => weight > 0).length > 1,
    },
    "when.clients": {
      where: "everywhere",
      why: "behind Traefik every client from outside has the address of one of its pods",
    },
  }),
};
