import type { Construct } from "constructs";
import { ClusterIssuer } from "../../imports/cert-manager.io";
import type { Domain } from "../../platform/domain";

export interface AcmeIssuerProps {
  readonly name: string;
  /** URL of the ACME directory. */
  readonly server: string;
  /** Where the authority writes to. */
  readonly email: string;
  /** Domain whose hosted zone holds the challenges. */
  readonly domain: Domain;
}

/** An ACME authority that is shown control of the domain through Route 53, as a wildcard requires. */
export class AcmeIssuer extends ClusterIssuer {
  constructor(scope: Construct, id: string, { name, server, email, domain }: AcmeIssuerProps) {
    super(scope, id, {
      metadata: { name },
      spec: {
        acme: {
          server,
          email,
          privateKeySecretRef: { name: `${name}-account-key` },
          solvers: [
            {
              selector: { dnsZones: [domain.name] },
              dns01: {
                // credentials come from the controller's Pod Identity, which a ClusterIssuer uses when nothing else is
                // named: with `role` it would try to assume its own role and be denied, and `region` is ignored
                // (cert-manager, pkg/issuer/acme/dns/route53). With the zone's id it need not list zones.
                route53: domain.zoneId === undefined ? {} : { hostedZoneId: domain.zoneId },
              },
            },
          ],
        },
      },
    });
  }
}
