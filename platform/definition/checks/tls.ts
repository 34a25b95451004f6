import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { checkNamed, describeKnown, namespacesOf } from "./named";

/** Checks that what says how Traefik speaks to clients and to services stands where somebody can name it. */
export function checkTls({
  tls,
  serversTransports,
  serversTransportsTcp,
  services,
}: Partial<Definition>): CheckFailure[] {
  const namespaces = namespacesOf(services);
  return [
    ...checkNamed(["tls", "options"], tls?.options, "option", namespaces),
    ...(tls === undefined ? [] : checkReferences(tls, services)),
    ...checkNamed(["serversTransports"], serversTransports, "transport", namespaces),
    ...checkNamed(["serversTransportsTcp"], serversTransportsTcp, "transport", namespaces),
  ];
}

// --- internal ---

/** With an option that is not there Traefik closes every connection of the route's hosts. */
function checkReferences(
  { options }: Definition["tls"],
  services: Definition["services"] = {},
): CheckFailure[] {
  return Object.entries(services).flatMap(([service, { namespace, expose }]) =>
    expose.flatMap(({ tls }, index): CheckFailure[] => {
      const name = tls?.options;
      // the name of the default one is another mistake
      if (name === undefined || name === "default") return [];
      const known = Object.entries(options).filter(([, option]) => option.namespace === namespace);
      if (known.some(([option]) => option === name)) return [];
      const message = `no TLS option of namespace ${namespace} is named ${name}, so Traefik would close every connection${describeKnown(
        name,
        known.map(([option]) => option),
      )}; write it as tls.options.${name}`;
      return [{ path: ["services", service, "expose", index, "tls", "options"], message }];
    }),
  );
}
