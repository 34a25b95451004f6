import { isIP, isIPv4 } from "node:net";

/** What is wrong with an address or block of addresses as Traefik reads them (pkg/ip), or undefined. */
export function addressFault(text: string): string | undefined {
  if (text.includes(","))
    return "holds several at once, which Traefik refuses; make each a list item of its own";
  const [address = "", prefix, ...rest] = text.split("/");
  const longest = isIPv4(address) ? 32 : 128;
  const isBlock = prefix === undefined || (/^(0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= longest);
  // a zone, fe80::1%eth0, has no meaning beyond the machine
  if (isIP(address) !== 0 && !address.includes("%") && isBlock && rest.length === 0) return undefined;
  return `must be an address or a block such as 203.0.113.7 or 203.0.113.0/24; not "${text}"`;
}
