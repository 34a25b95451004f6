import type { RoutingChange } from "../../report/report";
import { listed } from "../changes";
import type { Rule, RuleContext, RuleFinding } from "../rule";
import { detached } from "./traffic";

export const unanswered: Rule = {
  id: "EKS-ROUTE-001",
  title: "requests that were answered no longer are",
  level: "high",
  why: "whoever sends them gets 404, or no connection",
  fix: "Check that nobody needs them, or keep the route with a redirection.",
  find: (context) =>
    byHost(
      context,
      ({ before, after }) => before !== undefined && after === undefined,
      (requests) => `Nothing answers ${listed(requests, 4)} any more.`,
    ),
};

export const elsewhere: Rule = {
  id: "EKS-ROUTE-002",
  title: "requests go elsewhere, or are newly answered",
  level: "note",
  why: "something else answers than before",
  fix: "Check each of them in the list of routes.",
  find: (context) => [
    ...byHost(
      context,
      ({ before, after }) => before !== undefined && after !== undefined && before !== after,
      (requests) => `${listed(requests, 4)} ${requests.length === 1 ? "meets" : "meet"} something else.`,
    ),
    ...byHost(
      context,
      ({ before, after }) => before === undefined && after !== undefined,
      (requests) => `${listed(requests, 4)} ${requests.length === 1 ? "is" : "are"} newly answered.`,
    ),
  ],
};

export const unguarded: Rule = {
  id: "EKS-ROUTE-003",
  title: "requests pass a middleware less",
  level: "high",
  why: "it may have refused, limited or changed them",
  fix: "Put it back, or say what takes its place.",
  find: (context) => {
    const told = new Set(detached(context).flatMap(({ names }) => names));
    const removed = ({ middlewares }: RoutingChange) => middlewares.removed.filter((name) => !told.has(name));
    return [...groups(context, (change) => change.after !== undefined && removed(change).length > 0)].map(
      ([host, changes]) => {
        const names = [...new Set(changes.flatMap(removed))].sort();
        return {
          subject: host,
          happens: `${listed(
            changes.map(({ request }) => request),
            4,
          )} no longer ${changes.length === 1 ? "passes" : "pass"} ${listed(names)}.`,
          about: [names, changes.map(({ request }) => request)],
        };
      },
    );
  },
};

// --- internal ---

/** One finding for each host, so that a host that is lost is one line. */
function byHost(
  context: RuleContext,
  wanted: (change: RoutingChange) => boolean,
  say: (requests: readonly string[]) => string,
): readonly RuleFinding[] {
  return [...groups(context, wanted)].map(([host, changes]) => {
    const requests = changes.map(({ request }) => request);
    return { subject: host, happens: say(requests), about: requests };
  });
}

function groups({ routing }: RuleContext, wanted: (change: RoutingChange) => boolean) {
  const found = new Map<string, RoutingChange[]>();
  for (const change of routing.filter(wanted)) {
    const host = /[a-z]+:\/\/([^/\s]+)/.exec(change.request)?.[1] ?? change.request;
    found.set(host, [...(found.get(host) ?? []), change]);
  }
  return found;
}
