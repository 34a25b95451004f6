import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { checkNamed, namespacesOf } from "./named";

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
    ...checkNamed(["serversTransports"], serversTransports, "transport", namespaces),
    ...checkNamed(["serversTransportsTcp"], serversTransportsTcp, "transport", namespaces),
  ];
}
