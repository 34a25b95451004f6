import { defaultDenyPolicy, namespaces } from "../../names";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { didYouMean } from "../suggest";
import { isServed } from "./certificates";
import { checkRange } from "./range";

type Services = Definition["services"];

export function checkServices(
  { services, domain, certificates }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  if (services === undefined) return [];
  const first = firstExposures(services);
  return Object.entries(services).flatMap(([name, service]) => [
    ...checkRange(["services", name, "replicas"], service.replicas, isWritten),
    ...checkName(name),
    ...checkNamespace(name, service.namespace),
    ...checkHeaders(name, service.expose),
    ...checkCallers(name, service.callers, services, isWritten),
    ...checkExposures(name, service, first, domain?.name, certificates),
  ]);
}

function checkName(name: string): CheckFailure[] {
  if (name !== defaultDenyPolicy) return [];
  const message = `"${name}" is the network policy of every namespace; call the service something else`;
  return [{ path: ["services", name], key: true, message }];
}

/** HTTP does not tell capitals apart, so of two such names chance would decide. */
const checkHeaders = (name: string, exposures: Services[string]["expose"]): CheckFailure[] =>
  exposures.flatMap(({ headers }, index) =>
    Object.entries(headers).flatMap(([direction, set]) =>
      Object.keys(set).flatMap((header, position, all) => {
        const other = all
          .slice(0, position)
          .find((earlier) => earlier.toLowerCase() === header.toLowerCase());
        const path = ["services", name, "expose", index, "headers", direction, header];
        return other === undefined ? [] : [{ path, key: true, message: `is the same header as ${other}` }];
      }),
    ),
  );

function checkNamespace(name: string, namespace: string): CheckFailure[] {
  const taken = Object.values<string>(namespaces).includes(namespace) || namespace.startsWith("kube-");
  if (!taken && namespace !== "default") return [];
  return [
    {
      path: ["services", name, "namespace"],
      message: `"${namespace}" belongs to the cluster itself; choose another, such as apps`,
    },
  ];
}

function checkCallers(
  name: string,
  callers: readonly string[],
  services: Services,
  isWritten: IsWritten,
): CheckFailure[] {
  return callers.flatMap((caller, index): CheckFailure[] => {
    const path = ["services", name, "callers", index];
    if (caller === name) return [{ path, message: `names ${name} itself` }];
    if (callers.indexOf(caller) < index) return [{ path, message: `names ${caller} a second time` }];
    if (Object.hasOwn(services, caller) || isWritten(["services", caller])) return [];
    const others = Object.keys(services).filter((other) => other !== name);
    return [{ path, message: `no service is named ${caller}${describeOthers(caller, others)}` }];
  });
}

/** As many names as a reader takes in at a glance. */
const mostNames = 12;

function describeOthers(caller: string, others: readonly string[]): string {
  if (others.length === 0) return "; there are no other services";
  const suggestion = didYouMean(caller, others);
  if (suggestion !== "" || others.length > mostNames) return suggestion;
  return `; the other services are ${others.join(", ")}`;
}

/** The exposure that took a host and path first. */
type FirstExposures = ReadonlyMap<string, { readonly name: string; readonly index: number }>;

function checkExposures(
  name: string,
  service: Services[string],
  first: FirstExposures,
  domain: string | undefined,
  certificates: Definition["certificates"] | undefined,
): CheckFailure[] {
  return service.expose.flatMap(({ host, path: prefix }, index): CheckFailure[] => {
    const path = ["services", name, "expose", index];
    const isOtherwiseServed = certificates === undefined || isServed(host, certificates);
    if (domain !== undefined && !isCovered(host, domain) && !isOtherwiseServed) {
      return [
        {
          path: [...path, "host"],
          message: `${host} is not covered by the certificate, which holds ${domain} and *.${domain} (one label)`,
        },
      ];
    }
    const rival = first.get(`${host} ${prefix}`);
    if (rival === undefined || (rival.name === name && rival.index === index)) return [];
    return [
      {
        path,
        message: `${host} with path ${prefix} is exposed by services.${rival.name}.expose[${rival.index}] already`,
      },
    ];
  });
}

function firstExposures(services: Services): FirstExposures {
  const first = new Map<string, { name: string; index: number }>();
  for (const [name, { expose }] of Object.entries(services)) {
    for (const [index, { host, path }] of expose.entries()) {
      const key = `${host} ${path}`;
      if (!first.has(key)) first.set(key, { name, index });
    }
  }
  return first;
}

/** A wildcard in a certificate stands for exactly one label (RFC 6125). */
const isCovered = (host: string, domain: string): boolean =>
  host === domain || host.slice(host.indexOf(".") + 1) === domain;
