import type { Capability, Lack, TargetCapabilities } from "../capabilities";
import { isKnownStatus } from "./statuses";

/** What neither kind of Istio's proxies does. */
export const istioLacks: Readonly<Partial<Record<Capability, Lack>>> = {
  "balancing.client-hash": {
    where: "everywhere",
    why: "behind Traefik every client from outside has the address of one of its pods",
  },
  "balancing.least-time": { where: "everywhere", why: "Envoy does not measure how long a pod takes" },
  breaker: {
    where: "callers",
    why: "Envoy does not look at the share of errors; outlierDetection leaves out single pods",
  },
  failover: { where: "callers", why: "Envoy sends no request elsewhere because of its answer" },
  "retries.on": {
    where: "everywhere",
    why: "Istio takes a status that is not registered for the name of a condition; give the range that it is in, or others",
    when: ({ traffic }) =>
      traffic.retries?.on.some((each) => !each.includes("-") && !isKnownStatus(Number(each))) === true,
  },
  sticky: {
    where: "everywhere",
    why: "a client's choice of version and pod is made by proxies that do not share a cookie",
  },
  "timeouts.response": {
    where: "everywhere",
    why: "Envoy counts the time to the first byte for each of several tries only; give retries too, or timeouts.request",
    when: ({ traffic }) => traffic.retries === undefined,
  },
  "when.clients": {
    where: "everywhere",
    why: "behind Traefik every client from outside has the address of one of its pods",
  },
};

export const istio: TargetCapabilities = {
  title: "Istio with a proxy in each pod",
  // istio-proxy's own, whose traffic is not redirected
  reservedUsers: [1337],
  lacks: () => ({
    ...istioLacks,
    keepHost: {
      where: "everywhere",
      why: "its proxies find a service by the Host that Traefik sends; the client's is in X-Forwarded-Host",
    },
  }),
};
