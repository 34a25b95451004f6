import { defaultCipherSuites } from "../traefik/tls";
import type { Definition } from "./definition/schema";
import type { Frozen } from "./frozen";
import { namespaces } from "./names";
import { byCodeUnit } from "./order";

/** A resolved object that others of its namespace name; its options are in the words of Traefik's resource. */
export interface Named<Options> {
  readonly name: string;
  readonly namespace: string;
  readonly options: Frozen<Options>;
}

/** How Traefik speaks TLS on some routes. */
export type TlsOption = Named<Definition["tls"]["default"]>;
/** How Traefik speaks HTTP to some services. */
export type ServersTransport = Named<Unplaced<Definition["serversTransports"][string]>>;
/** How Traefik connects to some services of TCP routes. */
export type ServersTransportTcp = Named<Unplaced<Definition["serversTransportsTcp"][string]>>;

/** The option named `default`, in Traefik's namespace, and those that routes name, sorted by namespace and name. */
export function resolveTlsOptions(tls: Definition["tls"]): readonly TlsOption[] {
  const defaultOption = { name: "default", namespace: namespaces.traefik, options: tls.default };
  return [defaultOption, ...resolveNamed(tls.options)].map((option) => ({
    ...option,
    options: withCipherSuites(option.options),
  }));
}

/** Transports of either kind, sorted by namespace and name. */
export const resolveNamed = <Options extends { readonly namespace: string }>(
  section: Readonly<Record<string, Options>>,
): readonly Named<Unplaced<Options>>[] =>
  Object.entries(section)
    .map(([name, { namespace, ...options }]) => ({
      name,
      namespace,
      options: options as Frozen<Unplaced<Options>>,
    }))
    .sort((a, b) => byCodeUnit(a.namespace, b.namespace) || byCodeUnit(a.name, b.name));

// --- internal ---

type Unplaced<Options> = Omit<Options, "namespace">;

/** Those of TLS 1.3 cannot be chosen. */
const withCipherSuites = (options: TlsOption["options"]): TlsOption["options"] =>
  options.cipherSuites !== undefined || options.minVersion === "VersionTLS13"
    ? options
    : { ...options, cipherSuites: defaultCipherSuites };
