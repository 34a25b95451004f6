import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { type Mesh, setting } from "./mesh";

/** Checks of what Consul's webhook looks at beyond the schemas (consul-k8s, control-plane/api/v1alpha1, Validate). */
export function* consulAcceptanceChecks({ cluster, release }: Mesh): Generator<Draft> {
  const isEnterprise = setting(release("consul"), "global.enableConsulNamespaces") === true;
  const kinds: readonly (readonly [string, (spec: Fields) => Iterable<Problem>])[] = [
    ["ServiceRouter", router],
    ["ServiceResolver", resolver],
    ["ServiceIntentions", intentions],
    ["ServiceDefaults", serviceDefaults],
    ["ProxyDefaults", proxyDefaults],
  ];
  for (const [kind, problemsOf] of kinds) {
    for (const object of cluster.all(`consul.hashicorp.com/${kind}`))
      yield* drafts(object, problemsOf(specOf(object)));
  }
  if (isEnterprise) return;
  for (const kind of ["ServiceIntentions", "ServiceResolver", "ServiceRouter", "ServiceSplitter"]) {
    for (const object of cluster.all(`consul.hashicorp.com/${kind}`))
      yield* drafts(object, enterprise(object.object.spec, []));
  }
}

// --- internal ---

interface Problem {
  /** Below `spec`. */
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

type Fields = Readonly<Record<string, unknown>>;

const problem = (path: Path, what: string, fix: string): Problem => ({ path, what, fix });

function* drafts(object: LocatedObject, problems: Iterable<Problem>): Generator<Draft> {
  for (const { path, what, fix } of problems)
    yield draft("E115", object, ["spec", ...path], { happens: `${what}: Consul refuses the object.`, fix });
}

const given = (fields: Fields, names: readonly string[]): readonly string[] =>
  names.filter((name) => fields[name] !== undefined && fields[name] !== "" && fields[name] !== false);

function* router({ routes }: Fields): Generator<Problem> {
  for (const { item, index } of mappings(routes)) {
    const at = ["routes", index];
    const http = mapping(mapping(item.match).http);
    const destination = mapping(item.destination);
    yield* paths(http, [...at, "match", "http"]);
    yield* methods(http.methods, [...at, "match", "http", "methods"]);
    yield* forms(
      http.header,
      ["exact", "prefix", "suffix", "regex", "present"],
      [...at, "match", "http", "header"],
    );
    yield* forms(http.queryParam, ["exact", "regex", "present"], [...at, "match", "http", "queryParam"]);
    if (
      string(destination.prefixRewrite) !== undefined &&
      given(http, ["pathPrefix", "pathExact"]).length === 0
    )
      yield problem(
        [...at, "destination", "prefixRewrite"],
        "A path is rewritten that the match does not name",
        "Give the match pathPrefix or pathExact.",
      );
    for (const [place, condition] of strings(destination.retryOn).entries()) {
      if (!retryConditions.includes(condition))
        yield problem(
          [...at, "destination", "retryOn", place],
          `${condition} is no condition on which Envoy tries again`,
          `Use one of ${retryConditions.join(", ")}; statuses stand in retryOnStatusCodes.`,
        );
    }
  }
}

const retryConditions = [
  "5xx",
  "gateway-error",
  "reset",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

function* paths(http: Fields, at: Path): Generator<Problem> {
  const kinds = given(http, ["pathExact", "pathPrefix", "pathRegex"]);
  if (kinds.length > 1)
    yield problem([...at, kinds[1] ?? ""], `Both ${kinds.join(" and ")} are given`, "Keep one of them.");
  for (const kind of kinds) {
    if (kind !== "pathRegex" && !`${http[kind]}`.startsWith("/"))
      yield problem([...at, kind], `${http[kind]} does not begin with a slash`, `Write /${http[kind]}.`);
  }
}

const allMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

function* methods(value: unknown, at: Path): Generator<Problem> {
  const named = strings(value);
  for (const [index, method] of named.entries()) {
    if (!allMethods.includes(method))
      yield problem([...at, index], `${method} is no method`, `Use one of ${allMethods.join(", ")}.`);
    else if (named.indexOf(method) < index)
      yield problem([...at, index], `${method} is named twice`, "Name it once.");
  }
}

function* forms(list: unknown, names: readonly string[], at: Path): Generator<Problem> {
  for (const { item, index } of mappings(list)) {
    const found = given(item, names);
    if (found.length > 1)
      yield problem(
        [...at, index, found[1] ?? ""],
        `Both ${found.join(" and ")} are given`,
        "Keep one of them.",
      );
  }
}

function* resolver({ redirect, failover, subsets, loadBalancer }: Fields): Generator<Problem> {
  if (redirect !== undefined && Object.keys(mapping(failover)).length > 0)
    yield problem(["failover"], "Both a redirect and a failover are given", "Keep one of them.");
  for (const [name, value] of Object.entries(mapping(failover))) {
    if (Object.keys(mapping(value)).length === 0)
      yield problem(
        ["failover", name],
        "The failover leads nowhere",
        "Name a service, subset, datacenters or targets.",
      );
  }
  for (const name of Object.keys(mapping(subsets))) {
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name))
      yield problem(
        ["subsets", name],
        `${name} is no name of a subset`,
        "Write lower-case letters, digits and dashes, with no dash at an end.",
      );
  }
  for (const { item, index } of mappings(mapping(loadBalancer).hashPolicies)) {
    const at = ["loadBalancer", "hashPolicies", index];
    const field = string(item.field);
    if (field === undefined) continue;
    if (!["header", "cookie", "query_parameter"].includes(field))
      yield problem(
        [...at, "field"],
        `${field} is nothing to hash`,
        "Use header, cookie or query_parameter.",
      );
    else if (item.sourceIP === true)
      yield problem([...at, "sourceIP"], "Both field and sourceIP are given", "Keep one of them.");
    else if (string(item.fieldValue) === undefined)
      yield problem([...at, "field"], `Which ${field} is hashed is not said`, "Give fieldValue.");
  }
}

