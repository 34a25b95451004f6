import { compilePattern } from "../../traefik/regexp";
import type { Effect, Settings } from "./effects";
import { requestUri, type Travelling } from "./facts";
import { textOf } from "./url-path";

/** Sends the client to another scheme or port, where it does not use them already (pkg/middlewares/redirect). */
export function redirectScheme(request: Travelling, settings: Settings): Effect {
  const { scheme, port, permanent, forcePermanentRedirect } = settings;
  const wanted = String(scheme ?? "");
  const isUsual =
    (wanted === "http" && String(port) === "80") || (wanted === "https" && String(port) === "443");
  const suffix = port === undefined || port === null || port === "" || isUsual ? "" : `:${String(port)}`;
  const forwarded = request.headers.get("X-Forwarded-Proto")?.[0]?.toLowerCase();
  const current =
    forwarded === "https" || forwarded === "wss"
      ? "https"
      : forwarded === undefined && request.tls
        ? "https"
        : "http";
  const [, host = "", given = ""] = /^(.*?)(:[^:\]]*)?$/.exec(request.host) ?? [];
  const usual = (current === "http" && given === ":80") || (current === "https" && given === ":443");
  const uri = textOf(requestUri(request));
  const from = `${current}://${host}${usual ? "" : given}${uri}`;
  const to = `${wanted}://${host}${suffix}${uri}`;
  if (from === to) return { does: [`finds the request at ${wanted} already`] };
  const status = forcePermanentRedirect === true ? 308 : statusOf(request, permanent === true);
  return redirected(status, to);
}

/** Sends the client to what a pattern makes of the whole URL. */
export function redirectRegex(
  request: Travelling,
  { regex, replacement, permanent, statusCode }: Settings,
): Effect {
  const compiled = compilePattern(String(regex ?? ""));
  const from = `${request.tls ? "https" : "http"}://${request.host}${textOf(requestUri(request))}`;
  if (!compiled.ok || !compiled.pattern.matches(from)) return { does: ["leaves the URL as it is"] };
  const to = compiled.pattern.replaceAll(from, String(replacement ?? ""));
  if (to === from) return { does: ["leaves the URL as it is"] };
  return redirected(typeof statusCode === "number" ? statusCode : statusOf(request, permanent === true), to);
}

// --- internal ---

const statusOf = ({ method }: Travelling, permanent: boolean): number =>
  method === "GET" ? (permanent ? 301 : 302) : permanent ? 308 : 307;

const redirected = (status: number, location: string): Effect => ({
  does: [`redirects to ${location}`],
  answer: { status, location, reason: `redirects to ${location}` },
});
