import { entryPointsOf, targetGroupName } from "../../ingress";
import { internalEntryPoint } from "../../names";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";
import { checkRange } from "./range";

/** Rules for incoming traffic that a security group takes (EC2 quota). */
const mostRules = 60;

/** Characters that the name of a target group has at most. */
const longestTargetGroup = 32;

/** Ports that Traefik's own container already listens on. */
const ownPorts: Readonly<Record<number, string>> = { 8080: "traefik", 9100: "metrics" };

export function checkIngress(
  { name, ingress, dns, network, mesh }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  if (ingress === undefined) return [];
  return [
    ...checkRange(["ingress", "replicas"], ingress.replicas, isWritten),
    ...checkRepeats(["ingress", "allowFrom"], ingress.allowFrom),
    ...checkRepeats(["ingress", "forwardedHeadersFrom"], ingress.forwardedHeadersFrom),
    ...checkForwardedHeaders(ingress.forwardedHeadersFrom),
    ...checkRuleCount(ingress),
    ...checkEntryPoints(name, ingress),
    ...(dns === undefined ? [] : checkRecords(ingress, dns)),
    ...checkPublicSubnets(ingress, network),
    ...checkForCallers(ingress, mesh),
  ];
}

// --- internal ---

/** Calls are carried once. */
function checkForCallers(
  { forCallers }: Definition["ingress"],
  mesh: Definition["mesh"] | undefined,
): CheckFailure[] {
  if (!forCallers || mesh === undefined || mesh === "none") return [];
  const message = `has no effect: with mesh: ${mesh} calls among services are the mesh's; leave it out`;
  return [{ path: ["ingress", "forCallers"], message, key: true }];
}

/** Believing everybody would let each client choose its own address. */
const checkForwardedHeaders = (blocks: readonly string[]): CheckFailure[] =>
  blocks.flatMap((block, index) =>
    block.endsWith("/0")
      ? [
          {
            path: ["ingress", "forwardedHeadersFrom", index],
            message:
              "believes everybody, so that each client could claim any address; name the proxies' blocks",
          },
        ]
      : [],
  );

/** Each block needs a rule for each entry point. */
function checkRuleCount({ allowFrom, entryPoints }: Definition["ingress"]): CheckFailure[] {
  const points = 2 + Object.keys(entryPoints).length;
  const most = Math.floor(mostRules / points);
  if (allowFrom.length <= most) return [];
  return [
    {
      path: ["ingress", "allowFrom"],
      message: `has ${allowFrom.length} blocks; with ${points} entry points a security group takes ${most}`,
    },
  ];
}

function checkEntryPoints(name: string | undefined, ingress: Definition["ingress"]): CheckFailure[] {
  const all = entryPointsOf(ingress);
  return Object.entries(ingress.entryPoints).flatMap(([own, { port, protocol }]): CheckFailure[] => {
    const path = ["ingress", "entryPoints", own];
    const entryPoint = all.find((candidate) => candidate.name === own);
    const containerPort = entryPoint?.containerPort ?? port;
    const before = all.slice(0, entryPoint === undefined ? 0 : all.indexOf(entryPoint));
    // a load balancer has one listener for a port, whatever its protocol
    const samePort = before.find((other) => other.port === port);
    const sameContainerPort = before.find((other) => other.containerPort === containerPort);
    const internal = ingress.forCallers && containerPort === internalEntryPoint.containerPort;
    const ownPort = internal ? internalEntryPoint.name : ownPorts[containerPort];
    const taken = ownPort ?? (samePort === undefined ? sameContainerPort?.name : undefined);
    const group = name === undefined || entryPoint === undefined ? "" : targetGroupName(name, entryPoint);
    return [
      ...(samePort === undefined
        ? []
        : [{ path: [...path, "port"], message: `${port} is the port of ${samePort.name} already` }]),
      ...(taken === undefined
        ? []
        : [
            {
              path: [...path, "port"],
              message: `needs port ${containerPort} of Traefik's container, which ${taken} has; choose another`,
            },
          ]),
      ...(containerPort > 65535
        ? [{ path: [...path, "port"], message: `needs port ${containerPort} of Traefik's container` }]
        : []),
      ...(group.length > longestTargetGroup
        ? [
            {
              path,
              key: true,
              message: `gives the target group ${group}, which has more than ${longestTargetGroup} characters; choose a shorter name`,
            },
          ]
        : []),
      ...(protocol === "udp" && ingress.loadBalancer === "controller"
        ? [
            {
              path: [...path, "protocol"],
              message:
                "udp needs ingress.loadBalancer: terraform, whose health checks can ask another port than the one that speaks UDP",
            },
          ]
        : []),
    ];
  });
}

/** The stack writes records only to a load balancer of its own. */
function checkRecords(
  { loadBalancer }: Definition["ingress"],
  { externalDns, sources }: Definition["dns"],
): CheckFailure[] {
  if (loadBalancer === "terraform" || (externalDns && sources.includes("service"))) return [];
  return [
    {
      path: ["ingress", "loadBalancer"],
      message:
        "controller needs dns.externalDns with the source service, or nothing leads the domain to the load balancer",
    },
  ];
}

/** A load balancer on the internet stands in public subnets. */
function checkPublicSubnets(
  { scheme }: Definition["ingress"],
  network: Definition["network"] | undefined,
): CheckFailure[] {
  if (network?.existing === undefined || scheme === "internal" || network.existing.subnets.public.length > 0)
    return [];
  return [
    {
      path: ["network", "existing", "subnets", "public"],
      message: "must not be empty while ingress.scheme is internet-facing: the load balancer stands in them",
    },
  ];
}
