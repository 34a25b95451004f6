import { parseBlock } from "../../../traefik/address";
import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, mapping, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { broken } from "./broken";

/** Checks of who is let in by address. */
export function* allowList(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  fields: Readonly<Record<string, unknown>>,
): Generator<Draft> {
  yield* networks(middleware, [...path, "sourceRange"], fields.sourceRange, true);
  const { rejectStatusCode } = fields;
  if (typeof rejectStatusCode === "number" && (rejectStatusCode < 100 || rejectStatusCode > 599)) {
    yield broken(
      middleware,
      [...path, "rejectStatusCode"],
      `${rejectStatusCode} is no status`,
      "Write one from 100 to 599, mostly 403.",
    );
  }
  yield* strategy(cluster, middleware, [...path, "ipStrategy"], fields.ipStrategy);
}

/** Items that are neither an address nor a network. */
export function* networks(
  middleware: LocatedObject,
  path: Path,
  list: unknown,
  needed: boolean,
): Generator<Draft> {
  const ranges = strings(list);
  if (ranges.length === 0 && needed) {
    yield broken(middleware, path, "The list of networks is empty", "Name a network such as 10.0.0.0/8.");
  }
  for (const [index, range] of ranges.entries()) {
    if (parseBlock(range) !== undefined) continue;
    yield broken(
      middleware,
      [...path, index],
      range.includes(",")
        ? `${range} is one item with a comma in it`
        : `${range} is neither an address nor a network`,
      range.includes(",") ? "Make an item of each." : "Write one such as 10.0.0.0/8 or 192.0.2.1.",
    );
  }
}

/** How a client is told from another. */
export function* criterion(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  value: unknown,
): Generator<Draft> {
  const fields = mapping(value);
  const given = ["ipStrategy", "requestHeaderName", "requestHost"].filter(
    (name) =>
      fields[name] !== undefined && fields[name] !== "" && fields[name] !== false && fields[name] !== null,
  );
  if (given.length > 1) {
    yield broken(middleware, path, `Clients are told apart by ${given.join(" and ")}`, "Keep one of them.");
  }
  yield* strategy(cluster, middleware, [...path, "ipStrategy"], fields.ipStrategy);
}

/** Behind a load balancer that works on connections, X-Forwarded-For is what the client says, or nothing. */
function* strategy(
  cluster: Cluster,
  middleware: LocatedObject,
  path: Path,
  value: unknown,
): Generator<Draft> {
  const { depth, excludedIPs } = mapping(value);
  yield* networks(middleware, [...path, "excludedIPs"], excludedIPs, false);
  if (typeof depth !== "number" || depth < 1) return;
  const { traefik } = cluster;
  if (traefik === undefined) return;
  const trusting = [...traefik.entryPoints.values()].filter(({ exposed }) => exposed);
  if (trusting.some(({ forwardedHeadersFrom }) => forwardedHeadersFrom.length > 0)) return;
  yield draft("E36", middleware, [...path, "depth"], {
    happens:
      "No entry point trusts a proxy, so Traefik finds no X-Forwarded-For to look in: all clients are one, or all are refused.",
    fix: "Remove depth, or set forwardedHeaders.trustedIPs of the entry point to the proxies in front of it.",
  });
}
