import { byCodeUnit } from "../platform/order";

/**
 * Keys that a reader looks for first, in this order; all others follow in code-unit order. cdk8s sorts every key, so
 * the order in which an object was built is gone by the time that it is written.
 */
const first = [
  // any object
  "apiVersion",
  "kind",
  "metadata",
  "name",
  "namespace",
  "type",
  "replicas",
  "selector",
  // network policies
  "namespaceSelector",
  "podSelector",
  "policyTypes",
  "ingress",
  "egress",
  "from",
  "to",
  // containers
  "image",
  "command",
  "args",
  "env",
  "ports",
  "resources",
  "requests",
  "startupProbe",
  "readinessProbe",
  "livenessProbe",
  "httpGet",
  "tcpSocket",
  "grpc",
  "exec",
  "path",
  "port",
  "targetPort",
  "protocol",
  "appProtocol",
  "lifecycle",
  // pods
  "serviceAccountName",
  "automountServiceAccountToken",
  "enableServiceLinks",
  "securityContext",
  "terminationGracePeriodSeconds",
  "topologySpreadConstraints",
  "containers",
  // routes
  "entryPoints",
  "match",
  "priority",
  "middlewares",
  "services",
  // autoscalers
  "scaleTargetRef",
  "minReplicas",
  "maxReplicas",
  // issuers
  "server",
  "email",
];
const rank = new Map(first.map((key, index) => [key, index]));

/** A copy of plain data with the keys of every object in reading order. */
export function inReadingOrder<T>(value: T): T;
export function inReadingOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inReadingOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rankOf(a) - rankOf(b) || byCodeUnit(a, b))
      .map(([key, item]) => [key, inReadingOrder(item)]),
  );
}

const rankOf = (key: string): number => rank.get(key) ?? first.length;
