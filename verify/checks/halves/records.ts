import { blocks } from "../../input/terraform";
import { covers } from "../certificates/names";
import type { Cluster } from "../cluster";
import { type Draft, draft } from "../finding";
import { entryPointsOf, hostsOf, type Route, routesOf } from "../routes";
import { isExpression, ofType, referenceIn } from "./terraform";

/** Checks that every host that is routed leads to the load balancer. */
export function* recordChecks(cluster: Cluster): Generator<Draft> {
  const { terraform, releases, complete } = cluster.input;
  if (terraform === undefined || !complete) return;
  // a controller writes records of what it sees in the cluster
  if (releases.some(({ chart }) => chart === "external-dns")) return;
  const records = ofType(terraform, "aws_route53_record").filter(
    ({ attributes }) => attributes.type === "A" || attributes.type === "AAAA" || attributes.type === "CNAME",
  );
  // where no record is made, another place makes them all
  if (records.length === 0 || records.some(({ attributes }) => isExpression(attributes.name))) return;
  const leading = records.filter(
    ({ attributes }) =>
      attributes.type === "CNAME" ||
      blocks(attributes.alias).some(
        ({ name }) => referenceIn(name)?.address.startsWith("aws_lb.") === true || isExpression(name),
      ),
  );
  const names = leading.map(({ attributes }) => `${attributes.name}`.replace(/\.$/, "").toLowerCase());
  const reported = new Set<string>();
  for (const route of routesOf(cluster)) {
    if (isInside(cluster, route)) continue;
    for (const host of hostsOf(route)) {
      if (host === "*" || reported.has(host) || names.some((name) => leads(name, host))) continue;
      reported.add(host);
      yield draft("E78", route.from, [...route.path, "match"], {
        happens: `No record leads ${host} to the load balancer: clients do not find it.`,
        fix: `Add a record; there are ${names.slice(0, 5).join(", ") || "none yet"}.`,
      });
    }
  }
}

/** Whether a route is at entry points alone to which no load balancer leads. */
function isInside(cluster: Cluster, route: Route): boolean {
  const bound = entryPointsOf(cluster, route);
  return bound.length > 0 && bound.every(({ exposed }) => !exposed);
}

/** Unlike a certificate's, a wildcard of DNS stands for several labels (RFC 4592). */
const leads = (name: string, host: string): boolean =>
  covers(name, host) || name === host || (name.startsWith("*.") && host.endsWith(name.slice(1)));
