import { Construct } from "constructs";
import { TlsOption, TlsStore } from "../../imports/traefik.io";
import { FileScope } from "../manifest-file";

export interface TlsFilesProps {
  /** Namespace that Traefik runs in. */
  readonly namespace: string;
  /** Secret of that namespace with the certificate for all hosts. */
  readonly certificateSecret: string;
}

/**
 * How Traefik speaks TLS. It applies the option and the store named `default` to every route that names no other;
 * if a cluster has two of either, it uses neither (pkg/provider/kubernetes/crd).
 */
export class TlsFiles extends Construct {
  constructor(scope: Construct, id: string, { namespace, certificateSecret }: TlsFilesProps) {
    super(scope, id);
    new TlsOption(new FileScope(this, "tls-option", "traefik/tls-option-default.yaml"), "default", {
      metadata: { name: "default", namespace },
      spec: {
        minVersion: "VersionTLS12",
        // closes connections for hosts that no certificate covers, instead of serving a self-signed one
        sniStrict: true,
        cipherSuites: [...cipherSuites],
      },
    });
    new TlsStore(new FileScope(this, "tls-store", "traefik/tls-store-default.yaml"), "default", {
      metadata: { name: "default", namespace },
      spec: {
        defaultCertificate: { secretName: certificateSecret },
        // with sniStrict, the default certificate is served to nobody: only those that are listed count (pkg/tls)
        certificates: [{ secretName: certificateSecret }],
      },
    });
  }
}

/** Authenticated encryption with forward secrecy. They are for TLS 1.2; those of TLS 1.3 cannot be chosen. */
const cipherSuites = [
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
] as const;
