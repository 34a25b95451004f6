import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { type Cluster, certManagerIo, mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { inZone } from "./names";

type Fields = Readonly<Record<string, unknown>>;

/** One way of an ACME issuer to show control of a name. */
export interface Solver {
  readonly index: number;
  readonly path: Path;
  readonly fields: Fields;
  readonly kind: "dns01" | "http01" | "neither";
}

export const issuersOf = (cluster: Cluster): readonly LocatedObject[] => [
  ...cluster.all(certManagerIo("Issuer")),
  ...cluster.all(certManagerIo("ClusterIssuer")),
];

export const solversOf = (issuer: LocatedObject): readonly Solver[] =>
  mappings(mapping(specOf(issuer).acme).solvers).map(({ item, index }) => ({
    index,
    path: ["spec", "acme", "solvers", index],
    fields: item,
    kind: item.dns01 !== undefined ? "dns01" : item.http01 !== undefined ? "http01" : "neither",
  }));

/** The issuer that a Certificate names; undefined where it is of another project. */
export function issuerOf(
  certificate: LocatedObject,
): { kind: string; name: string; namespace: string } | undefined {
  const { name, kind, group } = mapping(specOf(certificate).issuerRef);
  if (string(name) === undefined || (group !== undefined && group !== "cert-manager.io" && group !== "")) {
    return undefined;
  }
  const named = string(kind) ?? "Issuer";
  return { kind: named, name: `${name}`, namespace: named === "ClusterIssuer" ? "" : certificate.namespace };
}

/**
 * The solver that cert-manager takes for a name: exact names before zones before labels, those without a selector
 * last (pkg/util/solverpicker). A wildcard can be shown by DNS alone.
 */
export function solverFor(issuer: LocatedObject, name: string): Solver | undefined {
  const wildcard = name.startsWith("*.");
  const scores = solversOf(issuer)
    .filter(({ kind }) => kind === "dns01" || (kind === "http01" && !wildcard))
    .flatMap((solver) => {
      const selector = mapping(solver.fields.selector);
      const names = strings(selector.dnsNames);
      const zones = strings(selector.dnsZones);
      // labels of the Certificate are the user's to compare; a solver with some may always be meant
      const labels = Object.keys(mapping(selector.matchLabels)).length;
      if (names.length > 0 && !names.includes(name)) return [];
      const zone = zones
        .filter((candidate) => inZone(name, candidate))
        .sort((a, b) => labelsIn(b) - labelsIn(a))[0];
      if (zones.length > 0 && zone === undefined) return [];
      return [{ solver, score: [names.length > 0 ? 1 : 0, zone === undefined ? 0 : labelsIn(zone), labels] }];
    });
  scores.sort((a, b) => compare(b.score, a.score));
  return scores[0]?.solver;
}

/** Checks of issuers by themselves and against how cert-manager and Traefik are installed. */
export function* issuerChecks(cluster: Cluster): Generator<Draft> {
  for (const issuer of issuersOf(cluster)) {
    if (issuer.object.spec !== undefined) yield* webhookRules(issuer);
    for (const solver of solversOf(issuer)) {
      yield* httpSolver(cluster, issuer, solver);
      yield* ambient(cluster, issuer, solver);
    }
  }
}

// --- internal ---

const labelsIn = (zone: string): number => zone.split(".").length;

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [index, value] of a.entries()) {
    const difference = value - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const types = ["acme", "ca", "selfSigned", "vault", "venafi"];
const providers = [
  "acmeDNS",
  "akamai",
  "azureDNS",
  "cloudDNS",
  "cloudflare",
  "digitalocean",
  "rfc2136",
  "route53",
  "webhook",
];

const refused = "cert-manager's webhook refuses the issuer";

function* webhookRules(issuer: LocatedObject): Generator<Draft> {
  const spec = specOf(issuer);
  const broken = (path: Path, what: string, fix: string): Draft =>
    draft("E56", issuer, path, { happens: `${what}: ${refused}.`, fix });
  const given = types.filter((type) => spec[type] !== undefined && spec[type] !== null);
  if (given.length !== 1) {
    yield broken(
      given.length === 0 ? ["spec"] : ["spec", given[1] ?? ""],
      given.length === 0 ? "The issuer has no type" : `The issuer has the types ${given.join(" and ")}`,
      `Give it one of ${types.join(", ")}.`,
    );
  }
  // what the schema asks for besides, the checks of objects tell
  if (spec.acme === undefined) return;
  const acme = mapping(spec.acme);
  if (acme.skipTLSVerify === true && string(acme.caBundle) !== undefined) {
    yield broken(
      ["spec", "acme", "skipTLSVerify"],
      "The server is both verified by caBundle and not verified",
      "Remove skipTLSVerify.",
    );
  }
  for (const { fields, path } of solversOf(issuer)) {
    const ways = ["http01", "dns01"].filter((way) => fields[way] !== undefined && fields[way] !== null);
    if (ways.length !== 1) {
      yield broken(
        path,
        ways.length === 0 ? "A solver has neither http01 nor dns01" : "A solver has both http01 and dns01",
        "Give each solver one of them.",
      );
      continue;
    }
    yield* solverRules(fields, path, broken);
  }
}

function* solverRules(
  fields: Fields,
  path: Path,
  broken: (path: Path, what: string, fix: string) => Draft,
): Generator<Draft> {
  const dns = mapping(fields.dns01);
  if (fields.dns01 !== undefined) {
    const named = providers.filter((provider) => dns[provider] !== undefined && dns[provider] !== null);
    if (named.length !== 1) {
      yield broken(
        [...path, "dns01"],
        named.length === 0 ? "The solver names no DNS provider" : `The solver names ${named.join(" and ")}`,
        "Name one provider.",
      );
    }
    const route53 = mapping(dns.route53);
    const [id, idRef, secret] = [
      route53.accessKeyID,
      route53.accessKeyIDSecretRef,
      route53.secretAccessKeySecretRef,
    ];
    if (string(id) !== undefined && idRef !== undefined) {
      yield broken(
        [...path, "dns01", "route53", "accessKeyIDSecretRef"],
        "The access key is given twice",
        "Keep one of accessKeyID and accessKeyIDSecretRef.",
      );
    } else if ((string(id) !== undefined || idRef !== undefined) !== (secret !== undefined)) {
      yield broken(
        [...path, "dns01", "route53"],
        "Half of the access key is given",
        "Set secretAccessKeySecretRef and one of accessKeyID and accessKeyIDSecretRef, or none for the pod's own identity.",
      );
    }
  }
  const http = mapping(fields.http01);
  const ingress = mapping(http.ingress);
  const chosen = ["class", "ingressClassName", "name"].filter(
    (field) => string(ingress[field]) !== undefined,
  );
  if (chosen.length > 1) {
    yield broken(
      [...path, "http01", "ingress", chosen[1] ?? ""],
      `The Ingress is chosen by ${chosen.join(" and ")}`,
      "Keep ingressClassName.",
    );
  }
}

/** An Ingress for a challenge is served by Traefik's provider of Ingresses, which has settings of its own. */
function* httpSolver(
  cluster: Cluster,
  issuer: LocatedObject,
  { fields, path, kind }: Solver,
): Generator<Draft> {
  if (kind !== "http01") return;
  const { ingress, gatewayHTTPRoute } = mapping(fields.http01);
  const { traefik } = cluster;
  const unanswered = "the authority gets 404, and no certificate is issued";
  if (gatewayHTTPRoute !== undefined) {
    const at = [...path, "http01", "gatewayHTTPRoute"];
    if (traefik?.gatewayProvider.enabled === false) {
      yield draft("E52", issuer, at, {
        happens: `Traefik does not read Gateways: ${unanswered}.`,
        fix: "Set providers.kubernetesGateway.enabled of Traefik's chart, or solve by dns01.",
      });
    }
    const manager = cluster.input.releases.find(({ chart }) => chart === "cert-manager");
    const enabled = mapping(mapping(manager?.values.config).gatewayAPI).enabled;
    if (manager?.valuesKnown === true && enabled !== true) {
      yield draft("E52", issuer, at, {
        happens:
          "cert-manager does not know Gateways, so it makes no route for the challenge and the order stays pending.",
        fix: "Set config.gatewayAPI.enabled of cert-manager's chart.",
      });
    }
    for (const { item, index } of mappings(mapping(gatewayHTTPRoute).parentRefs)) {
      const name = string(item.name);
      if (name === undefined) continue;
      const gateways = cluster.all("gateway.networking.k8s.io/Gateway");
      const known = gateways.filter(
        (gateway) =>
          gateway.name === name && (item.namespace === undefined || gateway.namespace === item.namespace),
      );
      if (gateways.length > 0 && known.length === 0) {
        yield draft("E52", issuer, [...at, "parentRefs", index, "name"], {
          happens: `No Gateway is named ${name}: ${unanswered}.`,
          fix: "Create it, or correct the name.",
        });
      } else if (
        known.length > 0 &&
        !known.some((gateway) =>
          mappings(specOf(gateway).listeners).some(({ item: listener }) => listener.port === 80),
        )
      ) {
        yield draft("E52", issuer, [...at, "parentRefs", index, "name"], {
          happens: `Gateway ${name} does not listen on port 80, where the authority asks: ${unanswered}.`,
          fix: "Add a listener with protocol HTTP and port 80.",
        });
      }
    }
    return;
  }
  if (traefik === undefined) return;
  const at = [...path, "http01", "ingress"];
  const given = mapping(ingress);
  const name = string(given.ingressClassName) ?? string(given.class);
  const { enabled, ingressClass } = traefik.ingressProvider;
  // another controller may be there for it
  if (name !== undefined && name !== "traefik" && name !== ingressClass) return;
  if (!enabled) {
    yield draft("E51", issuer, at, {
      happens: `Traefik does not read Ingresses, of which the challenge is one: ${unanswered}.`,
      fix: "Set providers.kubernetesIngress.enabled of Traefik's chart, or solve by dns01.",
    });
  } else if (ingressClass !== "" && name !== ingressClass) {
    yield draft("E51", issuer, at, {
      happens: `Traefik reads Ingresses of the class ${ingressClass} only, and the challenge's is ${name ?? "of none"}: ${unanswered}.`,
      fix: `Set ingressClassName to ${ingressClass}.`,
    });
  }
  const reachable = [...traefik.entryPoints.values()].some(({ exposed, port }) => exposed && port === 80);
  if (!reachable) {
    yield draft("E51", issuer, at, {
      happens: `No entry point is exposed at port 80, where the authority asks: ${unanswered}.`,
      fix: "Expose the entry point web at port 80, or solve by dns01.",
    });
  }
}

/** Credentials that the pod has anyway are for issuers of the whole cluster, unless an argument says otherwise. */
function* ambient(cluster: Cluster, issuer: LocatedObject, { fields, path }: Solver): Generator<Draft> {
  const given = mapping(fields.dns01).route53;
  if (given === undefined || issuer.kind !== "Issuer") return;
  const route53 = mapping(given);
  const own = ["accessKeyID", "accessKeyIDSecretRef", "secretAccessKeySecretRef", "auth"];
  if (own.some((field) => route53[field] !== undefined)) return;
  const manager = cluster.input.releases.find(({ chart }) => chart === "cert-manager");
  // what only the chart's values could tell
  if (manager === undefined) return;
  if (
    strings(manager.values.extraArgs).some((argument) => /issuer-ambient-credentials(=true)?$/.test(argument))
  )
    return;
  yield draft("E53", issuer, [...path, "dns01", "route53"], {
    happens: "An Issuer may not use the pod's own credentials: every challenge fails for want of some.",
    fix: "Make it a ClusterIssuer, or name credentials under auth.",
  });
}
