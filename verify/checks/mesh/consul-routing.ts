import type { LocatedObject } from "../../input/located-object";
import { type Cluster, mapping, mappings, specOf, string } from "../cluster";
import { type Draft, draft } from "../finding";
import type { Severity } from "../registry";
import type { Mesh } from "./mesh";

/** Checks of where Consul sends calls: shares, the order of routes, and whether it sees requests at all. */
export function* consulRoutingChecks({ cluster }: Mesh): Generator<Draft> {
  for (const splitter of cluster.all(kindOf("ServiceSplitter"))) yield* splits(splitter);
  for (const router of cluster.all(kindOf("ServiceRouter"))) yield* hiddenRoutes(router);
  yield* requests(cluster);
}

// --- internal ---

const kindOf = (kind: string): string => `consul.hashicorp.com/${kind}`;

/** Added up in single precision and compared with 100 exactly (consul-k8s, servicesplitter_types.go). */
function* splits(splitter: LocatedObject): Generator<Draft> {
  const weights = mappings(specOf(splitter).splits).map(({ item }) => Number(item.weight ?? 0));
  for (const [index, weight] of weights.entries()) {
    if (weight === 0 || (weight >= 0.01 && weight <= 100)) continue;
    yield draft("E110", splitter, ["spec", "splits", index, "weight"], {
      happens: `${weight} is no percentage from 0.01 to 100: Consul refuses the object.`,
      fix: "Write 0, or 0.01 to 100.",
    });
  }
  const sum = weights.reduce((total, weight) => Math.fround(total + Math.fround(weight)), 0);
  if (sum === 100) return;
  const isNear = Math.abs(sum - 100) < 0.005;
  yield draft("E110", splitter, ["spec", "splits"], {
    happens: `The weights add up to ${isNear ? `${sum} in single precision, in which Consul adds them` : Number(sum.toFixed(2))}, and not to 100: Consul refuses the object.`,
    fix: isNear
      ? "Move 0.01 from one share to another, or list them in another order."
      : "Write percentages that add up to 100.",
  });
}

/** The first route that fits takes a request. */
function* hiddenRoutes(router: LocatedObject): Generator<Draft> {
  const seen = new Map<string, number>();
  let all: number | undefined;
  for (const { item, index } of mappings(specOf(router).routes)) {
    const http = mapping(mapping(item.match).http);
    const given = Object.entries(http).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(given);
    const hider = all ?? seen.get(key);
    if (hider !== undefined) {
      yield draft("W89", router, ["spec", "routes", index], {
        happens: `Every request that fits this route is taken by route number ${hider + 1} before it: it is never used.`,
        fix: "Put it before the other, or remove it.",
      });
      continue;
    }
    seen.set(key, index);
    const isEverything = given.every(([field, value]) => field === "pathPrefix" && value === "/");
    if (isEverything) all = index;
  }
}

interface Protocol {
  readonly name: string;
  /** Where it is said, or undefined where it is Consul's own default. */
  readonly from: LocatedObject | undefined;
}

/** Finds what a service speaks: its own ServiceDefaults say it, or those of all proxies. */
function protocolsIn(cluster: Cluster): (service: string) => Protocol {
  const own = new Map(cluster.all(kindOf("ServiceDefaults")).map((object) => [object.name, object]));
  const [all] = cluster.all(kindOf("ProxyDefaults"));
  const common = all === undefined ? undefined : string(mapping(specOf(all).config).protocol);
  return (service) => {
    const from = own.get(service);
    const protocol = from === undefined ? undefined : string(specOf(from).protocol);
    if (protocol !== undefined) return { name: protocol, from };
    return { name: common ?? "tcp", from: common === undefined ? undefined : all };
  };
}

/** What divides or judges requests is refused for a service in which Consul sees connections (discoverychain). */
function* requests(cluster: Cluster): Generator<Draft> {
  const protocolOf = protocolsIn(cluster);
  const about = (object: LocatedObject, service: string, path: Draft["path"], what: string): Draft[] => {
    const { name, from } = protocolOf(service);
    if (["http", "http2", "grpc"].includes(name)) return [];
    const severity: Severity = from === undefined && !cluster.input.complete ? "warning" : "error";
    return [
      draft("E114", object, path, {
        severity,
        happens: `${from === undefined ? `Nothing says what ${service} speaks, which is then tcp` : `${from.kind} ${from.name} says that ${service} speaks ${name}`}, of which Consul sees connections and no requests: ${what}.`,
        fix: `Give ${service} a ServiceDefaults with the protocol http, http2 or grpc.`,
      }),
    ];
  };
  for (const kind of ["ServiceSplitter", "ServiceRouter"]) {
    for (const object of cluster.all(kindOf(kind)))
      yield* about(object, object.name, ["spec"], "it refuses the object");
  }
  for (const object of cluster.all(kindOf("ServiceIntentions"))) {
    const service = string(mapping(specOf(object).destination).name);
    if (service === undefined || service === "*") continue;
    for (const { item, index } of mappings(specOf(object).sources)) {
      if (mappings(item.permissions).length === 0) continue;
      yield* about(
        object,
        service,
        ["spec", "sources", index, "permissions"],
        "it refuses permissions by request, and lets nobody through",
      );
    }
  }
}