function* intentions({ sources }: Fields): Generator<Problem> {
  const list = mappings(sources);
  if (list.length === 0) yield problem(["sources"], "There are no sources", "Name at least one.");
  for (const { item, index } of list) {
    const at = ["sources", index];
    const permissions = mappings(item.permissions);
    const { action } = item;
    if (permissions.length > 0 && string(action) !== undefined)
      yield problem([...at, "action"], "Both action and permissions are given", "Keep one of them.");
    else if (permissions.length === 0) yield* allowOrDeny(action, at);
    for (const permission of permissions) {
      const place = [...at, "permissions", permission.index];
      const http = mapping(permission.item.http);
      yield* allowOrDeny(permission.item.action, place);
      yield* paths(http, [...place, "http"]);
      yield* methods(http.methods, [...place, "http", "methods"]);
      yield* forms(
        http.header,
        ["exact", "prefix", "suffix", "contains", "regex", "present"],
        [...place, "http", "header"],
      );
    }
  }
}

function* allowOrDeny(action: unknown, at: Path): Generator<Problem> {
  if (action !== "allow" && action !== "deny")
    yield problem([...at, "action"], "The action is neither allow nor deny", "Write one of them.");
}

function* serviceDefaults(spec: Fields): Generator<Problem> {
  const { protocol, mode, transparentProxy, upstreamConfig, destination } = spec;
  if (string(protocol) !== undefined && !["tcp", "http", "http2", "grpc"].includes(`${protocol}`))
    yield problem(["protocol"], `${protocol} is no protocol of Consul`, "Use tcp, http, http2 or grpc.");
  if (string(mode) !== undefined)
    yield problem(
      ["mode"],
      "The mode is that of pods",
      "Remove it, and annotate pods consul.hashicorp.com/transparent-proxy.",
    );
  if (mapping(transparentProxy).outboundListenerPort !== undefined)
    yield problem(
      ["transparentProxy", "outboundListenerPort"],
      "The port is the injector's to choose",
      "Remove it.",
    );
  const { defaults, overrides } = mapping(upstreamConfig);
  if (string(mapping(defaults).name) !== undefined)
    yield problem(
      ["upstreamConfig", "defaults", "name"],
      "What holds for all callees names one",
      "Move it to overrides.",
    );
  const names = mappings(overrides).map(({ item }) => string(item.name));
  for (const [index, name] of names.entries()) {
    const at = ["upstreamConfig", "overrides", index];
    if (name === undefined) yield problem(at, "An override names no callee", "Give its name.");
    // accepted, but the first is what proxies follow
    else if (names.indexOf(name) < index)
      yield problem([...at, "name"], `${name} is named twice`, "Write what both say into one of them.");
  }
  if (destination !== undefined) yield* outside(mapping(destination));
}

function* outside({ addresses, port }: Fields): Generator<Problem> {
  const named = strings(addresses);
  if (named.length === 0) yield problem(["destination"], "No address is named", "Give addresses.");
  for (const [index, address] of named.entries()) {
    if (named.indexOf(address) < index || !/^[a-zA-Z0-9*.:-]+$/.test(address))
      yield problem(
        ["destination", "addresses", index],
        `${address} is no address, or is named twice`,
        "Write each host or IP address once, without a port or path.",
      );
  }
  if (typeof port !== "number" || port < 1 || port > 65_535)
    yield problem(["destination", "port"], `${port} is no port`, "Write 1 to 65535.");
}

function* proxyDefaults({ accessLogs }: Fields): Generator<Problem> {
  const { jsonFormat, textFormat, path, type } = mapping(accessLogs);
  if (string(jsonFormat) !== undefined && string(textFormat) !== undefined)
    yield problem(
      ["accessLogs", "textFormat"],
      "Both jsonFormat and textFormat are given",
      "Keep one of them.",
    );
  if (string(path) !== undefined && type !== "file")
    yield problem(
      ["accessLogs", "path"],
      "A path is given, and logs are not written to a file",
      "Set type: file.",
    );
}

/** Fields that only Consul Enterprise has. */
const enterpriseFields = ["namespace", "partition"];

function* enterprise(value: unknown, path: Path): Generator<Problem> {
  // arbitrary settings have no such fields, and nothing else is nested this deeply
  if (path.length > 10) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* enterprise(item, [...path, index]);
    return;
  }
  for (const [key, item] of Object.entries(mapping(value))) {
    if (enterpriseFields.includes(key) && string(item) !== undefined)
      yield problem([...path, key], `${key} is a field of Consul Enterprise`, "Remove it.");
    else yield* enterprise(item, [...path, key]);
  }
}
