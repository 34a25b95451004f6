import { explain } from "../../verify/explain/explain";
import type { Explanation } from "../../verify/explain/explanation";
import { describeRequest, type ExplainedRequest } from "../../verify/explain/request";
import type { Input } from "../../verify/input/input";
import { traefikModel } from "../../verify/traefik/build";
import type { TraefikModel } from "../../verify/traefik/model";
import { byCodeUnits, canonical } from "../differences/value";
import type { RoutingChange } from "../report/report";
import { passwordsWithin } from "../secrets/credentials";
import { isSecretName } from "../secrets/names";
import { type HostView, viewsByHost } from "./by-host";
import { type AffectedRouters, affectedRouters, mayMeet } from "./changed-routers";
import { type Example, examplesFor, sharedExamples, withoutMadeUp } from "./examples";
import type { AnyRouter } from "./signature";
import { difference, type Told, toldOf } from "./told";

/** What a change means for requests. */
export interface Routing {
  /** Sorted by request. */
  readonly changes: readonly RoutingChange[];
  /** How many routers were not looked at, and how many changes are not listed, because there are too many. */
  readonly leftOut: { readonly routers: number; readonly changes: number };
  /** Both models, and the routers that are not the same in both. */
  readonly base: RoutingSide;
  readonly head: RoutingSide;
}

export interface RoutingSide {
  readonly model: TraefikModel;
  readonly affected: AffectedRouters;
}

export interface RoutingOptions {
  /** Covers secrets in a text. @default - there are none */
  readonly coverText?: (text: string) => string;
  /** Routers of which requests are followed. @default 1000 */
  readonly routers?: number;
  /** Changes that are listed. @default 100 */
  readonly changes?: number;
}

/**
 * Follows example requests on both sides: of each router that is not the same on both, of those beside it, and those
 * that both may take. A change
 * is listed where the destination, the answer, the middlewares or the weights differ.
 */
export function routingOf(base: Input, head: Input, options: RoutingOptions = {}): Routing {
  const inputs = { base: unplaced(base), head: unplaced(head) };
  const sides = { base: sideOf(inputs.base), head: sideOf(inputs.head) };
  const affected = affectedRouters(sides.base, sides.head);
  const mostRouters = options.routers ?? 1000;
  const mostChanges = options.changes ?? 100;
  const routers = [
    ...affected.base.changed.map((router) => ({ router, side: sides.base })),
    ...affected.head.changed.map((router) => ({ router, side: sides.head })),
    ...affected.base.beside.map((router) => ({ router, side: sides.base })),
    ...affected.head.beside.map((router) => ({ router, side: sides.head })),
    ...affected.base.certified.map((router) => ({ router, side: sides.base })),
    ...affected.head.certified.map((router) => ({ router, side: sides.head })),
  ];
  const { found, follow } = collector(sides.base, sides.head, options.coverText);
  for (const { router, side } of routers.slice(0, mostRouters)) {
    for (const examples of examplesFor(router, side.model)) follow(chosen(examples, router, side));
  }
  // one router may take a part of another's requests, of which the plainest are not
  const meetings = [affected.base, affected.head].flatMap(meetingsIn);
  for (const [one, other] of meetings.slice(0, mostRouters)) {
    for (const [example] of sharedExamples(one, other)) follow(example, "unless told");
  }
  const changes = withoutEcho(found);
  return {
    changes: changes.slice(0, mostChanges),
    leftOut: {
      routers: Math.max(0, routers.length - mostRouters),
      changes: Math.max(0, changes.length - mostChanges),
    },
    base: { model: sides.base.model, affected: affected.base },
    head: { model: sides.head.model, affected: affected.head },
  };
}

// --- internal ---

/** Gathers what differs, each request once. */
function collector(base: Side, head: Side, coverText: RoutingOptions["coverText"]) {
  const found = new Map<string, RoutingChange>();
  const asked = new Set<string>();
  /** What was told of a host, without the request. */
  const told = new Set<string>();
  const shownText = (text: string): string => shown(text, coverText);
  const follow = (example: Example | undefined, when: "always" | "unless told" = "always"): void => {
    if (example === undefined) return;
    const request = shownText(describe(example));
    if (asked.has(request)) return;
    asked.add(request);
    const change = changeOf(example, base, head);
    if (change === undefined) return;
    const { before, after, middlewares } = change;
    const text = `${example.request.host} ${canonical(change)}`;
    if (when === "unless told" && told.has(text)) return;
    told.add(text);
    found.set(request, {
      request,
      ...(before !== undefined && { before: shownText(before) }),
      ...(after !== undefined && { after: shownText(after) }),
      middlewares: { added: middlewares.added.map(shownText), removed: middlewares.removed.map(shownText) },
    });
  };
  return { found, follow };
}

