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
  const record = value as Readonly<Record<string, unknown>>;
  const ordered: Record<string, unknown> = {};
  for (const key of keysInOrder(Object.keys(record))) {
    // as an own key, whatever it is called
    if (key === "__proto__")
      Object.defineProperty(ordered, key, { ...plain, value: inReadingOrder(record[key]) });
    else ordered[key] = inReadingOrder(record[key]);
  }
  return ordered;
}

const plain = { configurable: true, enumerable: true, writable: true };

/** Orders that were worked out before: objects of one kind have the same keys. */
const known = new Map<string, readonly string[]>();
const mostKnown = 10_000;

function keysInOrder(keys: readonly string[]): readonly string[] {
  const shape = keys.join("\n");
  const before = known.get(shape);
  if (before?.length === keys.length) return before;
  const sorted = [...keys].sort((a, b) => rankOf(a) - rankOf(b) || byCodeUnit(a, b));
  // a key may hold a line break itself, and would be mistaken for two
  if (known.size < mostKnown && !keys.some((key) => key.includes("\n"))) known.set(shape, sorted);
  return sorted;
}

const rankOf = (key: string): number => rank.get(key) ?? first.length;
