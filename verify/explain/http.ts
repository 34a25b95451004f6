import { evaluateRequest } from "../../traefik/rules/match";
import type { TraefikModel } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import { type Passage, passThrough } from "./apply";
import { type Contender, childrenOf, contendersAt } from "./contenders";
import type { Candidate, Explanation } from "./explanation";
import { factsOf, requestUri, type Travelling } from "./facts";
import { nearMisses, nearRivals } from "./near";
import { redirectScheme } from "./redirect";
import { mirrorShares, serviceShares } from "./shares";
import { escapedPath, textOf } from "./url-path";

export interface HttpProps {
  readonly model: TraefikModel;
  readonly entryPoint: EntryPoint;
  readonly request: Travelling;
  /** TLS options that the connection came under; undefined without TLS. */
  readonly options?: string;
}

/** Follows a request through routers, middlewares and services. */
export function explainHttp(at: Explanation, props: HttpProps): Explanation {
  const { model, entryPoint, request } = props;
  const { method, host, path } = factsOf(request);
  const contenders = contendersAt(model, entryPoint, request.tls);
  const explanation = { ...at, seen: { method, host, path } };
  const found = choose(contenders, request);
  if (found === undefined) {
    return {
      ...explanation,
      near: nearMisses(model, entryPoint, contenders, request),
      outcome: { kind: "answer", status: 404, reason: `no router of entry point ${entryPoint.name} matches` },
    };
  }
  return follow(
    { ...explanation, near: nearRivals(contenders, found.winner.priority, request) },
    found,
    props,
  );
}

// --- internal ---

interface Choice {
  readonly winner: Contender;
  readonly tied: readonly Contender[];
  readonly later: readonly Contender[];
}

function choose(contenders: readonly Contender[], request: Travelling): Choice | undefined {
  const facts = factsOf(request);
  const [winner, ...others] = contenders.filter(({ tree }) => evaluateRequest(tree, facts).matches);
  if (winner === undefined) return undefined;
  return {
    winner,
    tied: others.filter(({ priority }) => priority === winner.priority),
    later: others.filter(({ priority }) => priority !== winner.priority),
  };
}

function follow(at: Explanation, { winner, tied, later }: Choice, props: HttpProps): Explanation {
  const { entryPoint, request, options } = props;
  const count = 1 + tied.length + later.length;
  const explanation: Explanation = {
    ...at,
    route: [...at.route, candidate(winner, count)],
    later: [
      ...at.later,
      ...[...tied, ...later].map((contender) => ({
        router: contender.summary(),
        because: lengthOf(contender),
      })),
    ],
  };
  const [rival] = tied;
  if (rival !== undefined && winner.priority !== Number.POSITIVE_INFINITY) {
    const names = [winner, ...tied].map((contender) => contender.summary().shown).join(" and ");
    const reason = `${names} match with equal priority ${winner.priority}; which one answers is different after each reload`;
    return { ...explanation, outcome: { kind: "ambiguous", reason } };
  }
  if (winner.redirection !== undefined) return redirect(explanation, winner, request);
  const refused = entryPoint.refusedEncodings.find((encoding) => escapedPath(request.url).includes(encoding));
  // a router without entry points is a child, whose parent has been asked all this
  if (at.route.length === 0 && refused !== undefined) {
    return answer(explanation, 400, `entry point ${entryPoint.name} refuses ${refused} in paths`);
  }
  if (winner.options !== undefined && options !== undefined && winner.options !== options) {
    return answer(
      explanation,
      421,
      `the router's TLS options are ${winner.options}, and the connection came under ${options}: other routers of this host ask for them`,
    );
  }
  const early = passThrough(request, winner.middlewares, "entry point");
  const passage =
    early.answer === undefined
      ? joined(early, passThrough(early.request, winner.router?.middlewares ?? [], "route"))
      : early;
  const passed = { ...explanation, middlewares: [...explanation.middlewares, ...passage.steps] };
  if (passage.answer !== undefined) return { ...passed, outcome: { kind: "answer", ...passage.answer } };
  if (winner.router !== undefined && winner.router.children.length > 0)
    return toChildren(passed, winner, passage.request, props);
  return toService(passed, winner, passage.request);
}

const joined = (first: Passage, second: Passage): Passage => ({
  ...second,
  steps: [...first.steps, ...second.steps],
});

function toChildren(at: Explanation, winner: Contender, request: Travelling, props: HttpProps): Explanation {
  const children = winner.router === undefined ? [] : childrenOf(props.model, winner.router);
  const found = choose(children, request);
  if (found !== undefined) return follow(at, found, { ...props, request });
  const near = nearMisses(props.model, props.entryPoint, children, request);
  return answer(
    { ...at, near },
    404,
    `no child of ${winner.summary().shown} matches, and Traefik does not look further`,
  );
}

function toService(at: Explanation, { service }: Contender, request: Travelling): Explanation {
  if (service === undefined) return answer(at, 404, "the router has no service");
  const sent = { method: request.method, host: request.host, uri: textOf(requestUri(request)) };
  const services = serviceShares(service);
  const explanation: Explanation = { ...at, sent, services, mirrors: mirrorShares(service) };
  if (services.length === 0) return answer(explanation, 503, "the weights of its services are all 0");
  const behind =
    service.kind === "kubernetes" ? passThrough(request, service.middlewares, "service") : undefined;
  const last: Explanation = { ...explanation, middlewares: [...at.middlewares, ...(behind?.steps ?? [])] };
  if (behind?.answer !== undefined) return { ...last, outcome: { kind: "answer", ...behind.answer } };
  return {
    ...last,
    ...(behind !== undefined && {
      sent: {
        method: behind.request.method,
        host: behind.request.host,
        uri: textOf(requestUri(behind.request)),
      },
    }),
    outcome: { kind: "service" },
  };
}

function redirect(at: Explanation, { redirection, summary }: Contender, request: Travelling): Explanation {
  const { scheme = "https", port = "", permanent = true } = redirection ?? {};
  const { answer: given, does } = redirectScheme(request, { scheme, port, permanent });
  const middlewares = [{ name: summary().shown, type: "redirectScheme", of: "entry point" as const, does }];
  if (given === undefined)
    return answer({ ...at, middlewares }, 418, "the redirection leads to where the request is already");
  return { ...at, middlewares, outcome: { kind: "answer", ...given } };
}

const answer = (at: Explanation, status: number, reason: string): Explanation => ({
  ...at,
  outcome: { kind: "answer", status, reason },
});

const candidate = (contender: Contender, count: number): Candidate => ({
  router: contender.summary(),
  because:
    count === 1
      ? "the only one that matches"
      : `${lengthOf(contender)}, the highest of the ${count} that match`,
});

function lengthOf({ priority, priorityIsExplicit }: Contender): string {
  if (priority === Number.POSITIVE_INFINITY) return "Traefik's own priority";
  return `priority ${priority}${priorityIsExplicit ? "" : " (the length of its rule)"}`;
}
