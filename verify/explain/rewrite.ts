import { compilePattern } from "../../traefik/regexp";
import type { Effect, Settings } from "./effects";
import type { Travelling } from "./facts";
import { bytesOf, cleanPath, escapedPath, textOf, type UrlPath, unescaped } from "./url-path";

/** Puts a prefix before the path (pkg/middlewares/addprefix). */
export function addPrefix(request: Travelling, { prefix }: Settings): Effect {
  const added = bytesOf(String(prefix ?? ""));
  const { path, raw } = request.url;
  const url = { path: rooted(added + path), raw: raw === "" ? "" : rooted(added + raw) };
  return changed(request, url, []);
}

/** Takes the first prefix that fits off the path (pkg/middlewares/stripprefix). */
export function stripPrefix(request: Travelling, { prefixes, forceSlash }: Settings): Effect {
  const list = (Array.isArray(prefixes) ? prefixes : []).map((prefix) => bytesOf(String(prefix).trim()));
  const prefix = list.find((candidate) => request.url.path.startsWith(candidate));
  if (prefix === undefined) return { does: ["finds no prefix to take off"] };
  const { path, raw } = request.url;
  const cut = forceSlash === true ? (text: string) => `/${text.replace(/^\//, "")}` : rooted;
  const url = {
    path: cut(path.slice(prefix.length)),
    raw: raw === "" ? "" : cut(raw.slice(encodedLength(raw, prefix))),
  };
  return stripped(request, url, prefix);
}

/** Takes what a pattern finds at the front off the path. */
export function stripPrefixRegex(request: Travelling, { regex }: Settings): Effect {
  for (const source of Array.isArray(regex) ? regex : []) {
    const compiled = compilePattern(String(source).trim());
    const found = compiled.ok ? compiled.pattern.first(textOf(request.url.path)) : undefined;
    const prefix = bytesOf(found ?? "");
    if (prefix === "" || !request.url.path.startsWith(prefix)) continue;
    const { path, raw } = request.url;
    const url = {
      path: rooted(path.slice(prefix.length)),
      raw: raw === "" ? "" : rooted(raw.slice(encodedLength(raw, prefix))),
    };
    return stripped(request, url, prefix);
  }
  return { does: ["finds no prefix to take off"] };
}

/** Puts another path in its place (pkg/middlewares/replacepath). */
export function replacePath(request: Travelling, { path }: Settings): Effect {
  return replacedBy(request, bytesOf(String(path ?? "")));
}

/** Rewrites the escaped path (pkg/middlewares/replacepathregex). */
export function replacePathRegex(request: Travelling, { regex, replacement }: Settings): Effect {
  const current = currentPath(request.url);
  const compiled = compilePattern(String(regex ?? "").trim());
  if (!compiled.ok || !compiled.pattern.matches(textOf(current)))
    return { does: ["leaves the path as it is"] };
  const raw = bytesOf(compiled.pattern.replaceAll(textOf(current), String(replacement ?? "").trim()));
  const effect = replacedBy(request, raw);
  const { url } = effect.request ?? request;
  if (url.path === "") return effect;
  const cleaned = cleanPath(url);
  return cleaned.path === url.path
    ? { ...effect, request: { ...(effect.request ?? request), url: cleaned } }
    : refused(`refuses the path ${textOf(url.path)}, which is not in its shortest form`);
}

// --- internal ---

const rooted = (path: string): string => (path === "" || path.startsWith("/") ? path : `/${path}`);

const currentPath = (url: UrlPath): string => (url.raw === "" ? escapedPath(url) : url.raw);

/** How much of an escaped path a decoded prefix takes. */
function encodedLength(raw: string, prefix: string): number {
  let index = 0;
  for (let decoded = 0; index < raw.length && decoded < prefix.length; decoded++) {
    index += raw[index] === "%" && index + 2 < raw.length ? 3 : 1;
  }
  return index;
}

function replacedBy(request: Travelling, raw: string): Effect {
  const path = unescaped(raw);
  if (path === undefined) {
    const reason = `cannot read ${textOf(raw)} as a path`;
    return { does: [reason], answer: { status: 500, reason } };
  }
  return changed(request, { path, raw }, [["X-Replaced-Path", textOf(currentPath(request.url))]]);
}

function stripped(request: Travelling, url: UrlPath, prefix: string): Effect {
  const cleaned = url.path === "" ? url : cleanPath(url);
  if (cleaned.path !== url.path)
    return refused(`refuses the path ${textOf(url.path)}, which is not in its shortest form`);
  return changed(request, cleaned, [["X-Forwarded-Prefix", textOf(prefix)]]);
}

const refused = (reason: string): Effect => ({ does: [reason], answer: { status: 400, reason } });

function changed(request: Travelling, url: UrlPath, added: readonly (readonly [string, string])[]): Effect {
  const headers = new Map(request.headers);
  for (const [name, value] of added) headers.set(name, [...(headers.get(name) ?? []), value]);
  const [from, to] = [request.url, url].map((one) => textOf(escapedPath(one)) || "/");
  return {
    does: [
      `makes path ${from} into ${to}`,
      ...added.map(([name, value]) => `adds ${name}: ${value} to the request`),
    ],
    request: { ...request, url, headers },
  };
}
