import { parseRule } from "../../../traefik/rules/parse";
import { covers } from "../../../traefik/rules/relation";
import { isRecord } from "../../differences/value";
import type { Value } from "../../plan/change";
import { listed } from "../changes";
import type { Rule, RuleContext, RuleFinding } from "../rule";
import { alike, type Fields, field, namespaceOf, number, objectsOf, records, text, texts } from "./objects";

export const loadBalancer: Rule = {
  id: "EKS-K8S-006",
  title: "a Service is newly reachable from outside of the cluster",
  level: "high",
  why: "its traffic does not pass Traefik, nor what Traefik checks",
  fix: "Leave it ClusterIP, and route it through Traefik.",
  find: (context) =>
    objectsOf(context, "Service").flatMap(({ subject, group, before, after }): RuleFinding[] => {
      if (group !== "" || after === undefined) return [];
      const [was, is] = [before, after].map((object) => text(object, "spec", "type") ?? "ClusterIP");
      const scheme = (object: unknown) =>
        text(object, "metadata", "annotations", "service.beta.kubernetes.io/aws-load-balancer-scheme");
      if (is !== "LoadBalancer" && is !== "NodePort") return [];
      if (was === is && before !== undefined) {
        return scheme(after) === "internet-facing" && scheme(before) !== "internet-facing"
          ? [{ subject, happens: "Its load balancer faces the internet.", about: "internet-facing" }]
          : [];
      }
      return [
        {
          subject,
          happens: `${before === undefined ? "It is created with" : `It goes from ${was} to`} type ${is}${scheme(after) === undefined ? "" : `, ${scheme(after)}`}.`,
          about: [is, scheme(after) ?? null],
        },
      ];
    }),
};

export const withoutTls: Rule = {
  id: "EKS-K8S-007",
  title: "a route is served without TLS",
  level: "high",
  why: "what clients send, their credentials too, can be read on the way",
  fix: "Set tls, or check that its entry point only redirects.",
  find: (context) =>
    objectsOf(context, "IngressRoute", "IngressRouteTCP", "Ingress").flatMap(
      ({ subject, kind, before, after }): RuleFinding[] => {
        if (after === undefined || field(after, "spec", "tls") !== undefined) return [];
        const had = field(before, "spec", "tls") !== undefined;
        if (had) return [{ subject, happens: "Its tls is removed.", about: "removed" }];
        if (before !== undefined || kind === "IngressRouteTCP") return [];
        // an entry point can bring TLS along
        const entryPoints = texts(after, "spec", "entryPoints");
        if (entryPoints.length > 0 && entryPoints.every((name) => name === "websecure")) return [];
        return isRedirect(after)
          ? []
          : [{ subject, happens: "It is created without tls.", about: "created" }];
      },
    ),
};

export const widerRule: Rule = {
  id: "EKS-K8S-008",
  title: "a route takes more requests than before",
  level: "high",
  why: "they may be meant for somebody else, or for nobody",
  fix: "Check the hosts and paths that it takes in addition.",
  find: (context) =>
    objectsOf(context, "IngressRoute").flatMap(({ subject, before, after }): RuleFinding[] => {
      if (before === undefined || after === undefined) return [];
      const old = matchesOf(before);
      const wider = matchesOf(after).filter((match) => !old.includes(match) && isWider(match, old));
      return wider.length === 0
        ? []
        : [{ subject, happens: `${listed(wider)} takes what no rule of it took before.`, about: wider }];
    }),
};

export const middleware: Rule = {
  id: "EKS-K8S-009",
  title: "a middleware no longer guards a route, or checks less",
  level: "high",
  why: "requests pass that it refused, limited or changed",
  fix: "Put it back, or say what takes its place.",
  find: (context) => [
    ...detached(context).map(({ subject, names }) => ({
      subject,
      happens: `${listed(names)} no longer ${names.length === 1 ? "applies" : "apply"}.`,
      about: names,
    })),
    ...objectsOf(context, "Middleware", "MiddlewareTCP").flatMap(
      ({ subject, before, after }): RuleFinding[] => {
        const guards = (object: unknown) =>
          guarding.filter((type) => field(object, "spec", type) !== undefined);
        const lost = guards(before).filter((type) => !guards(after).includes(type));
        if (before === undefined || lost.length === 0) return [];
        return [
          {
            subject,
            happens:
              after === undefined
                ? `It is removed, with ${listed(lost)}.`
                : `${listed(lost)} is no longer in it.`,
            about: lost,
          },
        ];
      },
    ),
    ...objectsOf(context, "TLSOption").flatMap(({ subject, before, after }): RuleFinding[] => {
      const type = (object: unknown) => text(object, "spec", "clientAuth", "clientAuthType");
      const was = type(before);
      if (was === undefined || was === type(after)) return [];
      const weaker =
        clientAuthentication.indexOf(type(after) ?? "NoClientCert") < clientAuthentication.indexOf(was);
      return weaker
        ? [
            {
              subject,
              happens: `Client certificates go from ${was} to ${type(after) ?? "none"}.`,
              about: type(after) ?? null,
            },
          ]
        : [];
    }),
  ],
};

