import { isIPv4, isIPv6 } from "node:net";

/** Consecutive addresses of one family; both ends belong to it. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads a block such as `10.0.0.0/16` or `2001:db8::/32`, or one address; undefined for anything else. */
export function addressRange(text: string): AddressRange | undefined {
  const [address = "", length, ...rest] = text.trim().split("/");
  if (rest.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return undefined;
  const family = isIPv4(address) ? 4 : isIPv6(address) && !address.includes("%") ? 6 : undefined;
  if (family === undefined) return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  if (prefix > bits) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const value = family === 4 ? ipv4(address) : ipv6(address);
  // host bits are dropped, as AWS does
  const first = (value / size) * size;
  return { family, first, last: first + size - 1n };
}

export const within = (outer: AddressRange, inner: AddressRange): boolean =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

/** What is left of `range` without `other`: none, one or two ranges. */
export function without(range: AddressRange, other: AddressRange): readonly AddressRange[] {
  if (range.family !== other.family || other.last < range.first || range.last < other.first) return [range];
  return [
    ...(range.first < other.first ? [{ ...range, last: other.first - 1n }] : []),
    ...(other.last < range.last ? [{ ...range, first: other.last + 1n }] : []),
  ];
}

/** Ranges that touch or overlap become one; sorted, IPv4 first. */
export function joined(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const sorted = [...ranges].sort(
    (one, other) =>
      one.family - other.family || (one.first < other.first ? -1 : one.first > other.first ? 1 : 0),
  );
  const result: AddressRange[] = [];
  for (const range of sorted) {
    const previous = result.at(-1);
    if (previous?.family === range.family && range.first <= previous.last + 1n) {
      if (range.last > previous.last) result[result.length - 1] = { ...previous, last: range.last };
    } else result.push(range);
  }
  return result;
}

/** The blocks that make up a range, from the first address on. */
export function blocks(range: AddressRange): readonly string[] {
  const bits = range.family === 4 ? 32 : 128;
  const result: string[] = [];
  let { first } = range;
  while (first <= range.last) {
    let host = 0;
    while (host < bits) {
      const size = 1n << BigInt(host + 1);
      if (first % size !== 0n || first + size - 1n > range.last) break;
      host += 1;
    }
    result.push(`${range.family === 4 ? textOf4(first) : textOf6(first)}/${bits - host}`);
    first += 1n << BigInt(host);
  }
  return result;
}

/** Whether it reaches beyond the addresses that only a private network has. */
export const isPublic = (range: AddressRange): boolean =>
  !privateRanges.some((inside) => within(inside, range));

/** How many addresses it has. */
export const sizeOf = ({ first, last }: AddressRange): bigint => last - first + 1n;

/** Whether it takes in so many addresses that nobody can mean some: a half of IPv4, or the routed eighth of IPv6. */
export const isInternet = (range: AddressRange): boolean =>
  sizeOf(range) >= 1n << (range.family === 4 ? 31n : 125n);

// --- internal ---

const ipv4 = (text: string): bigint =>
  text.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);

function ipv6(text: string): bigint {
  const [head = "", tail] = text.split("::");
  const groups = (part: string): string[] =>
    part === ""
      ? []
      : part.split(":").flatMap((group) => {
          if (!group.includes(".")) return [group];
          const value = ipv4(group);
          return [(value >> 16n).toString(16), (value & 0xffffn).toString(16)];
        });
  const [before, after] = [groups(head), tail === undefined ? [] : groups(tail)];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<string>(zeros).fill("0"), ...after].reduce(
    (value, group) => (value << 16n) + BigInt(`0x${group}`),
    0n,
  );
}

const textOf4 = (value: bigint): string =>
  [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");

/** Lower case, with the first longest run of zero groups as `::` (RFC 5952). */
function textOf6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let [start, length] = [-1, 1];
  for (let from = 0; from < 8; from += 1) {
    let to = from;
    while (to < 8 && groups[to] === 0n) to += 1;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const text = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(":");
  if (start < 0) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** RFC 1918, shared space (RFC 6598), link-local and loopback; unique local and link-local IPv6. */
const privateRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
].flatMap((block) => addressRange(block) ?? []);
