/**
 * A path as Go's net/url keeps it: decoded, and as it was written where that is not how Go would write it. Both are
 * strings of bytes, one character each.
 */
export interface UrlPath {
  readonly path: string;
  /** Empty where `path` has one usual spelling. */
  readonly raw: string;
}

export const bytesOf = (text: string): string => Buffer.from(text).toString("latin1");

export const textOf = (bytes: string): string => Buffer.from(bytes, "latin1").toString();

/** Reads an escaped path; undefined where an escape is broken, which Go answers with 400. */
export function parsePath(written: string): UrlPath | undefined {
  const path = unescaped(written);
  if (path === undefined) return undefined;
  return { path, raw: escaped(path) === written ? "" : written };
}

/** How the path is sent on (URL.EscapedPath). */
export function escapedPath({ path, raw }: UrlPath): string {
  if (raw !== "" && isValidEncoding(raw) && unescaped(raw) === path) return raw;
  return path === "*" ? "*" : escaped(path);
}

/** Takes needless escapes out of the written form, and puts the others in capitals (Traefik, normalizePath). */
export function normalizePath({ path, raw }: UrlPath): UrlPath {
  return {
    path,
    raw: raw.replace(/%[0-9a-fA-F]{2}/g, (sequence) => {
      const character = String.fromCharCode(Number.parseInt(sequence.slice(1), 16));
      return /[A-Za-z0-9\-._~]/.test(character) ? character : sequence.toUpperCase();
    }),
  };
}

/** Takes `.`, `..` and empty segments out (URL.JoinPath without arguments). */
export function cleanPath(url: UrlPath): UrlPath {
  const written = escapedPath(url);
  const rooted = written.startsWith("/") ? written : `/${written}`;
  const segments: string[] = [];
  for (const segment of rooted.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  const joined = `/${segments.join("/")}`;
  const slashed = rooted.endsWith("/") && !joined.endsWith("/") ? `${joined}/` : joined;
  const cleaned = written.startsWith("/") ? slashed : slashed.slice(1);
  return parsePath(cleaned) ?? url;
}

/** What rules are compared with: decoded, but for characters that mean something in a URL (Traefik, withRoutingPath). */
export const routingPath = (url: UrlPath): string =>
  textOf(
    escapedPath(url).replace(/%[0-9A-F]{2}/gi, (sequence) =>
      reserved.has(sequence) ? sequence : String.fromCharCode(Number.parseInt(sequence.slice(1), 16)),
    ),
  );

/** Decodes escapes; undefined where one is broken. */
export function unescaped(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  return text.replace(/%[0-9a-fA-F]{2}/g, (sequence) =>
    String.fromCharCode(Number.parseInt(sequence.slice(1), 16)),
  );
}

// --- internal ---

/** `%` counts as reserved too, for decoding it would change the meaning of what follows. */
const reserved: ReadonlySet<string> = new Set(
  [..."!#$%&'()*+,/:;=?@[]"].map((character) => `%${hex(character)}`),
);

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
}

const escaped = (path: string): string =>
  path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]/g, (character) => `%${hex(character)}`);

const isValidEncoding = (raw: string): boolean => /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/.test(raw);
