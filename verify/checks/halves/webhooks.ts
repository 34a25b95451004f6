import type { TerraformResource, TerraformStack } from "../../input/input";
import { valueAt } from "../../input/releases";
import { blocks } from "../../input/terraform";
import { type Cluster, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { isExpression, ofType, referenceIn } from "./terraform";

/**
 * Checks that the control plane reaches the webhooks of what is installed, where nodes have a security group of their
 * own and not the cluster's, in which everything may talk to everything (reference eks P12).
 */
export function* webhookChecks({ input }: Cluster): Generator<Draft> {
  const { terraform, releases } = input;
  if (terraform === undefined) return;
  const groups = nodeGroupsOf(terraform);
  if (groups.length === 0) return;
  const rules = ingressRules(terraform);
  for (const release of releases) {
    for (const { port, what } of webhooksOf(release.chart, release.values)) {
      if (groups.every((group) => rules.some((rule) => allows(rule, group, port)))) continue;
      yield draft("E79", release, [], {
        happens: `No security-group rule lets the control plane reach ${what} of ${release.chart} on port ${port}: calls end in "context deadline exceeded", and objects it must see are refused.`,
        fix: `Allow TCP ${port} from the cluster's security group to the nodes'.`,
      });
    }
  }
}

// --- internal ---

interface Webhook {
  readonly port: number;
  readonly what: string;
}

const webhooks: Readonly<Record<string, Webhook>> = {
  "cert-manager": { port: 10250, what: "the webhook" },
  "aws-load-balancer-controller": { port: 9443, what: "the webhook" },
  istiod: { port: 15017, what: "the injection webhook" },
  "metrics-server": { port: 10250, what: "the API of metrics" },
  "kube-prometheus-stack": { port: 10250, what: "the operator's webhook" },
  consul: { port: 8080, what: "the injection webhook" },
  "opentelemetry-operator": { port: 9443, what: "the webhook" },
  keda: { port: 9443, what: "the webhook" },
  "prometheus-adapter": { port: 6443, what: "the API of metrics" },
};

function webhooksOf(chart: string, values: unknown): readonly Webhook[] {
  const known = Object.hasOwn(webhooks, chart) ? webhooks[chart] : undefined;
  if (known === undefined) return [];
  const port =
    chart === "cert-manager"
      ? valueAt(values, ["webhook", "securePort"])
      : chart === "metrics-server"
        ? valueAt(values, ["containerPort"])
        : undefined;
  return [{ ...known, ...(typeof port === "number" && { port }) }];
}

/** Security groups that launch templates give nodes; the cluster's own lets everything through. */
function nodeGroupsOf(terraform: TerraformStack): readonly string[] {
  const named = ofType(terraform, "aws_launch_template").flatMap(({ attributes }) => {
    const given = [
      ...strings(attributes.vpc_security_group_ids),
      ...blocks(attributes.network_interfaces).flatMap(({ security_groups }) => strings(security_groups)),
    ];
    return given.some(isClusterGroup) ? [] : given;
  });
  return [...new Set(named.flatMap((value) => referenceIn(value)?.address ?? []))];
}

const isClusterGroup = (value: unknown): boolean =>
  typeof value === "string" && value.includes("cluster_security_group_id");

interface Rule {
  readonly group: string | undefined;
  readonly from: unknown;
  readonly to: unknown;
  readonly protocol: unknown;
  /** Whether the control plane is among those who are let in. */
  readonly forControlPlane: boolean;
}

const ingressRules = (terraform: TerraformStack): Rule[] => [
  ...ofType(terraform, "aws_vpc_security_group_ingress_rule").map(({ attributes }) => ({
    group: referenceIn(attributes.security_group_id)?.address,
    from: attributes.from_port,
    to: attributes.to_port,
    protocol: attributes.ip_protocol,
    forControlPlane:
      isClusterGroup(attributes.referenced_security_group_id) || isNetwork(attributes.cidr_ipv4),
  })),
  ...ofType(terraform, "aws_security_group_rule")
    .filter(({ attributes }) => attributes.type === "ingress")
    .map(({ attributes }) => ({
      group: referenceIn(attributes.security_group_id)?.address,
      from: attributes.from_port,
      to: attributes.to_port,
      protocol: attributes.protocol,
      forControlPlane:
        isClusterGroup(attributes.source_security_group_id) || strings(attributes.cidr_blocks).length > 0,
    })),
  ...ofType(terraform, "aws_security_group").flatMap(inline),
];

const isNetwork = (value: unknown): boolean =>
  typeof value === "string" && (value.includes("/") || isExpression(value));

const inline = ({ address, attributes }: TerraformResource): Rule[] =>
  blocks(attributes.ingress).map((rule) => ({
    group: address,
    from: rule.from_port,
    to: rule.to_port,
    protocol: rule.protocol,
    forControlPlane:
      strings(rule.security_groups).some(isClusterGroup) || strings(rule.cidr_blocks).length > 0,
  }));

const allows = (
  { group, from, to, protocol, forControlPlane }: Rule,
  wanted: string,
  port: number,
): boolean =>
  group === wanted &&
  forControlPlane &&
  (protocol === "-1" ||
    protocol === -1 ||
    (typeof from === "number" && typeof to === "number" && from <= port && port <= to));
