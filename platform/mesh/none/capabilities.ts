import type { TargetCapabilities } from "../capabilities";

/** No mesh: Traefik on the way in, and between services too where `ingress.forCallers` says so. */
export const none: TargetCapabilities = {
  title: "Traefik alone",
  reservedUsers: [],
  lacks: ({ ingress }) => ({
    "egress.host": {
      where: "everywhere",
      why: "network policies know addresses and no names; give the block as cidr",
    },
    faults: { where: "everywhere", why: "Traefik makes no faults" },
    "limits.connections": {
      where: "everywhere",
      why: "Traefik limits requests and idle connections to a pod; give limits.requests",
    },
    "limits.pendingRequests": {
      where: "everywhere",
      why: "Traefik keeps no queue; give limits.requests",
    },
    permissions: {
      where: "everywhere",
      why: "Traefik does not know who calls; callers alone says who may connect",
    },
    ...(ingress?.forCallers !== true && {
      "rateLimit.forCallers": {
        where: "everywhere",
        why: "callers reach the pods directly; with ingress.forCallers they come through Traefik",
      },
    }),
    "timeouts.request": {
      where: "everywhere",
      why: "Traefik waits for the first byte of an answer and has no limit for all of it; give timeouts.response",
    },
  }),
};
