import type { Construct } from "constructs";
import {
  TlsOption as TlsOptionObject,
  TlsOptionSpecClientAuthClientAuthType,
} from "../../imports/traefik.io";
import type { TlsOption } from "../../platform/tls";
import { thaw } from "./thaw";

export interface TraefikTlsOptionProps {
  /** A resolved option. The one named `default` holds for every route that names none. */
  readonly option: TlsOption;
}

/** How Traefik speaks TLS on routes of its namespace that name it. */
export class TraefikTlsOption extends TlsOptionObject {
  constructor(scope: Construct, id: string, { option }: TraefikTlsOptionProps) {
    const { name, namespace, options } = option;
    const { clientAuth, ...others } = options;
    super(scope, id, {
      metadata: { name, namespace },
      spec: {
        ...thaw(others),
        ...(clientAuth !== undefined && {
          clientAuth: { ...thaw(clientAuth), clientAuthType: clientAuthTypes[clientAuth.clientAuthType] },
        }),
      },
    });
  }
}

const clientAuthTypes = {
  NoClientCert: TlsOptionSpecClientAuthClientAuthType.NO_CLIENT_CERT,
  RequestClientCert: TlsOptionSpecClientAuthClientAuthType.REQUEST_CLIENT_CERT,
  RequireAnyClientCert: TlsOptionSpecClientAuthClientAuthType.REQUIRE_ANY_CLIENT_CERT,
  VerifyClientCertIfGiven: TlsOptionSpecClientAuthClientAuthType.VERIFY_CLIENT_CERT_IF_GIVEN,
  RequireAndVerifyClientCert: TlsOptionSpecClientAuthClientAuthType.REQUIRE_AND_VERIFY_CLIENT_CERT,
} as const;
