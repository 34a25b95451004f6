/** An IPv4 block, as numbers so that containment and overlap are comparisons. */
export interface Cidr {
  /** First address, 0 to 2^32 - 1. */
  readonly first: number;
  /** Last address, included. */
  readonly last: number;
  /** Prefix length, 0 to 32. */
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`. Returns undefined for anything else, also where host bits are set (`10.0.0.1/16`). */
export function parseCidr(text: string): Cidr | undefined {
  const match =
    /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\/(\d|[12]\d|3[0-2])$/.exec(text);
  if (match === null) return undefined;
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, last: first + size - 1, prefix } : undefined;
}

/** Writes a block in the form that {@link parseCidr} reads. */
export const formatCidr = ({ first, prefix }: Cidr): string => `${formatAddress(first)}/${prefix}`;

/** `10.0.0.1` of 167772161. */
export const formatAddress = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

/** The `index`th block of `prefix` bits inside `block`. */
export function subnet(block: Cidr, prefix: number, index: number): Cidr {
  const size = 2 ** (32 - prefix);
  const first = block.first + index * size;
  if (prefix < block.prefix || first + size - 1 > block.last) {
    throw new RangeError(`${formatCidr(block)} has no /${prefix} block number ${index}`);
  }
  return { first, last: first + size - 1, prefix };
}

export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.first <= inner.first && inner.last <= outer.last;

export const overlaps = (a: Cidr, b: Cidr): boolean => a.first <= b.last && b.first <= a.last;
