import type { Construct } from "constructs";
import {
  ClusterIssuer,
  type ClusterIssuerSpec,
  type ClusterIssuerSpecAcmeSolvers,
} from "../../imports/cert-manager.io";
import type { AcmeIssuer, Issuer, Solver } from "../../platform/certificates";
import { entryPoints } from "../../platform/names";

export interface CertificateIssuerProps {
  readonly issuer: Issuer;
  /** Labels of pods that answer challenges over HTTP. @default - cert-manager's own */
  readonly solverLabels?: Readonly<Record<string, string>> | undefined;
}

/** Issues certificates for the whole cluster. */
export class CertificateIssuer extends ClusterIssuer {
  constructor(scope: Construct, id: string, { issuer, solverLabels }: CertificateIssuerProps) {
    super(scope, id, { metadata: { name: issuer.name }, spec: specOf(issuer, solverLabels) });
  }
}

// --- internal ---

type Labels = CertificateIssuerProps["solverLabels"];

function specOf(issuer: Issuer, solverLabels: Labels): ClusterIssuerSpec {
  switch (issuer.kind) {
    case "acme":
      return { acme: acmeOf(issuer.name, issuer, solverLabels) };
    case "ca":
      return { ca: { secretName: issuer.secretName } };
    case "selfSigned":
      return { selfSigned: {} };
    default:
      return issuer satisfies never;
  }
}

function acmeOf(
  name: string,
  { server, email, profile, externalAccount, solver }: AcmeIssuer,
  solverLabels: Labels,
): NonNullable<ClusterIssuerSpec["acme"]> {
  return {
    server,
    email,
    profile,
    privateKeySecretRef: { name: `${name}-account-key` },
    ...(externalAccount !== undefined && {
      externalAccountBinding: {
        keyId: externalAccount.keyId,
        keySecretRef: { name: externalAccount.secretName, key: externalAccount.secretKey },
      },
    }),
    solvers: [solverOf(solver, solverLabels)],
  };
}

function solverOf(solver: Solver, solverLabels: Labels): ClusterIssuerSpecAcmeSolvers {
  switch (solver.kind) {
    case "dns01":
      return {
        selector: { dnsZones: [solver.zoneName] },
        dns01: {
          // credentials come from the controller's Pod Identity, which a ClusterIssuer uses when nothing else is
          // named: with its own `role` it would try to assume that from itself and be denied, and `region` is ignored
          // (cert-manager, pkg/issuer/acme/dns/route53). With the zone's id it need not list zones.
          route53: { hostedZoneId: solver.zoneId, role: solver.role },
        },
      };
    case "http01":
      return {
        http01: {
          ingress: {
            ingressClassName: solver.ingressClass,
            // the default would open a port on every node
            serviceType: "ClusterIP",
            // Traefik lets challenges past its redirection on this entry point alone; an Ingress that names none is
            // bound to the default ones, where TLS is refused for a host that has no certificate yet
            ingressTemplate: {
              metadata: {
                annotations: { "traefik.ingress.kubernetes.io/router.entrypoints": entryPoints.web.name },
              },
            },
            // in a mesh they would take calls from its members alone, and be asked past it
            ...(solverLabels !== undefined && { podTemplate: { metadata: { labels: solverLabels } } }),
          },
        },
      };
    default:
      return solver satisfies never;
  }
}