/** Each router that changed with each that may get the same requests. */
const meetingsIn = ({ changed, beside }: AffectedRouters): readonly (readonly [AnyRouter, AnyRouter])[] =>
  changed.length > mostMeeting
    ? []
    : changed.flatMap((one) =>
        [...changed, ...beside].filter((other) => mayMeet(one, other)).map((other) => [one, other] as const),
      );

/** Where more routers change, each is looked at alone. */
const mostMeeting = 200;

interface Side {
  readonly input: Input;
  readonly model: TraefikModel;
  readonly viewFor: (host: string) => HostView;
  /** Of a middleware, as one text. */
  readonly settings: (middleware: string) => string | undefined;
}

/** Sorted, without `/whoami/` where the same becomes of `/whoami`. */
const withoutEcho = (found: ReadonlyMap<string, RoutingChange>): readonly RoutingChange[] =>
  [...found.values()]
    .filter(({ request, ...change }) => {
      const { request: _, ...other } = found.get(request.replace(/\/$/, "")) ?? { request };
      return !request.endsWith("/") || canonical(other) !== canonical(change);
    })
    .sort((a, b) => byCodeUnits(a.request, b.request));

/** Places of objects are not shown, and looking them up means parsing files again. */
const unplaced = (input: Input): Input => ({
  ...input,
  objects: input.objects.map((object) => ({ ...object, locate: () => ({ line: 1, column: 1 }) })),
});

function sideOf(input: Input): Side {
  const model = traefikModel(input);
  const settings = new Map(
    [...model.middlewares.values(), ...model.tcpMiddlewares.values()].map(
      ({ object, type, settings: own }) => [
        `${object.namespace}/${object.name}`,
        JSON.stringify([type, own]),
      ],
    ),
  );
  return { input, model, viewFor: viewsByHost(model, input), settings: (name) => settings.get(name) };
}

/** The first request that the router takes on its own side; undefined where others take all of them. */
const chosen = (examples: readonly Example[], router: AnyRouter, side: Side): Example | undefined =>
  examples.find((example) => ask(side, example).route.some(({ router: one }) => one.name === router.name));

const ask = ({ viewFor }: Side, { entryPoint, request }: Example): Explanation =>
  explain({ ...viewFor(request.host.toLowerCase()), request, entryPoint });

function changeOf(example: Example, base: Side, head: Side): Omit<RoutingChange, "request"> | undefined {
  const [before, after] = [toldOn(base, example), toldOn(head, example)];
  const told = difference(before, after);
  if (told === undefined) return undefined;
  const without = (these: Told, those: Told): readonly string[] =>
    these.middlewares.filter((name) => !those.middlewares.includes(name));
  return {
    ...told,
    middlewares: { added: without(after, before), removed: without(before, after) },
  };
}

function toldOn(side: Side, example: Example): Told {
  const explanation = ask(side, example);
  const { outcome } = explanation;
  // what lies behind is worth knowing too
  const behind =
    outcome.kind === "answer" && outcome.status === 401
      ? ask(side, { ...example, request: withCredentials(example.request, outcome.reason) })
      : undefined;
  return toldOf(explanation, behind, side.settings);
}

const withCredentials = (request: ExplainedRequest, reason: string): ExplainedRequest => ({
  ...request,
  headers: new Map(request.headers).set("Authorization", [
    reason.includes("digest") ? "Digest -" : "Basic -",
  ]),
});

/** `https://whoami.example.com/`, with what else the rule asks for. */
function describe({ entryPoint, portIsKnown, request }: Example): string {
  const isTold = request.scheme === "udp" || request.scheme === "tcp" || !portIsKnown;
  const [method = "", url = method] = describeRequest(request).split(" ");
  const headers = [...request.headers].map(([name, values]) => `${name}: ${values.join(", ")}`);
  const details = [
    ...(headers.length === 0 ? [] : [`with ${headers.join(", ")}`]),
    ...(request.alpn.length === 0 || request.scheme === "https"
      ? []
      : [`with ALPN ${request.alpn.join(", ")}`]),
    ...(request.clientIp === undefined ? [] : [`from ${request.clientIp}`]),
    ...(isTold ? [`at entry point ${entryPoint}`] : []),
  ];
  const place = portIsKnown ? url : url.replace(/:\d+$/, "");
  const shown = request.method === "GET" || method === url ? place : `${method} ${place}`;
  return [shown, ...details].join(" ");
}

/** In one line, with what is secret in it covered: also what stands in an object that does not differ. */
function shown(text: string, coverText: (text: string) => string = (same) => same): string {
  const line = withoutMadeUp(text).replace(/[\s\p{Cc}\p{Cf}]+/gu, " ");
  return passwordsWithin(line, isSecretName).reduce(
    (sofar, password) => sofar.replaceAll(password, "(sensitive)"),
    coverText(line),
  );
}
