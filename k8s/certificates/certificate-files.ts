import { Construct } from "constructs";
import type { Certificate, Certificates } from "../../platform/certificates";
import { FileScope } from "../manifest-file";
import { ChallengeNetworkPolicy } from "./challenge-network-policy";
import { IssuedCertificate } from "./issued-certificate";
import { CertificateIssuer } from "./issuer";

export interface CertificateFilesProps {
  readonly certificates: Certificates;
  /** Namespaces of services, in which nothing is reached that no policy names. */
  readonly namespaces: readonly string[];
  /** Namespace that Traefik runs in. */
  readonly ingressNamespace: string;
  /** Labels of pods that answer challenges over HTTP. @default - cert-manager's own */
  readonly solverLabels?: Readonly<Record<string, string>> | undefined;
}

/** Every issuer, so that changing a certificate's is one word, and the certificates. */
export class CertificateFiles extends Construct {
  constructor(scope: Construct, id: string, props: CertificateFilesProps) {
    super(scope, id);
    const { certificates, namespaces, ingressNamespace, solverLabels } = props;
    for (const issuer of certificates.issuers) {
      const file = new FileScope(this, issuer.name, `certificates/cluster-issuer-${issuer.name}.yaml`);
      new CertificateIssuer(file, "issuer", { issuer, solverLabels });
    }
    for (const certificate of [certificates.wildcard, ...certificates.additional]) {
      const { name } = certificate;
      // an issuer may have the same name
      const file = new FileScope(this, `certificate-${name}`, `certificates/certificate-${name}.yaml`);
      new IssuedCertificate(file, "certificate", { certificate });
    }
    for (const namespace of namespaces.filter((it) => answersChallengesIn(it, certificates))) {
      const file = new FileScope(
        this,
        `challenges-${namespace}`,
        `certificates/challenges-${namespace}.yaml`,
      );
      new ChallengeNetworkPolicy(file, "policy", { namespace, ingressNamespace });
    }
  }
}

// --- internal ---

function answersChallengesIn(namespace: string, { additional, issuers }: Certificates): boolean {
  const overHttp = ({ issuer: name }: Certificate) =>
    issuers.some(
      (issuer) => issuer.name === name && issuer.kind === "acme" && issuer.solver.kind === "http01",
    );
  return additional.some((certificate) => certificate.namespace === namespace && overHttp(certificate));
}
