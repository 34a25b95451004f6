import { isIPv4, isIPv6 } from "node:net";

/** An address or a block of them, as 16 bytes and the number of them that count; IPv4 is kept as `::ffff:a.b.c.d`. */
export interface AddressBlock {
  readonly bytes: readonly number[];
  /** 0 to 128. */
  readonly prefix: number;
}

/** Reads what Go's `net.ParseIP` or `net.ParseCIDR` takes; undefined for anything else. */
export function parseBlock(text: string): AddressBlock | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return { bytes: address, prefix: 128 };
  const [, ip = "", mask = ""] = /^([^/]*)\/([0-9]+)$/.exec(text) ?? [];
  const bytes = parseAddress(ip);
  if (bytes === undefined) return undefined;
  const width = isIPv4(ip) ? 32 : 128;
  const length = Number(mask);
  if (length > width) return undefined;
  return { bytes, prefix: length + 128 - width };
}

/** What is wrong with an address or a block in a definition, or undefined. */
export function addressFault(text: string): string | undefined {
  if (text.includes(","))
    return "holds several at once, which Traefik refuses; make each a list item of its own";
  // Go takes a length such as /08, most other programs do not
  if (parseBlock(text) !== undefined && !/\/0\d/.test(text)) return undefined;
  return `must be an address or a block such as 203.0.113.7 or 203.0.113.0/24; not "${text}"`;
}

/** The 16 bytes of an address without a zone. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (isIPv4(text)) return [...mappedPrefix, ...text.split(".").map(Number)];
  // what has no colon is none, which spares Node the making of its expression for those that are: 3 ms of `npm start`
  if (!text.includes(":") || text.includes("%") || !isIPv6(text)) return undefined;
  const [head = "", tail] = text.split("::");
  const front = bytesOf(head);
  if (tail === undefined) return front;
  const back = bytesOf(tail);
  return [...front, ...Array<number>(16 - front.length - back.length).fill(0), ...back];
}

/** `::/0` holds no IPv4 address (net.IPNet.Contains). */
export const contains = (outer: AddressBlock, inner: AddressBlock): boolean =>
  outer.prefix <= inner.prefix &&
  (outer.prefix >= 96 ||
    inner.prefix < 96 ||
    !sharesPrefix(inner.bytes, [...mappedPrefix, 0, 0, 0, 0], 96)) &&
  sharesPrefix(outer.bytes, inner.bytes, outer.prefix);

/** Whether an address, whose zone does not count, is one that `block` stands for. */
export function isInBlock(address: string, block: string): boolean {
  const [bytes, outer] = [parseAddress(address.replace(/%.*$/, "")), parseBlock(block)];
  return bytes !== undefined && outer !== undefined && contains(outer, { bytes, prefix: 128 });
}

/** Two blocks are apart unless one holds the other. */
export const overlaps = (a: AddressBlock, b: AddressBlock): boolean => contains(a, b) || contains(b, a);

// --- internal ---

const mappedPrefix: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

const bytesOf = (part: string): number[] =>
  part === ""
    ? []
    : part.split(":").flatMap((group) => {
        if (group.includes(".")) return group.split(".").map(Number);
        const value = Number.parseInt(group, 16);
        return [value >> 8, value & 255];
      });

function sharesPrefix(a: readonly number[], b: readonly number[], prefix: number): boolean {
  return a.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefix - index * 8));
    const mask = (0xff00 >> bits) & 0xff;
    return (byte & mask) === ((b[index] ?? 0) & mask);
  });
}
