import { migrate } from "../../traefik/rules/migration";
import type { Cluster } from "./cluster";
import { type Draft, draft } from "./finding";
import { hostsOf, type Route, routesOf } from "./routes";

/** Checks of each rule by itself and of its neighbours' paths. */
export function* ruleChecks(cluster: Cluster): Generator<Draft> {
  const routes = routesOf(cluster);
  for (const route of routes) {
    yield* syntax(route);
    yield* hosts(route);
    yield* expressions(route);
    yield* priority(route);
  }
  yield* sameRule(routes);
  yield* prefixes(routes);
}

// --- internal ---

const notBuilt = "Traefik builds no router of it, and its requests get 404";

function* syntax({ from, path, match, rule, kind, fields }: Route): Generator<Draft> {
  const at = [...path, "match"];
  if (fields.syntax === "v2") {
    yield draft("E5", from, [...path, "syntax"], {
      severity: "warning",
      happens:
        "The rule is in the syntax of Traefik 2, which Traefik 3 still reads with a warning and will not for long.",
      fix: proposed(migrate(kind, match), "Write the rule in the syntax of Traefik 3 and remove syntax."),
    });
    return;
  }
  if (match === "") {
    yield draft("E1", from, fields.match === undefined ? path : at, {
      happens: `The rule is empty: ${notBuilt}.`,
      fix: `Write one such as ${kind === "http" ? "Host(`example.com`)" : "HostSNI(`*`)"}.`,
    });
    return;
  }
  if (rule === undefined || rule.ok) return;
  const [first, ...others] = rule.problems;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  if (/\)[ \t]*\r?\n\s*(&&|\|\|)/.test(match) && rule.stage === "parse") {
    yield draft("E10", from, at, {
      happens: `A line begins with an operator, so the rule ends before it: ${notBuilt}.`,
      fix: "End the line before it with the operator, or write the rule as one line with >- in YAML.",
    });
    return;
  }
  yield draft(first.instead === undefined ? "E1" : "E5", from, at, {
    happens: `The rule cannot be read: ${first.message}${more}; ${notBuilt}.`,
    fix: proposed(first.instead, "Correct the rule."),
  });
}

const proposed = (instead: string | undefined, otherwise: string): string =>
  instead === undefined ? otherwise : `Write ${instead}`;

function* hosts({ from, path, matchers }: Route): Generator<Draft> {
  for (const { name, values, negated } of matchers) {
    const [value = ""] = values;
    if ((name === "Path" || name === "PathPrefix" || name === "HostRegexp") && oldPlaceholder.test(value)) {
      yield draft("E5", from, [...path, "match"], {
        happens: `${name}(\`${value}\`) has a placeholder of Traefik 2, which Traefik 3 takes for text: the rule never matches.`,
        fix: `Write ${name === "HostRegexp" ? "a regular expression, or Host(`*.example.com`)" : "PathRegexp with a regular expression"}.`,
      });
      continue;
    }
    if ((name !== "Host" && name !== "HostSNI") || negated) continue;
    const reason = neverSent(value);
    if (reason === undefined) continue;
    yield draft("W2", from, [...path, "match"], {
      happens: `${name}(\`${value}\`) ${reason}, which no client sends as a host: the rule never matches.`,
      fix: "Write the bare name, such as app.example.com.",
    });
  }
}

const oldPlaceholder = /\{[A-Za-z_]\w*(:[^}]*)?\}/;

function neverSent(host: string): string | undefined {
  if (host === "*" || /^(\*\.)?[^*:/\s{}$]+$/.test(host)) return undefined;
  if (host.includes("://")) return "has a scheme";
  if (host.includes("/")) return "has a path";
  if (/\s/.test(host)) return "has a space";
  if (/[{}]/.test(host)) return "has a placeholder";
  if (host.includes("$")) return "has a variable";
  // an IPv6 address in brackets or without
  if (/^\[?[0-9a-f:.]+\]?$/i.test(host) && host.split(":").length > 2) return undefined;
  if (host.includes(":")) return "has a port";
  return "has an asterisk that is not its first label";
}

