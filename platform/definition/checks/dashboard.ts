import { hostIn } from "../../services/exposures";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { isServed } from "./certificates";

const path = ["ingress", "dashboard", "host"];

/** Checks that the dashboard's host has a certificate, and is nobody else's. */
export function checkDashboard({
  ingress,
  domain,
  certificates,
  services,
}: Partial<Definition>): CheckFailure[] {
  const written = ingress?.dashboard?.host;
  if (written === undefined || domain === undefined) return [];
  const host = hostIn(domain.name, written);
  const isHost = (other: string) => hostIn(domain.name, other) === host;
  const [rival] = Object.entries(services ?? {}).filter(([, { expose }]) =>
    expose.some((it) => (it.host !== undefined && isHost(it.host)) || it.aliases.some(isHost)),
  );
  const isDirect = host.slice(host.indexOf(".") + 1) === domain.name || host === domain.name;
  return [
    ...(isDirect || certificates === undefined || isServed(host, certificates)
      ? []
      : [
          {
            path,
            message: `${host} is not covered by the certificate, which holds ${domain.name} and *.${domain.name} (one label)`,
          },
        ]),
    ...(rival === undefined
      ? []
      : [
          {
            path,
            message: `${host} is a host of services.${rival[0]} too; the dashboard needs one of its own`,
          },
        ]),
  ];
}
