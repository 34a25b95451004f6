import type { Input } from "../input/input";
import { traefikModel } from "../traefik/build";
import { explain } from "./explain";
import type { Explanation, ServiceShare } from "./explanation";
import { readRequest } from "./request";

/** A request and what is expected to become of it. */
export interface Expectation {
  /** `GET https://whoami.example.com/`, or `tls://db.example.com:5432`. */
  readonly request: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly clientIp?: string;
  /** Service that answers every such request: its own name, or that of the pods that it selects. */
  readonly service?: string;
  readonly version?: string;
  /** Status that Traefik answers itself. */
  readonly status?: number;
  /** Where a redirection leads. */
  readonly location?: string;
}

/** An expectation that is not met. */
export interface Unmet {
  /** Which one, from 0. */
  readonly index: number;
  /** The part of it that is not met. */
  readonly part: "request" | "service" | "version" | "status" | "location";
  /** One line: what was found. */
  readonly message: string;
}

/** Expectations that the objects do not meet. */
export function unmetExpectations(expectations: readonly Expectation[], given: Input): readonly Unmet[] {
  if (expectations.length === 0) return [];
  // places of objects are not shown, and looking them up means parsing files again
  const input: Input = {
    ...given,
    objects: given.objects.map((object) => ({ ...object, locate: () => ({ line: 1, column: 1 }) })),
  };
  const model = traefikModel(input);
  return expectations.flatMap((expectation, index): Unmet[] => {
    const [, method, url = ""] = /^(?:([A-Za-z]+) )?(\S+)$/.exec(expectation.request) ?? [];
    const { clientIp } = expectation;
    const read = readRequest(url, {
      ...(method !== undefined && { method }),
      ...(clientIp !== undefined && { clientIp }),
      headers: Object.entries(expectation.headers ?? {}).map(
        ([name, value]) => `${name}${value === "" ? ";" : `: ${value}`}`,
      ),
    });
    if (!read.ok) return [{ index, part: "request", message: read.message }];
    const explanation = explain({ input, request: read.request, model });
    const part = unmetPart(expectation, explanation);
    return part === undefined
      ? []
      : [{ index, part, message: `${read.request.method} ${url} ${found(explanation)}` }];
  });
}

// --- internal ---

function unmetPart(
  { service, version, status, location }: Expectation,
  explanation: Explanation,
): Unmet["part"] | undefined {
  const { outcome } = explanation;
  const answering =
    outcome.kind === "service" ? explanation.services.filter(({ fallback }) => !fallback) : [];
  const allAnswer = (isMeant: (share: ServiceShare) => boolean): boolean =>
    answering.length > 0 && answering.every(isMeant);
  if (service !== undefined && !allAnswer((share) => isNamed(share, service))) return "service";
  if (version !== undefined && !allAnswer((share) => share.version === version)) return "version";
  if (status !== undefined && (outcome.kind !== "answer" || outcome.status !== status)) return "status";
  if (location !== undefined && (outcome.kind !== "answer" || outcome.location !== location))
    return "location";
  return undefined;
}

const isNamed = ({ service, application }: ServiceShare, name: string): boolean =>
  service === name || service.split("/").at(-1) === name || application === name;

function found({ outcome, services, route }: Explanation): string {
  const last = route.at(-1)?.router;
  const by =
    last === undefined ? "" : `, by router ${last.shown} (${last.match.replace(/\s+/g, " ").trim()})`;
  switch (outcome.kind) {
    case "service": {
      const parts = services.map(({ service, version, percent, fallback }) =>
        [
          service,
          ...(version === undefined ? [] : [`version ${version}`]),
          fallback ? "as fallback" : `${percent} %`,
        ].join(" "),
      );
      return `goes to ${parts.join(" and ")}${by}`;
    }
    case "answer":
      return outcome.location === undefined
        ? `is answered with ${outcome.status}: ${outcome.reason}${by}`
        : `is redirected to ${outcome.location} by ${outcome.status}${by}`;
    case "closed":
      return `ends without an answer: ${outcome.reason}`;
    case "ambiguous":
      return `may go several ways: ${outcome.reason}`;
    default:
      return outcome satisfies never;
  }
}
