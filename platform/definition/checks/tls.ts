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
      const known = Object.entries(options)
        .filter(([, option]) => option.namespace === namespace)
        .map(([option]) => option);
      if (known.includes(name)) return [];
      const hint = known.length === 0 ? `; write it as tls.options.${name}` : describeKnown(name, known);
      const message = `no TLS option of namespace ${namespace} is named ${name}, so Traefik would close every connection${hint}`;
      return [{ path: ["services", service, "expose", index, "tls", "options"], message }];
    }),
  );
}
