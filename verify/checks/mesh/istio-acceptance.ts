import { goSeconds } from "../../../traefik/durations";
import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { mapping, mappings, specOf, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { isForMesh } from "./hosts";
import type { Mesh } from "./mesh";

/** Checks of what Istio's validation webhook looks at beyond the schemas (istio, pkg/config/validation). */
export function* istioAcceptanceChecks({ cluster }: Mesh): Generator<Draft> {
  const kinds: readonly (readonly [string, (object: LocatedObject) => Iterable<Problem>])[] = [
    ["networking.istio.io/VirtualService", virtualService],
    ["networking.istio.io/DestinationRule", destinationRule],
    ["networking.istio.io/ServiceEntry", serviceEntry],
    ["networking.istio.io/Sidecar", sidecar],
    ["security.istio.io/AuthorizationPolicy", authorizationPolicy],
    ["security.istio.io/PeerAuthentication", peerAuthentication],
  ];
  for (const [kind, problemsOf] of kinds) {
    for (const object of cluster.all(kind)) {
      for (const { path, what, fix } of problemsOf(object)) {
        yield draft("E92", object, ["spec", ...path], {
          happens: `${what}: Istio refuses the object.`,
          fix,
        });
      }
    }
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

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

function* virtualService(object: LocatedObject): Generator<Problem> {
  const { hosts, http } = specOf(object);
  const names = strings(hosts);
  for (const [index, host] of names.entries()) {
    if (host === "*" && isForMesh(object))
      yield problem(
        ["hosts", index],
        "Every host is meant, which is allowed at gateways only",
        "Name hosts.",
      );
    if (names.indexOf(host) < index)
      yield problem(["hosts", index], `${host} is named twice`, "Name it once.");
  }
  for (const { item, index } of mappings(http)) yield* httpRoute(item, ["http", index]);
}

function* httpRoute(route: Fields, at: Path): Generator<Problem> {
  const answers = ["route", "redirect", "directResponse"].filter((key) => isGiven(route[key]));
  // one that delegates has none of them
  if (answers.length > 1)
    yield problem(
      [...at, answers[1] ?? ""],
      `The route has ${answers.join(" and ")}, of which a request can get one`,
      "Keep one of them.",
    );
  if (isGiven(route.redirect) && isGiven(route.fault))
    yield problem([...at, "fault"], "A redirect has a fault beside it", "Keep one of them.");
  if (isGiven(route.mirror) && isGiven(route.mirrors))
    yield problem([...at, "mirror"], "Both mirror and mirrors are given", "Move it into mirrors.");
  yield* retries(mapping(route.retries), [...at, "retries"]);
  yield* duration(route.timeout, [...at, "timeout"]);
  const fault = mapping(route.fault);
  yield* percentage(mapping(fault.delay).percentage, [...at, "fault", "delay", "percentage"]);
  yield* percentage(mapping(fault.abort).percentage, [...at, "fault", "abort", "percentage"]);
  yield* duration(mapping(fault.delay).fixedDelay, [...at, "fault", "delay", "fixedDelay"]);
  for (const { item, index } of mappings(route.mirrors))
    yield* percentage(item.percentage, [...at, "mirrors", index, "percentage"]);
  for (const { item, index } of mappings(route.route)) {
    if (typeof item.weight === "number" && item.weight < 0)
      yield problem([...at, "route", index, "weight"], "The weight is negative", "Write 0 or more.");
  }
  for (const { item, index } of mappings(route.match)) yield* match(item, [...at, "match", index]);
}

/** Names of conditions and statuses on which Envoy tries again. */
const retryConditions = [
  "5xx",
  "gateway-error",
  "reset",
  "reset-before-request",
  "connect-failure",
  "envoy-ratelimited",
  "retriable-4xx",
  "refused-stream",
  "retriable-status-codes",
  "retriable-headers",
  "http3-post-connect-failure",
  "cancelled",
  "deadline-exceeded",
  "internal",
  "resource-exhausted",
  "unavailable",
];

function* retries({ attempts, perTryTimeout, retryOn }: Fields, at: Path): Generator<Problem> {
  if (attempts === 0 && (isGiven(perTryTimeout) || isGiven(retryOn))) {
    yield problem(
      [...at, isGiven(perTryTimeout) ? "perTryTimeout" : "retryOn"],
      "With 0 attempts nothing may be said of them",
      "Remove it, or give attempts.",
    );
  }
  yield* duration(perTryTimeout, [...at, "perTryTimeout"]);
  for (const condition of (string(retryOn) ?? "").split(",").map((one) => one.trim())) {
    if (condition === "" || retryConditions.includes(condition) || /^[1-5]\d\d$/.test(condition)) continue;
    yield problem(
      [...at, "retryOn"],
      `${condition} is no condition of Envoy and no status`,
      `Use one of ${retryConditions.join(", ")}, or a status.`,
    );
  }
}

function* duration(value: unknown, path: Path): Generator<Problem> {
  if (!isGiven(value)) return;
  const seconds = typeof value === "string" ? goSeconds(value) : undefined;
  if (seconds !== undefined && seconds >= 0.001) return;
  yield problem(
    path,
    `${JSON.stringify(value)} is no duration of 1ms or more`,
    "Write one, such as 500ms or 5s.",
  );
}

function* percentage(value: unknown, path: Path): Generator<Problem> {
  const share = mapping(value).value;
  if (typeof share !== "number" || share === 0 || (share >= 0.0001 && share <= 100)) return;
  yield problem(path, `${share} is no percentage`, "Write 0, or 0.0001 to 100.");
}

function* match(conditions: Fields, at: Path): Generator<Problem> {
  const texts: readonly (readonly [Path, unknown])[] = [
    ...["uri", "scheme", "method", "authority"].map((key) => [[key], conditions[key]] as const),
    ...["headers", "queryParams", "withoutHeaders"].flatMap((key) =>
      Object.entries(mapping(conditions[key])).map(([name, value]) => [[key, name], value] as const),
    ),
  ];
  for (const [path, text] of texts) {
    const { prefix, regex } = mapping(text);
    if (prefix === "" || regex === "")
      yield problem(
        [...at, ...path],
        "A prefix or regular expression is empty",
        "Write one, or leave the condition out.",
      );
    if (typeof regex === "string" && regex.length > 1024)
      yield problem([...at, ...path], "A regular expression is longer than 1024 characters", "Shorten it.");
  }
}

function* destinationRule(object: LocatedObject): Generator<Problem> {
  const { trafficPolicy, subsets } = specOf(object);
  yield* policy(trafficPolicy, ["trafficPolicy"]);
  const names = mappings(subsets).map(({ item }) => item.name);
  for (const { item, index } of mappings(subsets)) {
    if (names.indexOf(item.name) < index)
      yield problem(["subsets", index, "name"], `There are two subsets ${item.name}`, "Rename one of them.");
    yield* policy(item.trafficPolicy, ["subsets", index, "trafficPolicy"]);
  }
}

function* policy(value: unknown, path: Path): Generator<Problem> {
  if (!isGiven(value)) return;
  const { connectionPool } = mapping(value);
  if (Object.keys(mapping(value)).length === 0)
    yield problem(path, "The policy says nothing", "Say something, or leave it out.");
  if (!isGiven(connectionPool)) return;
  const { tcp, http } = mapping(connectionPool);
  if (!isGiven(tcp) && !isGiven(http))
    yield problem(
      [...path, "connectionPool"],
      "The connection pool says nothing",
      "Give tcp or http, or leave it out.",
    );
}

function* serviceEntry(object: LocatedObject): Generator<Problem> {
  const { addresses, resolution } = specOf(object);
  if (resolution !== "DNS" && resolution !== "DNS_ROUND_ROBIN") return;
  for (const [index, address] of strings(addresses).entries()) {
    if (address.includes("/"))
      yield problem(
        ["addresses", index],
        "A host that is looked up by DNS has a block of addresses",
        "Write single addresses, or resolution NONE.",
      );
  }
}

function* sidecar(object: LocatedObject): Generator<Problem> {
  const listeners = mappings(specOf(object).egress);
  const open = listeners.filter(({ item }) => !isGiven(item.port));
  for (const { index } of open) {
    if (open.length > 1 && index === open[1]?.index)
      yield problem(["egress", index], "Two listeners name no port", "Keep one, the last.");
    else if (open.length === 1 && index !== listeners.at(-1)?.index)
      yield problem(["egress", index], "The listener without a port is not the last", "Put it last.");
  }
}

function* authorizationPolicy(object: LocatedObject): Generator<Problem> {
  const { action = "ALLOW", rules, selector, targetRef, targetRefs } = specOf(object);
  if (isGiven(selector) && (isGiven(targetRef) || isGiven(targetRefs)))
    yield problem(["selector"], "Both a selector and targets are given", "Keep one of them.");
  if ((action === "DENY" || action === "CUSTOM") && mappings(rules).length === 0)
    yield problem(["rules"], `With ${action}, no rules mean nothing`, "Give rules, or remove the policy.");
  for (const { item, index } of mappings(rules)) {
    for (const side of ["from", "to"] as const) {
      const inner = side === "from" ? "source" : "operation";
      for (const one of mappings(item[side])) {
        if (Object.keys(mapping(one.item[inner])).length === 0)
          yield problem(
            ["rules", index, side, one.index],
            `The ${inner} is empty`,
            `Give it, or leave ${side} out.`,
          );
      }
    }
    for (const one of mappings(item.when)) {
      if (strings(one.item.values).length === 0 && strings(one.item.notValues).length === 0)
        yield problem(
          ["rules", index, "when", one.index],
          "The condition has neither values nor notValues",
          "Give one of them.",
        );
    }
  }
}

/** Ports are those of pods, which only a selector names. */
function* peerAuthentication(object: LocatedObject): Generator<Problem> {
  const { selector, portLevelMtls } = specOf(object);
  if (isGiven(portLevelMtls) && Object.keys(mapping(mapping(selector).matchLabels)).length === 0)
    yield problem(
      ["portLevelMtls"],
      "Ports are named for a whole namespace",
      "Select the pods whose ports they are.",
    );
}
