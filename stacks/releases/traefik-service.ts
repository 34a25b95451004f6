import type { Domain } from "../../platform/domain";
import type { Ingress } from "../../platform/ingress";
import { internalEntryPoint } from "../../platform/names";
import type { Network } from "../../platform/network/network";

/** Traefik's Services: behind the stack's load balancer, or what the controller makes one for; and those inside. */
export interface TraefikService {
  readonly annotations?: Readonly<Record<string, string>>;
  /** By the part that the chart puts behind the main one's name. */
  readonly additionalServices?: Readonly<Record<string, { readonly spec: { readonly type: "ClusterIP" } }>>;
  readonly spec:
    | { readonly type: "ClusterIP" }
    | {
        readonly type: "LoadBalancer";
        readonly loadBalancerClass: "service.k8s.aws/nlb";
        readonly allocateLoadBalancerNodePorts: false;
      };
}

export interface TraefikServiceProps {
  readonly domain: Domain;
  readonly ingress: Ingress;
  readonly network: Network;
}

export function traefikService(props: TraefikServiceProps): TraefikService {
  const { loadBalancer, forCallers } = props.ingress;
  const inside =
    forCallers &&
    ({
      additionalServices: { [internalEntryPoint.name]: { spec: { type: "ClusterIP" } } },
    } as const);
  switch (loadBalancer) {
    case "terraform":
      return { ...inside, spec: { type: "ClusterIP" } };
    case "controller":
      return {
        ...inside,
        annotations: controllerAnnotations(props),
        spec: {
          type: "LoadBalancer",
          // explicit, since the webhook that would set it is off (reference eks P14)
          loadBalancerClass: "service.k8s.aws/nlb",
          allocateLoadBalancerNodePorts: false,
        },
      };
    default:
      return loadBalancer satisfies never;
  }
}

const prefix = "service.beta.kubernetes.io/aws-load-balancer-";

/** Path of the value that names the load balancer's security group, which is known after apply only. */
export const securityGroupsValue = `service.annotations.${`${prefix}security-groups`.replaceAll(".", "\\.")}`;

function controllerAnnotations({
  domain,
  ingress,
  network,
}: TraefikServiceProps): Readonly<Record<string, string>> {
  return {
    [`${prefix}name`]: ingress.loadBalancerName,
    [`${prefix}scheme`]: ingress.internal ? "internal" : "internet-facing",
    [`${prefix}nlb-target-type`]: "ip",
    ...(ingress.proxyProtocolFrom.length > 0 && { [`${prefix}proxy-protocol`]: "*" }),
    [`${prefix}attributes`]: "load_balancing.cross_zone.enabled=true",
    [`${prefix}target-group-attributes`]:
      "deregistration_delay.timeout_seconds=30,preserve_client_ip.enabled=false",
    // the check carries the PROXY header too, so one over HTTP would fail (reference eks P30)
    [`${prefix}healthcheck-protocol`]: "TCP",
    // Terraform's, so that the controller needs no right to change security groups
    [`${prefix}manage-backend-security-group-rules`]: "false",
    // subnets of the stack's own network are found by their tags
    ...(network.origin.kind === "existing" && {
      [`${prefix}subnets`]: network.origin.subnetIds[ingress.loadBalancerTier].join(","),
    }),
    // external-dns leads them to the load balancer
    "external-dns.alpha.kubernetes.io/hostname": `${domain.name},${domain.wildcard}`,
  };
}
