import { namespaces } from "../../names";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { didYouMean } from "../suggest";
import { checkRange } from "./cluster";

type Services = Definition["services"];

export function checkServices(
  { services, domain }: Partial<Definition>,
  isWritten: IsWritten,
): CheckFailure[] {
  if (services === undefined) return [];
  const first = firstExposures(services);
  return Object.entries(services).flatMap(([name, service]) => [
    ...checkRange(["services", name, "replicas"], service.replicas),
    ...checkNamespace(name, service.namespace),
    ...checkCallers(name, service.callers, services, isWritten),
    ...checkExposures(name, service, first, domain?.name),
  ]);
}

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
): CheckFailure[] {
  return service.expose.flatMap(({ host, path: prefix }, index): CheckFailure[] => {
    const path = ["services", name, "expose", index];
    if (domain !== undefined && !isCovered(host, domain)) {
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
