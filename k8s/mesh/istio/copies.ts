import type { Platform } from "../../../platform/platform";
import type { Peer, Service, ServicePort } from "../../../platform/services/model";

/** A service that gets copies of requests to another, from the proxies of whoever sends these. */
export interface Copy {
  /** Who sends it. */
  readonly sender: Peer;
  /** What gets it. */
  readonly receiver: { readonly name: string; readonly namespace: string };
  readonly port: ServicePort;
}

/** Copies to a service from callers that are not callers of it themselves. */
export const copiesTo = ({ name, namespace, callers }: Service, { services }: Platform): readonly Copy[] =>
  distinct(
    services
      .filter((copied) => copied.namespace === namespace)
      .flatMap(copiesOf)
      .filter(({ receiver, sender }) => receiver.name === name && !isAmong(callers, sender)),
  );

/** Copies of what a service sends to its callees, beside what it sends to them anyway. */
export const copiesBy = ({ name, callees }: Service, { services }: Platform): readonly Copy[] =>
  distinct(
    services
      .filter((copied) => isAmong(callees, copied))
      .flatMap(copiesOf)
      .filter(({ receiver, sender }) => sender.name === name && !isAmong(callees, receiver)),
  );

// --- internal ---

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Each sender and receiver once, whatever is copied: the port is the receiver's only one for copies. */
const distinct = (copies: readonly Copy[]): readonly Copy[] => [
  ...new Map(
    copies.map((copy) => [
      [copy.sender, copy.receiver].map(({ name, namespace }) => `${namespace}/${name}`).join(),
      copy,
    ]),
  ).values(),
];

const isAmong = (peers: readonly Named[], { name, namespace }: Named): boolean =>
  peers.some((peer) => peer.name === name && peer.namespace === namespace);

/** Copies of requests to a service that go to another. */
function copiesOf({ namespace, callers, mesh }: Service): readonly Copy[] {
  const mirror = mesh?.mirror;
  if (mirror === undefined || mirror.version !== undefined) return [];
  const receiver = { name: mirror.service, namespace };
  return callers.map((sender) => ({ sender, receiver, port: mirror.port }));
}
