import { contains, parseBlock } from "../../../traefik/address";
import type { TerraformResource, TerraformStack } from "../../input/input";
import type { LocatedObject } from "../../input/located-object";
import { blocks } from "../../input/terraform";
import { type Cluster, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import type { EntryPoint, TraefikSettings } from "../settings";
import { isExpression, ofType, referenced } from "./terraform";

/** A target group, what registers pods in it, and what sends connections to it. */
interface Target {
  readonly group: TerraformResource;
  readonly binding: LocatedObject | undefined;
  /** The entry point of Traefik behind it, where it is Traefik's. */
  readonly entryPoint: EntryPoint | undefined;
  readonly listeners: readonly TerraformResource[];
}

/** Checks of the way from the load balancer to Traefik's entry points. */
export function* loadBalancerChecks(cluster: Cluster): Generator<Draft> {
  const { traefik, input } = cluster;
  yield* controllersOwn(cluster);
  const { terraform } = input;
  if (terraform === undefined) return;
  yield* bindings(cluster, terraform);
  const found = targets(cluster, terraform);
  for (const target of found) {
    yield* healthCheck(target.group);
    if (traefik === undefined || target.entryPoint === undefined) continue;
    yield* proxyProtocol(terraform, traefik, target, target.entryPoint);
    yield* ports(traefik, target, target.entryPoint);
  }
  if (traefik !== undefined && found.some(({ entryPoint }) => entryPoint !== undefined)) {
    yield* withoutListener(traefik, found);
  }
}

// --- internal ---

const bindingKind = "elbv2.k8s.aws/TargetGroupBinding";

/** Name of the chart's Service: that of the release where it has the chart's name in it (Helm's fullname). */
function serviceNameOf({ release }: TraefikSettings): string | undefined {
  const { name, values } = release;
  const override = string(values.fullnameOverride);
  if (override !== undefined) return override;
  if (name === undefined) return undefined;
  const chart = string(values.nameOverride) ?? "traefik";
  return name.includes(chart) ? name : `${name}-${chart}`;
}

/** Names of ports are cut to what Kubernetes takes (chart, traefik.portname). */
const portNameOf = ({ name }: EntryPoint): string => name.toLowerCase().slice(0, 15);

const entryPointOfPort = (traefik: TraefikSettings, port: unknown): EntryPoint | undefined =>
  [...traefik.entryPoints.values()].find(
    (entryPoint) => entryPoint.exposed && (portNameOf(entryPoint) === port || entryPoint.port === port),
  );

const isTraefiks = (traefik: TraefikSettings, binding: LocatedObject): boolean =>
  (traefik.release.namespace === undefined || traefik.release.namespace === binding.namespace) &&
  mapping(specOf(binding).serviceRef).name === serviceNameOf(traefik);

function groupOf(terraform: TerraformStack, binding: LocatedObject): TerraformResource | undefined {
  const { targetGroupName, targetGroupARN } = specOf(binding);
  const byReference = referenced(terraform, targetGroupARN) ?? referenced(terraform, targetGroupName);
  return (
    byReference ??
    ofType(terraform, "aws_lb_target_group").find(({ attributes }) => attributes.name === targetGroupName)
  );
}

function* bindings(cluster: Cluster, terraform: TerraformStack): Generator<Draft> {
  const { traefik } = cluster;
  for (const binding of cluster.all(bindingKind)) {
    const { targetGroupName, targetGroupARN, serviceRef } = specOf(binding);
    const named = string(targetGroupName);
    const groups = ofType(terraform, "aws_lb_target_group");
    if (named !== undefined && !isExpression(named) && groupOf(terraform, binding) === undefined) {
      const names = groups
        .map(({ attributes }) => attributes.name)
        .filter((name) => typeof name === "string");
      yield draft("E80", binding, ["spec", "targetGroupName"], {
        happens: `Terraform makes no target group ${named}: the controller registers no pod, and the load balancer answers nothing.`,
        fix: `Name one that it makes${names.length === 0 ? "" : `: ${names.join(", ")}`}.`,
      });
    }
    if (named === undefined && string(targetGroupARN) === undefined) {
      yield draft("E80", binding, ["spec"], {
        happens: "No target group is named: the controller registers no pod.",
        fix: "Set targetGroupName.",
      });
    }
    const { name, port } = mapping(serviceRef);
    const service = cluster.find("v1/Service", binding.namespace, `${name}`);
    if (service !== undefined) {
      const known = mappings(specOf(service).ports).some(
        ({ item }) => item.port === port || item.name === port,
      );
      if (!known) yield unknownPort(binding, port, `Service ${name}`);
    } else if (traefik === undefined) continue;
    else if (isTraefiks(traefik, binding)) {
      if (entryPointOfPort(traefik, port) === undefined) {
        yield unknownPort(binding, port, "Traefik's Service");
      }
    } else if (traefik.release.namespace === binding.namespace && traefik.release.name !== undefined) {
      yield draft("E80", binding, ["spec", "serviceRef", "name"], {
        happens: `There is no Service ${name}; Traefik's is ${serviceNameOf(traefik)}: the controller registers no pod.`,
        fix: `Write ${serviceNameOf(traefik)}.`,
      });
    }
  }
}

const unknownPort = (binding: LocatedObject, port: unknown, where: string): Draft =>
  draft("E80", binding, ["spec", "serviceRef", "port"], {
    happens: `${where} has no port ${port}: the controller registers no pod, and the load balancer answers nothing.`,
    fix: "Name a port of the Service; an entry point that is not exposed has none.",
  });

function targets(cluster: Cluster, terraform: TerraformStack): Target[] {
  const listeners = ofType(terraform, "aws_lb_listener");
  return ofType(terraform, "aws_lb_target_group").map((group) => {
    const binding = cluster.all(bindingKind).find((one) => groupOf(terraform, one) === group);
    const { traefik } = cluster;
    return {
      group,
      binding,
      entryPoint:
        binding !== undefined && traefik !== undefined && isTraefiks(traefik, binding)
          ? entryPointOfPort(traefik, mapping(specOf(binding).serviceRef).port)
          : undefined,
      listeners: listeners.filter((listener) => groupsOf(terraform, listener).includes(group)),
    };
  });
}

/** Target groups that a listener sends to. */
const groupsOf = (terraform: TerraformStack, listener: TerraformResource): TerraformResource[] =>
  blocks(listener.attributes.default_action).flatMap((action) => {
    const forward = blocks(action.forward).flatMap(({ target_group }) => blocks(target_group));
    return [action.target_group_arn, ...forward.map(({ arn }) => arn)].flatMap(
      (value) => referenced(terraform, value) ?? [],
    );
  });

const isOn = (value: unknown): boolean => value === true || value === "true";

/** A check carries the header too, and HTTP begins with something else (reference eks P30). */
function* healthCheck(group: TerraformResource): Generator<Draft> {
  if (!isOn(group.attributes.proxy_protocol_v2)) return;
  const [check] = blocks(group.attributes.health_check);
  const protocol = check?.protocol;
  if (protocol !== "HTTP" && protocol !== "HTTPS") return;
  yield draft("E64", group, ["health_check"], {
    happens: `Health checks by ${protocol} carry the header of the proxy protocol too and fail: no target is ever healthy.`,
    fix: "Set the health check's protocol to TCP.",
  });
}

function* proxyProtocol(
  terraform: TerraformStack,
  { release }: TraefikSettings,
  { group, listeners }: Target,
  entryPoint: EntryPoint,
): Generator<Draft> {
  const sends = isOn(group.attributes.proxy_protocol_v2);
  const trusted = entryPoint.proxyProtocolFrom;
  const at = ["ports", entryPoint.name, "proxyProtocol", "trustedIPs"];
  if (isExpression(group.attributes.proxy_protocol_v2)) return;
  if (sends && trusted === undefined) {
    yield draft("E62", release, at, {
      happens: `${group.address} sends the header of the proxy protocol, and the entry point ${entryPoint.name} trusts nobody's: every connection begins with bytes that Traefik does not understand.`,
      fix: `Set ports.${entryPoint.name}.proxyProtocol.trustedIPs to the load balancer's subnets.`,
    });
    return;
  }
  if (!sends && trusted !== undefined) {
    yield draft("E62", group, ["proxy_protocol_v2"], {
      severity: "warning",
      happens: `The entry point ${entryPoint.name} waits for the proxy protocol, which ${group.address} does not send: Traefik sees the load balancer's address for every client.`,
      fix: "Set proxy_protocol_v2, or take proxyProtocol out of the entry point.",
    });
    return;
  }
  if (trusted === undefined) return;
  const subnets = listeners.flatMap((listener) => subnetsOf(terraform, listener));
  const networks = trusted.flatMap((text) => parseBlock(text) ?? []);
  for (const { cidr, address } of subnets) {
    const block = parseBlock(cidr);
    if (block === undefined || networks.some((network) => contains(network, block))) continue;
    yield draft("E62", release, at, {
      happens: `The load balancer also stands in ${cidr} (${address}), which the entry point ${entryPoint.name} does not trust: connections from there are closed or show its address.`,
      fix: `Add ${cidr}.`,
    });
  }
  if (subnets.length === 0) return;
  const wide = trusted.find((text) => {
    const block = parseBlock(text);
    return block !== undefined && !subnets.some(({ cidr }) => covered(cidr, text));
  });
  if (wide === undefined) return;
  yield draft("E62", release, at, {
    severity: "warning",
    happens: `${wide} is more than the load balancer's subnets: whoever is in it may claim any address as the client's.`,
    fix: `Trust ${[...new Set(subnets.map(({ cidr }) => cidr))].join(", ")}.`,
  });
}

/** Whether a trusted network is a subnet, or within one. */
function covered(subnet: string, trusted: string): boolean {
  const [outer, inner] = [parseBlock(subnet), parseBlock(trusted)];
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}

function subnetsOf(
  terraform: TerraformStack,
  listener: TerraformResource,
): { readonly cidr: string; readonly address: string }[] {
  const balancer = referenced(terraform, listener.attributes.load_balancer_arn);
  const named = [
    ...strings(balancer?.attributes.subnets),
    ...blocks(balancer?.attributes.subnet_mapping).flatMap(({ subnet_id }) =>
      typeof subnet_id === "string" ? [subnet_id] : [],
    ),
  ];
  return named.flatMap((value) => {
    const subnet = referenced(terraform, value);
    const cidr = subnet?.attributes.cidr_block;
    return subnet === undefined || typeof cidr !== "string" || isExpression(cidr)
      ? []
      : [{ cidr, address: subnet.address }];
  });
}

/** Redirections and links name the port that Traefik believes it is exposed at. */
function* ports(
  { release }: TraefikSettings,
  { listeners, group }: Target,
  entryPoint: EntryPoint,
): Generator<Draft> {
  const { name, port: exposedPort } = entryPoint;
  for (const listener of listeners) {
    const listens = listener.attributes.port;
    if (typeof listens !== "number" || exposedPort === undefined || listens === exposedPort) continue;
    yield draft("E81", listener, ["port"], {
      happens: `The load balancer listens on ${listens} for the entry point ${name}, which believes to be at ${exposedPort}: redirections lead to a port that nobody answers.`,
      fix: `Listen on ${exposedPort}, or set ports.${name}.exposedPort to ${listens}.`,
    });
  }
  // the port of the target group is for targets without one; the controller registers each pod with its own
  if (listeners.length > 0) return;
  yield draft("E81", release, ["ports", name], {
    happens: `No listener sends to ${group.address}, behind which the entry point ${name} is: clients cannot reach it.`,
    fix: "Add an aws_lb_listener for it, or do not expose the entry point.",
  });
}

/** Where some entry points are behind the load balancer, others that are exposed are meant to be, too. */
function* withoutListener(
  { release, entryPoints }: TraefikSettings,
  found: readonly Target[],
): Generator<Draft> {
  for (const entryPoint of entryPoints.values()) {
    if (!entryPoint.exposed || found.some((target) => target.entryPoint === entryPoint)) continue;
    yield draft("E81", release, ["ports", entryPoint.name], {
      happens: `The entry point ${entryPoint.name} is exposed, and no target group leads to it: clients cannot reach it through the load balancer.`,
      fix: "Bind a target group to it, or set expose.default to false.",
    });
  }
}

const annotation = (name: string): string => `service.beta.kubernetes.io/aws-load-balancer-${name}`;

/** The same where the controller makes the load balancer of the chart's Service. */
function* controllersOwn({ traefik }: Cluster): Generator<Draft> {
  if (traefik === undefined) return;
  const { release, entryPoints } = traefik;
  const service = mapping(release.values.service);
  const annotations = mapping(service.annotations);
  const type = mapping(service.spec).type ?? "LoadBalancer";
  if (type !== "LoadBalancer") return;
  const sends = annotations[annotation("proxy-protocol")] === "*";
  const exposed = [...entryPoints.values()].filter(
    (entryPoint) => entryPoint.exposed && entryPoint.protocol === "tcp",
  );
  for (const { name, proxyProtocolFrom } of exposed) {
    if (sends && proxyProtocolFrom === undefined) {
      yield draft("E62", release, ["ports", name, "proxyProtocol", "trustedIPs"], {
        happens: `The load balancer sends the header of the proxy protocol, and the entry point ${name} trusts nobody's: every connection begins with bytes that Traefik does not understand.`,
        fix: `Set ports.${name}.proxyProtocol.trustedIPs to the load balancer's subnets.`,
      });
    }
    const aws = Object.keys(annotations).some((key) => key.startsWith(annotation("")));
    if (!sends && proxyProtocolFrom !== undefined && aws) {
      yield draft("E62", release, ["ports", name, "proxyProtocol"], {
        severity: "warning",
        happens: `The entry point ${name} waits for the proxy protocol, which the load balancer does not send: Traefik sees its address for every client.`,
        fix: `Set ${annotation("proxy-protocol")} to "*", or take proxyProtocol out of the entry point.`,
      });
    }
  }
  const check = annotations[annotation("healthcheck-protocol")];
  if (sends && typeof check === "string" && /^https?$/i.test(check)) {
    yield draft("E64", release, ["service", "annotations", annotation("healthcheck-protocol")], {
      happens: `Health checks by ${check} carry the header of the proxy protocol too and fail: no target is ever healthy.`,
      fix: "Set it to TCP.",
    });
  }
}