export const mutualTls: Rule = {
  id: "EKS-K8S-014",
  title: "calls in the mesh no longer have to be encrypted and authenticated",
  level: "high",
  why: "whoever gets into the cluster's network can call, and read what is called",
  fix: "Keep STRICT, and let single ports out of it if some callers cannot.",
  find: (context) =>
    objectsOf(context, "PeerAuthentication").flatMap(({ subject, before, after }): RuleFinding[] => {
      const mode = (object: unknown) => text(object, "spec", "mtls", "mode");
      if (mode(before) !== "STRICT" || mode(after) === "STRICT") return [];
      return [
        {
          subject,
          happens:
            after === undefined
              ? "It is removed, with STRICT."
              : `It goes from STRICT to ${mode(after) ?? "its default"}.`,
          about: mode(after) ?? null,
        },
      ];
    }),
};

export const weights: Rule = {
  id: "EKS-K8S-015",
  title: "a version's share of requests jumps by more than 50 points",
  level: "high",
  why: "most users meet a version at once that few have met before",
  fix: "Go there in steps, and look at errors and latency in between.",
  find: (context) =>
    objectsOf(
      context,
      "TraefikService",
      "IngressRoute",
      "HTTPRoute",
      "VirtualService",
      "ServiceSplitter",
    ).flatMap(({ subject, kind, before, after }): RuleFinding[] => {
      if (before === undefined || after === undefined) return [];
      const old = sharesOf(kind, before);
      const said = [...sharesOf(kind, after)].flatMap(([name, share]) => {
        const was = old.get(name) ?? 0;
        // what replaces everything is told by where requests go
        return old.size > 0 && Math.abs(share - was) > 50 && (old.has(name) || old.size > 1)
          ? [`${name.replace(/^.* /, "")} goes from ${Math.round(was)} to ${Math.round(share)} %`]
          : [];
      });
      const once = [...new Set(said)].sort();
      return once.length === 0 ? [] : [{ subject, happens: `${listed(once)}.`, about: once }];
    }),
};

export const patience: Rule = {
  id: "EKS-K8S-016",
  title: "retries or timeouts are removed",
  level: "high",
  why: "one slow or failing pod is then felt by every caller",
  fix: "Keep them, or say where they are set instead.",
  find: (context) =>
    objectsOf(
      context,
      "Middleware",
      "ServersTransport",
      "VirtualService",
      "HTTPRoute",
      "DestinationRule",
      "ServiceRouter",
    ).flatMap(({ subject, before, after }): RuleFinding[] => {
      if (before === undefined || after === undefined) return [];
      const left = patient(after);
      const gone = [...new Set(patient(before))].filter((name) => !left.includes(name)).sort();
      return gone.length === 0
        ? []
        : [{ subject, happens: `${listed(gone)} ${gone.length === 1 ? "is" : "are"} removed.`, about: gone }];
    }),
};

/** Middlewares that routes no longer name, by the object with the routes. */
export const detached = (
  context: RuleContext,
): readonly { readonly subject: string; readonly names: readonly string[] }[] =>
  objectsOf(context, "IngressRoute", "IngressRouteTCP").flatMap(({ subject, before, after }) => {
    if (before === undefined || after === undefined) return [];
    const now = new Map(
      records(after, "spec", "routes").map((route) => [text(route, "match"), attached(after, route)]),
    );
    const gone = records(before, "spec", "routes").flatMap((route) => {
      // a route whose rule is another one now may be any of those that are left
      const left = now.get(text(route, "match")) ?? [...now.values()].flat();
      return attached(before, route).filter((name) => !left.includes(name));
    });
    const names = [...new Set(gone)].sort();
    return names.length === 0 || now.size === 0 ? [] : [{ subject, names }];
  });

// --- internal ---

/** Middlewares that refuse or limit requests. */
const guarding = [
  "basicAuth",
  "circuitBreaker",
  "digestAuth",
  "forwardAuth",
  "inFlightConn",
  "inFlightReq",
  "ipAllowList",
  "ipWhiteList",
  "passTLSClientCert",
  "plugin",
  "rateLimit",
];

