import type { Identity } from "../../platform/identities";
import type { Platform } from "../../platform/platform";
import { imageFrom } from "../../platform/releases";
import { type ServiceAccountValues, serviceAccountValues } from "./service-account";

/** Values of the chart that Slipway sets. */
export interface ExternalDnsValues {
  readonly image: { readonly repository: string };
  readonly provider: { readonly name: "aws" };
  readonly serviceAccount: ServiceAccountValues;
  readonly policy: Platform["dns"]["policy"];
  /** Marks its records, so that two clusters do not fight over one. */
  readonly txtOwnerId: string;
  /**
   * Where its marks stand: below the record that they are of. In front of the domain's own name they would lie outside
   * the zone (its documentation, TXT registry).
   */
  readonly txtPrefix: string;
  readonly extraArgs: readonly string[];
  /** Leaves every other zone of the account alone. */
  readonly domainFilters: readonly string[];
  readonly sources: Platform["dns"]["sources"];
  /** It would ask the instance metadata, which pods do not reach (reference eks P23). */
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly priorityClassName: string;
  readonly resources: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly memory: string };
  };
}

export const externalDnsValues = (
  { aws, cluster, dns, domain, releases }: Platform,
  identity: Identity,
): ExternalDnsValues => ({
  image: { repository: imageFrom(releases, "registry.k8s.io/external-dns/external-dns") },
  provider: { name: "aws" },
  serviceAccount: serviceAccountValues(identity),
  policy: dns.policy,
  txtOwnerId: cluster.name,
  txtPrefix: "%{record_type}-owner.",
  extraArgs: ["--txt-wildcard-replacement=wildcard"],
  domainFilters: [domain.name],
  sources: dns.sources,
  env: [{ name: "AWS_DEFAULT_REGION", value: aws.region }],
  priorityClassName: "system-cluster-critical",
  resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
});
