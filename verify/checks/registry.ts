export type Severity = "error" | "warning";

/** What a check is about: a page of the reference, and a file in this folder. */
export type Subject =
  | "input"
  | "objects"
  | "rules"
  | "entry points"
  | "references"
  | "middlewares"
  | "tls"
  | "certificates"
  | "charts"
  | "across the halves"
  | "mesh";

export interface CheckDescription {
  readonly subject: Subject;
  /** What a finding is, unless there is less to go by than its check needs; then an error is a warning. */
  readonly severity: Severity;
  /** What must hold, as a sentence without a period. */
  readonly title: string;
}

/**
 * Every check. An id never changes its meaning and is never given to another check: pipelines and comments in
 * manifests name it. The letter says how it began: E breaks, W surprises.
 */
export const checks = {
  E1: error(
    "rules",
    "a rule parses, with known matchers, their number of arguments, and valid regular expressions",
  ),
  W2: warning("rules", "a host in a rule is one that a client can send"),
  W3: warning("rules", "a regular expression in a rule is anchored"),
  W4: warning("rules", "a path prefix does not catch the paths of its neighbours"),
  E5: error("rules", "a rule is written in the syntax of Traefik 3"),
  E6: error("rules", "no two routes of an IngressRoute have the same rule"),
  E7: error("rules", "no route is hidden by one of higher priority"),
  E8: error("rules", "routes that overlap differ in priority"),
  W9: warning("rules", "a priority is a whole number within Traefik's bounds"),
  E10: error("rules", "no line of a rule begins with an operator"),
  E11: error("entry points", "an entry point exists and speaks the route's protocol"),
  E12: error("entry points", "a route is not bound to an entry point that redirects everything"),
  E13: error("entry points", "a route with TLS is not also bound to a plain entry point"),
  W14: warning("entry points", "a route names its entry points where none is the default"),
  E15: error("entry points", "a route's class is one that Traefik's provider takes"),
  E16: error("entry points", "Traefik watches the namespace"),
  E17: error("entry points", "an object has the labels that Traefik's provider selects"),
  W18: warning("entry points", "the dashboard is not exposed without authentication"),
  E19: error("entry points", "a namespace that uses another provider's objects is allowed to"),
  E20: error("references", "a Service exists, has the port, and selects pods that have it"),
  E21: error("references", "a TraefikService exists, has one type, and does not lead to itself"),
  E22: error("references", "a middleware exists, is of the route's protocol, and does not lead to itself"),
  E23: error("references", "no reference leads to another namespace unless the provider allows it"),
  E24: error("references", "a servers transport exists in the namespace where Traefik looks for it"),
  E25: error("references", "TLS options exist and are not named default"),
  E26: error("references", "there is one default TLSOption and one TLSStore, named default"),
  E27: error("references", "a Secret exists or is produced, with the keys that its use needs"),
  E28: error("references", "a parent route exists and divides the fields with its children"),
  W29: warning("references", "names stay apart after Traefik has normalised them"),
  W30: warning("references", "a Service has the same options wherever TraefikServices name it"),
  E31: error("references", "a Service has the type that the options beside it need"),
  E32: error("references", "each root CA names one source"),
  E33: error("middlewares", "a Middleware has exactly one type"),
  E34: error("middlewares", "a middleware's settings are ones that Traefik can run"),
  W35: warning("middlewares", "a rate limit limits"),
  E36: error("middlewares", "an address is not looked for in a header that nobody sends"),
  W37: warning("middlewares", "forward authentication says what it trusts and how much it reads"),
  E38: error("middlewares", "a failover says which answers are failures"),
  W39: warning("middlewares", "weights and percentages let something through"),
  E40: error(
    "tls",
    "TLS versions, cipher suites, curves and client authentication are ones that Traefik has",
  ),
  E41: error("tls", "routes of one host have the same TLS options"),
  W42: warning("tls", "TLS options stand beside a rule that names a host"),
  E43: error("tls", "a TCP route that names a host has TLS"),
  W44: warning("tls", "a TCP route does not take every connection of an HTTP entry point"),
  W45: warning("tls", "servers' certificates are verified"),
  W46: warning("tls", "a servers transport bounds the wait for an answer"),
  E47: error("certificates", "every host with TLS is covered by a certificate"),
  E48: error("certificates", "a certificate is in the namespace of the route that uses it"),
  E49: error("certificates", "a certificate's issuer exists"),
  E50: error("certificates", "every name of a certificate has a solver, a wildcard one by DNS"),
  E51: error("certificates", "challenges by HTTP reach the solver through Traefik"),
  E52: error("certificates", "challenges by Gateway have a Gateway to go through"),
  E53: error("certificates", "ambient credentials are used by a ClusterIssuer"),
  E54: error("certificates", "a Route53 solver does not assume the role that it has"),
  E55: error("certificates", "cert-manager may change the zones that its issuers name"),
  E56: error("certificates", "cert-manager's webhook accepts the object"),
  W57: warning("certificates", "no two certificates write one Secret or have the same names"),
  W58: warning("certificates", "a certificate is what a visitor of the site can use"),
  E59: error("certificates", "every host has a certificate where connections without one are closed"),
  E60: error("charts", "values have only keys that the chart knows"),
  E61: error("charts", "values use the keys of this major version of the chart"),
  E62: error(
    "across the halves",
    "load balancer and Traefik agree on the proxy protocol and on who may use it",
  ),
  W63: warning("charts", "a load balancer's scheme is said and its annotations are current"),
  E64: error("across the halves", "health checks are by TCP where the proxy protocol is on"),
  E65: error("charts", "grace periods add up"),
  E66: error("charts", "a disruption budget lets a pod go"),
  E67: error("charts", "spread and affinity select the chart's own pods"),
  E68: error("charts", "monitoring objects are rendered where their definitions exist"),
  W69: warning("charts", "an IngressClass that is the default is meant to be"),
  W70: warning("charts", "certificates are not resolved by several replicas"),
  E71: error("objects", "a custom resource fits the schema of its kind"),
  W72: warning("objects", "what belongs to the whole cluster names no namespace"),
  E73: error("objects", "an API version is served by current clusters"),
  E74: error("objects", "an object says what it is, with valid metadata"),
  E75: error("objects", "no object is defined twice"),
  W76: warning("objects", "there is a schema for every kind"),
  E77: error("across the halves", "a namespace is made by something"),
  E78: error("across the halves", "every host that is routed has a DNS record to the load balancer"),
  E79: error("across the halves", "the control plane reaches every webhook"),
  E80: error("across the halves", "a target group binding names a target group, a Service and its port"),
  E81: error("across the halves", "load balancer listeners and exposed entry points have the same ports"),
  E82: error("across the halves", "the definitions of custom resources are installed"),
  E83: error("input", "a file can be read"),
  W84: warning("input", "a comment that ignores a check has something to ignore"),
  W85: warning("input", "a comment that ignores a check names one and says why"),
  E86: error("mesh", "a subset that a VirtualService names is one of the host's DestinationRule"),
  W87: warning("mesh", "the labels of a subset select pods"),
  E88: error("mesh", "weights of a mesh's routes let something through"),
  W89: warning("mesh", "no route of a mesh is hidden by one before it"),
  E90: error("mesh", "one object says where calls to a host go"),
  E91: error("mesh", "a destination is a host that the mesh knows"),
  E92: error("mesh", "Istio's webhook accepts the object"),
  E93: error("mesh", "in ambient mode routes are in the namespace of their Service"),
  E94: error("mesh", "in ambient mode what looks at requests is done by a waypoint"),
  E95: error("mesh", "pods take part in one mesh and in one way"),
  E96: error("mesh", "no container runs as the user of its mesh's proxy"),
  E97: error("mesh", "a mesh adds nothing to pods that their namespace refuses"),
  E98: error("mesh", "Traefik calls the services of a mesh by their own addresses"),
  E99: error("mesh", "Traefik's sidecar of Istio knows the Host of what it passes on"),
  W100: warning("mesh", "what chooses among servers has more than one to choose from"),
  E101: error("mesh", "a weighted service has pods behind each part"),
  W102: warning("mesh", "one layer alone tries a request again"),
  W103: warning("mesh", "outer timeouts are no shorter than what they enclose"),
  E104: error("mesh", "Prometheus can read the ports that its monitors name"),
  W105: warning("mesh", "the ports of Services in Istio say what they speak"),
  E106: error("mesh", "network policies open what the proxies of a mesh need"),
  W107: warning("mesh", "network policies are written so that the VPC CNI finds Services and ports"),
  W108: warning("mesh", "Prometheus selects the monitors and rules"),
  E109: error("mesh", "Consul does not replace the definitions of the Gateway API"),
  E110: error("mesh", "the splits of a ServiceSplitter add up to 100"),
  E111: error("mesh", "names of Consul's objects are unique in the whole cluster"),
  E112: error("mesh", "objects of which Consul has one have the name that it takes"),
  E113: error("mesh", "a pod that Consul registers has one Service, and a service account of its name"),
  E114: error("mesh", "what looks at requests in Consul is about services that speak HTTP"),
  E115: error("mesh", "Consul's webhook accepts the object"),
} as const satisfies Readonly<Record<string, CheckDescription>>;

export type CheckId = keyof typeof checks;

export const isCheckId = (id: string): id is CheckId => Object.hasOwn(checks, id);

/** Order of the list, which is that of the numbers in the ids. */
export const checkIds = Object.keys(checks) as readonly CheckId[];

function error<S extends Subject>(subject: S, title: string) {
  return { subject, severity: "error", title } as const;
}

function warning<S extends Subject>(subject: S, title: string) {
  return { subject, severity: "warning", title } as const;
}
