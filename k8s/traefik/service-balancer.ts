import type { Construct } from "constructs";
import type { Balancer } from "../../platform/routing/balancers";
import { bytes } from "../../platform/routing/middlewares";
import type { Service } from "../../platform/services/model";
import { backendReference, serverReference } from "./backends";
import { TraefikObject } from "./traefik-object";

export interface ServiceBalancerProps {
  readonly service: Service;
  readonly balancer: Balancer;
}

/** Divides requests among versions, copies them, or sends them elsewhere when the answer is an error. */
export class ServiceBalancer extends TraefikObject {
  constructor(scope: Construct, id: string, { service, balancer }: ServiceBalancerProps) {
    super(scope, id, { service, kind: "TraefikService", name: balancer.name, spec: specOf(balancer) });
  }
}

// --- internal ---

function specOf(balancer: Balancer): object {
  switch (balancer.kind) {
    case "weighted": {
      const { members, cookie } = balancer;
      return {
        weighted: {
          services: members.map(({ target, weight }) => ({ ...serverReference(target), weight })),
          ...(cookie !== undefined && { sticky: { cookie } }),
        },
      };
    }
    case "mirroring": {
      const { main, mirror } = balancer;
      return {
        mirroring: {
          ...backendReference(main),
          mirrorBody: mirror.body,
          ...(mirror.body && { maxBodySize: bytes(mirror.maxBody) }),
          mirrors: [{ ...serverReference(mirror.target), percent: mirror.percent }],
        },
      };
    }
    case "failover": {
      const { main, failover } = balancer;
      return {
        failover: {
          service: backendReference(main),
          fallback: serverReference(failover.target),
          errors: { status: failover.on, maxRequestBodyBytes: bytes(failover.maxBody) },
        },
      };
    }
    default:
      return balancer satisfies never;
  }
}
