import type { MiddlewareUse } from "../traefik/model";
import { type Effect, effects } from "./effects";
import type { Travelling } from "./facts";

/** A middleware and what it did to the request. */
export interface Step {
  /** `namespace/name`, or its name in Traefik where it is not among the objects. */
  readonly name: string;
  /** `headers`, `stripPrefix` …; undefined where it is not known. */
  readonly type?: string;
  /** Whose it is. */
  readonly of: "entry point" | "route" | "service";
  /** What it does, one thing a line. */
  readonly does: readonly string[];
}

/** An answer that a middleware gives itself. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly location?: string;
}

export interface Passage {
  readonly request: Travelling;
  readonly steps: readonly Step[];
  /** Given by the last of `steps`. */
  readonly answer?: Answer;
}

/** Sends a request through middlewares, up to the first that answers it. */
export function passThrough(request: Travelling, uses: readonly MiddlewareUse[], of: Step["of"]): Passage {
  const steps: Step[] = [];
  let current = request;
  for (const { name, middleware } of uses) {
    const type = middleware?.type;
    const shown =
      middleware === undefined ? name : `${middleware.object.namespace}/${middleware.object.name}`;
    const effect: Effect =
      middleware === undefined || type === undefined
        ? { does: ["is not among the files"] }
        : (effects[type]?.(current, middleware.settings) ?? { does: [`does what ${type} does`] });
    steps.push({ name: shown, ...(type !== undefined && { type }), of, does: effect.does });
    if (effect.answer !== undefined) return { request: current, steps, answer: effect.answer };
    current = effect.request ?? current;
  }
  return { request: current, steps };
}
