import type { Input } from "../input/input";
import { traefikModel } from "../traefik/build";
import type { TraefikModel } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import { servedCertificate } from "./certificate";
import { type Connection, connect } from "./connect";
import { chooseEntryPoint } from "./entry-point";
import type { Explanation, Outcome } from "./explanation";
import { arrive } from "./facts";
import { explainHttp } from "./http";
import { explainTcp, explainUdp } from "./plain";
import { describeRequest, type ExplainedRequest } from "./request";

export interface ExplainProps {
  readonly input: Input;
  readonly request: ExplainedRequest;
  /** Name of the entry point that the client connects to. @default - the one that is exposed at the request's port */
  readonly entryPoint?: string;
  /** The model of `input`, where it is at hand. @default - it is built */
  readonly model?: TraefikModel;
}

/** Says where Traefik v3.7 sends a request or a connection, and why. */
export function explain({
  input,
  request,
  entryPoint: name,
  model = traefikModel(input),
}: ExplainProps): Explanation {
  const chosen = chooseEntryPoint(model.configuration, request, name);
  const base = { ...nothing, request: describeRequest(request) };
  if (!chosen.ok) return { ...base, outcome: { kind: "closed", reason: chosen.message } };
  const { entryPoint } = chosen;
  const at = {
    ...base,
    entryPoint: {
      name: entryPoint.name,
      ...(entryPoint.port !== undefined && { port: entryPoint.port }),
      known: model.configuration.known,
    },
    notes: notesOf(input, model, entryPoint, request),
  };
  if (request.scheme === "udp") return explainUdp(at, model, entryPoint);
  const connection = connect(model, entryPoint, request);
  switch (connection.kind) {
    case "closed":
      return { ...at, outcome: connection };
    case "tcp":
      return explainTcp(at, connection, input, model, request);
    case "http":
      return explainOverHttp(at, { input, model, entryPoint, request, connection });
    default:
      return connection satisfies never;
  }
}

// --- internal ---

const nothing: Omit<Explanation, "request"> = {
  outcome: { kind: "answer", status: 404, reason: "no router matches" },
  route: [],
  later: [],
  near: [],
  middlewares: [],
  services: [],
  mirrors: [],
  notes: [],
};

interface OverHttp {
  readonly input: Input;
  readonly model: TraefikModel;
  readonly entryPoint: EntryPoint;
  readonly request: ExplainedRequest;
  readonly connection: Extract<Connection, { kind: "http" }>;
}

function explainOverHttp(
  at: Explanation,
  { input, model, entryPoint, request, connection }: OverHttp,
): Explanation {
  if (request.scheme === "tcp" || request.scheme === "tls") {
    const reason = "no TCP router matches, so Traefik takes the connection for HTTP";
    return { ...at, outcome: { kind: "closed", reason } };
  }
  const options = connection.options === undefined ? undefined : model.tls.options.get(connection.options);
  const certificate = options && servedCertificate(request.serverName, model.tls, options, input);
  const secured: Explanation = { ...at, ...(certificate !== undefined && { certificate }) };
  const noted: Explanation =
    options?.clientAuth?.startsWith("Require") === true
      ? {
          ...secured,
          notes: [...secured.notes, `clients must show a certificate (TLS options ${options.name})`],
        }
      : secured;
  const arrival = arrive(request, entryPoint);
  if (arrival.kind === "refused") {
    const { status, reason } = arrival;
    const outcome: Outcome = { kind: "answer", status, reason };
    return { ...noted, outcome };
  }
  const explanation = explainHttp(noted, {
    model,
    entryPoint,
    request: arrival.request,
    ...(connection.options !== undefined && { options: connection.options }),
  });
  // where it would go is worth knowing too
  return certificate?.kind === "refused"
    ? { ...explanation, outcome: { kind: "closed", reason: certificate.reason } }
    : explanation;
}

function notesOf(
  input: Input,
  model: TraefikModel,
  entryPoint: EntryPoint,
  request: ExplainedRequest,
): readonly string[] {
  const notes: string[] = [];
  if (!model.configuration.known)
    notes.push("the values of Traefik's chart are not among the files; its defaults are assumed");
  if (!input.complete && !input.objects.some(({ group, kind }) => group === "" && kind === "Service")) {
    notes.push("no Service is among the files; those that routes name are taken to exist");
  }
  if (!entryPoint.exposed) notes.push(`entry point ${entryPoint.name} is not exposed outside of the cluster`);
  if (model.unmodelled.length > 0) {
    const kinds = [...new Set(model.unmodelled.map(({ kind }) => kind))].join(" and ");
    notes.push(`${kinds} objects are among the files and may take requests too; they are not read`);
  }
  if (request.clientIp === undefined && asksForAddresses(model)) {
    notes.push("rules with ClientIP are taken not to match; say --client-ip to try one");
  }
  if (input.problems.length > 0) notes.push(`${input.problems.length} files or documents could not be read`);
  return notes;
}

const asksForAddresses = (model: TraefikModel): boolean =>
  [...model.http, ...model.tcp].some(({ match }) => /clientip/i.test(match));
