import type { Step } from "./apply";
import type { ServedCertificate } from "./certificate";

/** Where a request goes and why, as plain data. */
export interface Explanation {
  /** The request in one line. */
  readonly request: string;
  /** What rules compare with; undefined where no rule is asked. */
  readonly seen?: { readonly method: string; readonly host: string; readonly path: string };
  readonly entryPoint?: {
    readonly name: string;
    readonly port?: number;
    /** Whether the values of Traefik's chart say so; else these are its defaults. */
    readonly known: boolean;
  };
  readonly outcome: Outcome;
  /** The router that takes the request, and that router's child that does … */
  readonly route: readonly Candidate[];
  /** Routers that match too and come later, in their order. */
  readonly later: readonly Candidate[];
  /** Routers that nearly match, the nearest first. */
  readonly near: readonly NearMiss[];
  readonly middlewares: readonly Step[];
  /** Services behind the router, by their part of the requests. */
  readonly services: readonly ServiceShare[];
  /** Services that get copies. */
  readonly mirrors: readonly ServiceShare[];
  /** What the service is asked for. */
  readonly sent?: { readonly method: string; readonly host: string; readonly uri: string };
  readonly certificate?: ServedCertificate;
  readonly notes: readonly string[];
}

export type Outcome =
  /** A service answers. */
  | { readonly kind: "service" }
  /** Traefik answers itself: a redirection, or an error. */
  | { readonly kind: "answer"; readonly status: number; readonly reason: string; readonly location?: string }
  /** The connection ends without an answer. */
  | { readonly kind: "closed"; readonly reason: string }
  /** Routers of equal priority match, and which one answers is different after each reload. */
  | { readonly kind: "ambiguous"; readonly reason: string };

export interface Candidate {
  readonly router: RouterSummary;
  /** Why it comes where it comes. */
  readonly because: string;
}

export interface NearMiss {
  readonly router: RouterSummary;
  /** What stands in the way, one thing a line. */
  readonly because: readonly string[];
}

export interface RouterSummary {
  /** Name in Traefik. */
  readonly name: string;
  /** `namespace/name` of its object, or its name where Traefik makes it itself. */
  readonly shown: string;
  readonly match: string;
  /** `highest` for those of Traefik itself. */
  readonly priority: number | "highest";
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ServiceShare {
  /** `namespace/name`, or `api@internal` and the like. */
  readonly service: string;
  readonly port?: number | string;
  /** Of 100, rounded to two decimals. */
  readonly percent: number;
  /** Name of the pods that its Service selects, `app.kubernetes.io/name`, if it does. */
  readonly application?: string;
  /** The version of pods that its Service selects, if it does. */
  readonly version?: string;
  /** Whether it answers only when another one fails. */
  readonly fallback: boolean;
}

/** Whether a service answers, or the client is told where one is. */
export function reachesService({ outcome }: Explanation): boolean {
  switch (outcome.kind) {
    case "service":
      return true;
    case "answer":
      return outcome.location !== undefined;
    case "closed":
    case "ambiguous":
      return false;
    default:
      return outcome satisfies never;
  }
}
