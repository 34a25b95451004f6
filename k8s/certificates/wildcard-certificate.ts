import type { Construct } from "constructs";
import {
  Certificate,
  CertificateSpecPrivateKeyAlgorithm,
  CertificateSpecPrivateKeyRotationPolicy,
} from "../../imports/cert-manager.io";
import type { Certificates } from "../../platform/platform";

export interface WildcardCertificateProps {
  readonly certificate: Certificates["wildcard"];
}

/** The certificate for all hosts of the domain, in the namespace from which Traefik serves it. */
export class WildcardCertificate extends Certificate {
  constructor(scope: Construct, id: string, { certificate }: WildcardCertificateProps) {
    super(scope, id, {
      metadata: { name: certificate.name, namespace: certificate.namespace },
      spec: {
        secretName: certificate.secret,
        issuerRef: { kind: "ClusterIssuer", name: certificate.issuer },
        dnsNames: [...certificate.hosts],
        privateKey: {
          algorithm: CertificateSpecPrivateKeyAlgorithm.ECDSA,
          size: 256,
          rotationPolicy: CertificateSpecPrivateKeyRotationPolicy.ALWAYS,
        },
        // a share of the lifetime rather than a time: authorities keep shortening the former
        renewBeforePercentage: 33,
      },
    });
  }
}
