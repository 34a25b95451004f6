import type { Construct } from "constructs";
import {
  Certificate as CertificateObject,
  CertificateSpecPrivateKeyAlgorithm,
  CertificateSpecPrivateKeyRotationPolicy,
  type CertificateSpecUsages,
} from "../../imports/cert-manager.io";
import type { Certificate } from "../../platform/certificates";

export interface IssuedCertificateProps {
  readonly certificate: Certificate;
}

/** A certificate that is asked for, renewed in time and kept in a Secret. */
export class IssuedCertificate extends CertificateObject {
  constructor(scope: Construct, id: string, { certificate }: IssuedCertificateProps) {
    const { name, namespace, secret, issuer, hosts, commonName, duration, renewBefore, key, isCA, usages } =
      certificate;
    super(scope, id, {
      metadata: { name, namespace },
      spec: {
        secretName: secret,
        issuerRef: { kind: "ClusterIssuer", name: issuer },
        commonName,
        ...(hosts.length > 0 && { dnsNames: [...hosts] }),
        ...(isCA && { isCa: true }),
        // the bindings' enumeration has the same values
        ...(usages.length > 0 && { usages: [...usages] as CertificateSpecUsages[] }),
        privateKey: {
          algorithm: algorithms[key.algorithm],
          size: key.size,
          rotationPolicy: CertificateSpecPrivateKeyRotationPolicy.ALWAYS,
        },
        duration,
        // a share of the lifetime rather than a time: authorities keep shortening the former
        ...(renewBefore === undefined ? { renewBeforePercentage: 33 } : { renewBefore }),
      },
    });
  }
}

const algorithms = {
  ECDSA: CertificateSpecPrivateKeyAlgorithm.ECDSA,
  RSA: CertificateSpecPrivateKeyAlgorithm.RSA,
  Ed25519: CertificateSpecPrivateKeyAlgorithm.ED25519,
} as const;
