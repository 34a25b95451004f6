import { Construct } from "constructs";
import type { Domain } from "../../platform/domain";
import type { Certificates } from "../../platform/platform";
import { FileScope } from "../manifest-file";
import { AcmeIssuer } from "./acme-issuer";
import { WildcardCertificate } from "./wildcard-certificate";

export interface CertificateFilesProps {
  readonly certificates: Certificates;
  /** Domain that the issuers prove control of. */
  readonly domain: Domain;
}

/** Every issuer, so that changing the certificate's is one word, and the certificate. */
export class CertificateFiles extends Construct {
  constructor(scope: Construct, id: string, { certificates, domain }: CertificateFilesProps) {
    super(scope, id);
    const { email, issuers, wildcard } = certificates;
    for (const { name, server } of issuers) {
      const file = new FileScope(this, name, `certificates/cluster-issuer-${name}.yaml`);
      new AcmeIssuer(file, "issuer", { name, server, email, domain });
    }
    const file = new FileScope(this, wildcard.name, `certificates/certificate-${wildcard.name}.yaml`);
    new WildcardCertificate(file, "certificate", { certificate: wildcard });
  }
}