/** From nobody to everybody has to show a certificate (Traefik, pkg/tls). */
const clientAuthentication = [
  "NoClientCert",
  "RequestClientCert",
  "RequireAnyClientCert",
  "VerifyClientCertIfGiven",
  "RequireAndVerifyClientCert",
];

const matchesOf = (object: Fields): readonly string[] =>
  records(object, "spec", "routes").flatMap((route) => text(route, "match") ?? []);

/** Whether a rule takes something that none of the others did, where those are its wider or narrower form. */
function isWider(match: string, others: readonly string[]): boolean {
  const rule = parseRule("http", match);
  if (!rule.ok) return false;
  const trees = others.flatMap((other) => {
    const parsed = parseRule("http", other);
    return parsed.ok ? [parsed.tree] : [];
  });
  if (trees.some((tree) => covers("http", tree, rule.tree).answer === "yes")) return false;
  return trees.some((tree) => covers("http", rule.tree, tree).answer === "yes");
}

/** Middlewares of a route as `namespace/name`, in its own namespace where it names none. */
const attached = (object: Fields, route: Fields): readonly string[] =>
  records(route, "middlewares").map(
    (one) => `${text(one, "namespace") ?? namespaceOf(object)}/${text(one, "name")}`,
  );

/** Whether all that becomes of it is a redirection: nothing is sent on in clear. */
const isRedirect = (object: Fields): boolean =>
  records(object, "spec", "routes").length > 0 &&
  records(object, "spec", "routes").every((route) => {
    const services = records(route, "services");
    return services.length > 0 && services.every((service) => text(service, "name") === "noop@internal");
  });

interface Weighted {
  /** Where, for shares that are compared with each other. */
  readonly place: string;
  readonly name: string;
  readonly weight: number;
}

/** Share of each destination in percent, by `place name`. */
function sharesOf(kind: string, object: Fields): ReadonlyMap<string, number> {
  const all = weightedOf(kind, object);
  const sums = new Map<string, number>();
  for (const { place, weight } of all) sums.set(place, (sums.get(place) ?? 0) + weight);
  const shares = new Map<string, number>();
  for (const { place, name, weight } of all) {
    const sum = sums.get(place) ?? 0;
    const key = `${place} ${name}`;
    shares.set(key, (shares.get(key) ?? 0) + (sum === 0 ? 0 : (100 * weight) / sum));
  }
  return shares;
}

function weightedOf(kind: string, object: Fields): readonly Weighted[] {
  switch (kind) {
    case "TraefikService":
      return records(object, "spec", "weighted", "services").map((service) => weighted("", service));
    case "IngressRoute":
      return records(object, "spec", "routes").flatMap((route) =>
        records(route, "services").map((service) => weighted(text(route, "match") ?? "", service)),
      );
    case "HTTPRoute":
      return records(object, "spec", "rules").flatMap((rule) =>
        records(rule, "backendRefs").map((service) =>
          weighted(JSON.stringify(field(rule, "matches") ?? ""), service),
        ),
      );
    case "VirtualService":
      return records(object, "spec", "http").flatMap((route) =>
        records(route, "route").map((one) => ({
          place: JSON.stringify(field(route, "match") ?? ""),
          name: [text(one, "destination", "host"), text(one, "destination", "subset")]
            .filter(Boolean)
            .join("/"),
          weight: number(one, "weight") ?? 100,
        })),
      );
    default:
      return records(object, "spec", "splits").map((split) => ({
        place: "",
        name: [text(split, "service") ?? text(object, "metadata", "name"), text(split, "serviceSubset")]
          .filter(Boolean)
          .join("/"),
        weight: number(split, "weight") ?? 0,
      }));
  }
}

const weighted = (place: string, service: Fields): Weighted => ({
  place,
  name: text(service, "name") ?? "",
  weight: number(service, "weight") ?? 1,
});

/** Names of all settings in an object that try again or give up in time, wherever they stand. */
function patient(value: Value, key = ""): readonly string[] {
  const isIt =
    /^(retry|retries|numRetries|timeout|timeouts|requestTimeout|forwardingTimeouts|outlierDetection)$/i.test(
      key,
    );
  if (isIt && value !== undefined && !alike(value, {})) return [key];
  if (Array.isArray(value)) return value.flatMap((item) => patient(item));
  return isRecord(value) ? Object.entries(value).flatMap(([name, inner]) => patient(inner, name)) : [];
}
