import type { Input } from "../input/input";
import type { TcpRouter, TraefikModel, UdpRouter } from "../traefik/model";
import type { EntryPoint } from "../traefik/static-configuration";
import { servedCertificate } from "./certificate";
import type { Connection } from "./connect";
import type { Explanation, RouterSummary } from "./explanation";
import type { ExplainedRequest } from "./request";
import { serviceShares } from "./shares";

/** A connection that a TCP router takes. */
export function explainTcp(
  at: Explanation,
  { router, tied }: Extract<Connection, { kind: "tcp" }>,
  input: Input,
  model: TraefikModel,
  request: ExplainedRequest,
): Explanation {
  const explanation: Explanation = {
    ...at,
    route: [
      {
        router: tcpSummary(router),
        because: `the first of the TCP routers that match, priority ${router.priority}`,
      },
    ],
    later: tied.map((rival) => ({ router: tcpSummary(rival), because: `priority ${rival.priority}` })),
    middlewares: router.middlewares.map(({ name, middleware }) => ({
      name,
      ...(middleware?.type !== undefined && { type: middleware.type }),
      of: "route",
      does: [middleware?.type === "inFlightConn" ? "limits connections" : "lets some addresses connect"],
    })),
    services: router.service === undefined ? [] : serviceShares(router.service),
  };
  if (tied.length > 0) {
    const reason = `TCP routers of equal priority ${router.priority} match; which one answers is different after each reload`;
    return { ...explanation, outcome: { kind: "ambiguous", reason } };
  }
  const { tls } = router;
  if (tls === undefined) return { ...explanation, outcome: { kind: "service" } };
  if (tls.passthrough) {
    return {
      ...explanation,
      outcome: { kind: "service" },
      notes: [...at.notes, "TLS is passed through: the service has its own certificate"],
    };
  }
  const name = tls.options === undefined || tls.options === "default" ? "default" : tls.options;
  const options = model.tls.options.get(name);
  const certificate = options && servedCertificate(request.serverName, model.tls, options, input);
  const secured: Explanation = { ...explanation, ...(certificate !== undefined && { certificate }) };
  return certificate?.kind === "refused"
    ? { ...secured, outcome: { kind: "closed", reason: certificate.reason } }
    : { ...secured, outcome: { kind: "service" } };
}

/** Whatever arrives at an entry point of UDP goes to its one router. */
export function explainUdp(at: Explanation, model: TraefikModel, { name }: EntryPoint): Explanation {
  const router = model.udp.find(
    ({ state, entryPoints }) => state.kind === "enabled" && entryPoints.some((one) => one.name === name),
  );
  if (router?.service === undefined) {
    return { ...at, outcome: { kind: "closed", reason: `no IngressRouteUDP is at entry point ${name}` } };
  }
  return {
    ...at,
    route: [{ router: plainSummary(router, ""), because: "UDP has one router for each entry point" }],
    services: serviceShares(router.service),
    outcome: { kind: "service" },
  };
}

// --- internal ---

const tcpSummary = (router: TcpRouter): RouterSummary => ({
  ...plainSummary(router, router.match),
  priority: router.priority,
});

const plainSummary = ({ name, object, path }: TcpRouter | UdpRouter, match: string): RouterSummary => ({
  name,
  shown: `${object.namespace}/${object.name}`,
  match,
  priority: 0,
  file: object.file,
  ...object.locate(path),
});
