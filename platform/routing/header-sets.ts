import { createHash } from "node:crypto";
import { byCodeUnit } from "../order";
import type { HttpAddress, HttpExposure, Service } from "../services/model";
import { httpPriority, httpRule } from "./rule";

/** Headers that one or more exposures of a service set, and the Middleware that sets them. */
export interface HeaderSet {
  /** Name of the Middleware. */
  readonly name: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>>;
}

/**
 * The distinct sets of headers of a service, sorted by name; exposures without headers have none, for Traefik
 * refuses a Middleware that sets nothing. A single set is named for the service; of several each one is named for
 * the host and path that has it, or the first of those, so that no name depends on the order in the definition.
 */
export function headerSets(service: Service): readonly HeaderSet[] {
  const exposures = new Map<string, HttpExposure>();
  const http = service.exposures.filter((exposure) => exposure.kind === "http");
  for (const exposure of http.sort(byAddress)) {
    const key = keyOf(exposure);
    if (key !== undefined && !exposures.has(key)) exposures.set(key, exposure);
  }
  const names = namesOf(service, [...exposures.values()]);
  return [...exposures.values()]
    .map((exposure, index) => ({
      name: names[index] ?? "",
      requestHeaders: exposure.requestHeaders,
      responseHeaders: exposure.responseHeaders,
    }))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

/** The Middleware that an exposure's route passes, if any. */
export function middlewareOf(exposure: HttpExposure, sets: readonly HeaderSet[]): string | undefined {
  const key = keyOf(exposure);
  return sets.find((set) => keyOf(set) === key)?.name;
}

// --- internal ---

/** Names longer than this are cut by a hash; Kubernetes takes 253 characters. */
const longestName = 200;

/** A name says host and path; where that is too long or means two exposures, a hash of them instead. */
function namesOf(service: Service, exposures: readonly HttpExposure[]): readonly string[] {
  if (exposures.length === 1) return [middleware(service.name)];
  const readable = exposures.map((exposure) => middleware(service.name, addressOf(exposure)));
  return readable.map((name, index) =>
    name.length <= longestName && readable.indexOf(name) === readable.lastIndexOf(name)
      ? name
      : middleware(service.name, shortHash(addressOf(exposures[index] as HttpExposure))),
  );
}

const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** Host and path, and the whole rule where a request must have something else too. */
const addressOf = ({ address }: HttpExposure): string =>
  isPlain(address) ? `${address.host}${address.path}` : httpRule(address);

const isPlain = (address: HttpAddress): address is HttpAddress & { readonly kind: "host" } =>
  address.kind === "host" && httpPriority(address) === undefined;

/** Plain ones first: what a set is named for is the simplest that has it. */
const byAddress = (a: HttpExposure, b: HttpExposure): number =>
  Number(isPlain(b.address)) - Number(isPlain(a.address)) || byCodeUnit(addressOf(a), addressOf(b));

/** `whoami`, `api.example.com/v1` gives `whoami-api-example-com-v1-headers`. */
const middleware = (...parts: readonly string[]): string =>
  [...parts.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, "-")), "headers"]
    .join("-")
    .replace(/-+/g, "-");

/** Equal for equal headers, which the model has sorted; undefined without any. */
function keyOf({ requestHeaders, responseHeaders }: Omit<HeaderSet, "name">): string | undefined {
  const headers = [Object.entries(requestHeaders), Object.entries(responseHeaders)];
  return headers.every(({ length }) => length === 0) ? undefined : JSON.stringify(headers);
}