const unanchored: Readonly<Record<string, (pattern: string) => boolean>> = {
  HostRegexp: (pattern) => !(begins(pattern) && ends(pattern)),
  HostSNIRegexp: (pattern) => !(begins(pattern) && ends(pattern)),
  PathRegexp: (pattern) => !begins(pattern),
  HeaderRegexp: (pattern) => !begins(pattern) && !ends(pattern),
};

// groups and flags may stand before it; what matches anything needs no anchor
const begins = (pattern: string): boolean =>
  /^(\(\?[a-z:]*\)?|\()*(\^|\\A)/.test(pattern) || anything(pattern);
const ends = (pattern: string): boolean => /(\$|\\z)\)*$/.test(pattern) || anything(pattern);
const anything = (pattern: string): boolean => /^\.[*+]$/.test(pattern);

function* expressions({ from, path, matchers }: Route): Generator<Draft> {
  for (const { name, values } of matchers) {
    const pattern = values.at(-1) ?? "";
    if (unanchored[name]?.(pattern) !== true) continue;
    yield draft("W3", from, [...path, "match"], {
      happens: `${name}(\`${pattern}\`) matches wherever the expression is found in the text, also in the middle of a longer one.`,
      fix: name === "PathRegexp" ? "Begin it with ^." : "Begin it with ^ and end it with $.",
    });
  }
}

/** Above, Traefik's own routers stand (pkg/server/router, MaxInt - 1000). */
const highest = Number(9_223_372_036_854_774_807n);

function* priority({ from, path, fields }: Route): Generator<Draft> {
  const { priority: given } = fields;
  if (typeof given !== "number" || (Number.isInteger(given) && Math.abs(given) < highest)) return;
  yield draft("W9", from, [...path, "priority"], {
    happens: `The priority ${given} is not a whole number of at most 9223372036854774807, so Traefik refuses the route.`,
    fix: "Write a whole number; the longest rule of this platform decides how large it need be.",
  });
}

/** A router is named for a digest of its rule. */
function* sameRule(routes: readonly Route[]): Generator<Draft> {
  let current: Route["from"] | undefined;
  let first = new Map<string, number>();
  for (const { from, path, match, index } of routes) {
    if (from !== current) first = new Map();
    current = from;
    const other = first.get(match);
    if (other === undefined) first.set(match, index);
    else if (match !== "") {
      yield draft("E6", from, [...path, "match"], {
        happens: `Route ${other} of this object has the same rule: Traefik names both alike and keeps the later one.`,
        fix: "Merge them, or make the rules differ.",
      });
    }
  }
}

/** Prefixes are compared as text: `/foo` is one of `/foobar`. */
function* prefixes(routes: readonly Route[]): Generator<Draft> {
  const byHost = new Map<
    string,
    { readonly route: Route; readonly prefix: string; readonly isPrefix: boolean }[]
  >();
  for (const route of routes) {
    for (const { name, values, negated } of route.matchers) {
      if ((name !== "PathPrefix" && name !== "Path") || negated) continue;
      for (const host of new Set(hostsOf(route))) {
        const list = byHost.get(host) ?? [];
        byHost.set(host, list);
        list.push({ route, prefix: values[0] ?? "", isPrefix: name === "PathPrefix" });
      }
    }
  }
  const reported = new Set<string>();
  for (const list of byHost.values()) {
    list.sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : 0));
    for (const [index, { route, prefix, isPrefix }] of list.entries()) {
      if (!isPrefix || prefix.endsWith("/")) continue;
      // those that go on from it stand right behind it
      for (let at = index + 1; at < list.length; at += 1) {
        const other = list[at];
        if (other === undefined || !other.prefix.startsWith(prefix)) break;
        const next = other.prefix[prefix.length];
        if (next === undefined || next === "/") continue;
        const key = `${route.from.file} ${route.from.namespace}/${route.from.name} ${route.index} ${prefix}`;
        if (!reported.has(key)) {
          reported.add(key);
          yield draft("W4", route.from, [...route.path, "match"], {
            happens: `PathPrefix(\`${prefix}\`) also matches what begins like its neighbour ${other.prefix} and is not below ${prefix}/.`,
            fix: `Write (Path(\`${prefix}\`) || PathPrefix(\`${prefix}/\`)).`,
          });
        }
        break;
      }
    }
  }
}
