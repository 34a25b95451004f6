import { Construct } from "constructs";
import { TlsStore } from "../../imports/traefik.io";
import type { TlsOption } from "../../platform/tls";
import { FileScope } from "../manifest-file";
import { TraefikTlsOption } from "./tls-option";

export interface TlsFilesProps {
  /** Namespace that Traefik runs in. */
  readonly namespace: string;
  /** The option named `default`, in that namespace, and others. */
  readonly options: readonly TlsOption[];
  /** Secret of that namespace with the certificate for all hosts. */
  readonly certificateSecret: string;
  /** Secrets of that namespace with certificates that are served for their own hosts. */
  readonly otherSecrets: readonly string[];
}

/**
 * How Traefik speaks TLS. It applies the option and the store named `default` to every route that names no other;
 * if a cluster has two of either, it uses neither (pkg/provider/kubernetes/crd).
 */
export class TlsFiles extends Construct {
  constructor(scope: Construct, id: string, props: TlsFilesProps) {
    super(scope, id);
    const { namespace, options, certificateSecret, otherSecrets } = props;
    for (const option of options) {
      const file = new FileScope(this, `tls-option-${option.name}`, pathOf(option, namespace));
      new TraefikTlsOption(file, "option", { option });
    }
    new TlsStore(new FileScope(this, "tls-store", "traefik/tls-store-default.yaml"), "default", {
      metadata: { name: "default", namespace },
      spec: {
        defaultCertificate: { secretName: certificateSecret },
        // with sniStrict, the default certificate is served to nobody: only those that are listed count (pkg/tls)
        certificates: [certificateSecret, ...otherSecrets].map((secretName) => ({ secretName })),
      },
    });
  }
}

const pathOf = ({ name, namespace }: TlsOption, traefik: string): string =>
  namespace === traefik ? `traefik/tls-option-${name}.yaml` : `tls-options/${namespace}/${name}.yaml`;
