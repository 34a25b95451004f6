import type { EntryPoint, StaticConfiguration } from "../traefik/static-configuration";
import type { ExplainedRequest } from "./request";

export type ChosenEntryPoint =
  | { readonly ok: true; readonly entryPoint: EntryPoint }
  | { readonly ok: false; readonly message: string };

/** The entry point of that name, or the one that the request's port belongs to. */
export function chooseEntryPoint(
  { entryPoints, known: isKnown }: StaticConfiguration,
  { scheme, port }: ExplainedRequest,
  name: string | undefined,
): ChosenEntryPoint {
  const protocol = scheme === "udp" ? "udp" : "tcp";
  const usable = entryPoints.filter((entryPoint) => entryPoint.protocol === protocol);
  const known = usable
    .map((entryPoint) => `${entryPoint.name} (${entryPoint.port ?? "port unknown"})`)
    .join(", ");
  if (name !== undefined) {
    const named = usable.find((entryPoint) => entryPoint.name === name);
    if (named !== undefined) return { ok: true, entryPoint: named };
    return {
      ok: false,
      message: `there is no ${protocol.toUpperCase()} entry point ${name}; there are ${known}`,
    };
  }
  const atPort = usable.filter((entryPoint) => entryPoint.port === port);
  const inPod = usable.filter(({ containerPort }) => containerPort === port);
  // where nothing is known of entry points, the scheme says which of the usual two is meant
  const usual = usable.filter((entryPoint) => !isKnown && entryPoint.name === usualNames[scheme]);
  const [found] = [...atPort.filter(({ exposed }) => exposed), ...atPort, ...inPod, ...usual];
  if (found !== undefined) return { ok: true, entryPoint: found };
  return {
    ok: false,
    message: `no ${protocol.toUpperCase()} entry point has port ${port}; there are ${known}`,
  };
}

// --- internal ---

const usualNames: Readonly<Record<ExplainedRequest["scheme"], string | undefined>> = {
  http: "web",
  https: "websecure",
  tcp: undefined,
  tls: "websecure",
  udp: undefined,
};
