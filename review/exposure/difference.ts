import type { Opening, Peer, Place, Ports } from "./opening";
import { allPorts } from "./opening";
import { type AddressRange, blocks, isInternet, joined, without } from "./ranges";

/** A part of an opening that was not there before. */
export interface NewlyOpen {
  readonly place: Place;
  readonly direction: Opening["direction"];
  readonly protocol: string;
  readonly ports: Ports;
  /** Whether what lets it through means everybody, although a part of it may have been open before. */
  readonly internet: boolean;
  readonly peers: readonly Peer[];
}

/**
 * What `after` lets through and `before` did not, wherever in it a rule stands. Ports and addresses are subtracted, so
 * that only what is new is left; openings that differ in peers alone come together.
 */
export function newlyOpen(before: readonly Opening[], after: readonly Opening[]): readonly NewlyOpen[] {
  const groups = new Map<string, NewlyOpen>();
  for (const opening of after) {
    const known = before.filter((other) => isComparable(opening, other));
    for (const { ports, peer } of remaining(opening, known)) {
      const { place, direction, protocol } = opening;
      const internet = opening.peer.kind === "range" && isInternet(opening.peer.range);
      const key = [place.kind, place.key, direction, protocol, ports.first, ports.last, internet].join(" ");
      const group = groups.get(key) ?? { place, direction, protocol, ports, internet, peers: [] };
      groups.set(key, { ...group, peers: [...group.peers, peer] });
    }
  }
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, group]) => ({ ...group, peers: tidy(group.peers) }));
}

/** `tcp 22`, `all tcp ports`, `all traffic`. */
export function traffic({ protocol, ports }: Pick<Opening, "protocol" | "ports">): string {
  if (protocol === "all") return "all traffic";
  if (protocol !== "tcp" && protocol !== "udp") return protocol;
  if (ports.first === allPorts.first && ports.last === allPorts.last) return `all ${protocol} ports`;
  return `${protocol} ${ports.first}${ports.last === ports.first ? "" : `-${ports.last}`}`;
}

/** `the internet (IPv4)`, `10.0.0.0/8 and aws_security_group.lb`. */
export function whom({ peers, internet }: Pick<NewlyOpen, "peers" | "internet">): string {
  const ranges = peers.flatMap((peer) => (peer.kind === "range" ? [peer.range] : []));
  // what of it was open before does not make it less
  const wide = internet ? ranges.map(({ family }) => `IPv${family}`) : [];
  const narrow = internet ? [] : ranges.flatMap(blocks);
  const others = peers.flatMap((peer) =>
    peer.kind === "group" ? [peer.key] : peer.kind === "prefix-list" ? [peer.id] : [],
  );
  const names = [
    ...(wide.length > 0 ? [`the internet (${[...new Set(wide)].join(" and ")})`] : []),
    ...narrow,
    ...others,
  ];
  const most = 5;
  const shown =
    names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** What is newly open, without its wording, for a fingerprint. */
export const aboutOpening = ({ direction, protocol, ports, peers }: NewlyOpen): unknown => ({
  direction,
  protocol,
  ports,
  peers: peers.map((peer) => (peer.kind === "range" ? blocks(peer.range) : peer)),
});

// --- internal ---

interface Part {
  readonly ports: Ports;
  readonly peer: Peer;
}

function isComparable(opening: Opening, other: Opening): boolean {
  return (
    opening.place.kind === other.place.kind &&
    opening.place.key === other.place.key &&
    opening.direction === other.direction &&
    (other.protocol === opening.protocol || other.protocol === "all")
  );
}

function remaining(opening: Opening, known: readonly Opening[]): readonly Part[] {
  let parts: readonly Part[] = [{ ports: opening.ports, peer: opening.peer }];
  for (const other of known) {
    const ports = other.protocol === "all" ? allPorts : other.ports;
    parts = parts.flatMap((part) => minus(part, { ports, peer: other.peer }));
  }
  return parts;
}

function minus(part: Part, other: Part): readonly Part[] {
  if (other.ports.last < part.ports.first || part.ports.last < other.ports.first) return [part];
  if (part.peer.kind === "range") {
    if (other.peer.kind !== "range") return [part];
    const { range } = part.peer;
    const outside = without(range, other.peer.range);
    if (outside.length === 1 && outside[0] === range) return [part];
    const inside = outside.reduce<readonly AddressRange[]>(
      (left, gap) => left.flatMap((piece) => without(piece, gap)),
      [range],
    );
    return [
      ...outside.map((piece) => ({ ...part, peer: { kind: "range" as const, range: piece } })),
      ...inside.flatMap((piece) =>
        otherPorts(part.ports, other.ports).map((ports) => ({
          ports,
          peer: { kind: "range" as const, range: piece },
        })),
      ),
    ];
  }
  if (JSON.stringify(part.peer) !== JSON.stringify(other.peer.kind === "range" ? null : other.peer))
    return [part];
  return otherPorts(part.ports, other.ports).map((ports) => ({ ...part, ports }));
}

const otherPorts = (ports: Ports, other: Ports): readonly Ports[] => [
  ...(ports.first < other.first ? [{ first: ports.first, last: other.first - 1 }] : []),
  ...(other.last < ports.last ? [{ first: other.last + 1, last: ports.last }] : []),
];

/** Ranges joined, the others once; in a stable order. */
function tidy(peers: readonly Peer[]): readonly Peer[] {
  const ranges = joined(peers.flatMap((peer) => (peer.kind === "range" ? [peer.range] : [])));
  const others = peers.filter((peer) => peer.kind !== "range");
  const once = new Map(others.map((peer) => [JSON.stringify(peer), peer]));
  return [
    ...ranges.map((range): Peer => ({ kind: "range", range })),
    ...[...once.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, peer]) => peer),
  ];
}
