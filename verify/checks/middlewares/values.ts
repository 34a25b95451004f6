import { isIP, isIPv4 } from "node:net";

/** An address, or a network with the length of its prefix, as Go's parser takes them: without leading zeros. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  if (more.length > 0 || isIP(address) === 0 || address.includes("%")) return false;
  if (prefix === undefined) return true;
  return /^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (isIPv4(address) ? 32 : 128);
}

/** One status, or a range of two: what Traefik reads of an item (pkg/types, NewHTTPCodeRanges). */
export function isStatusList(text: string): boolean {
  const match = /^(\d{3})(?:-(\d{3}))?$/.exec(text);
  if (match === null) return false;
  const [, first, last = first] = match;
  return Number(first) >= 100 && Number(first) <= Number(last) && Number(last) <= 599;
}

/** `*`, `null`, or a scheme and a host as browsers send it. */
export const isOrigin = (text: string): boolean =>
  text === "*" || text === "null" || /^[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+$/i.test(text);
