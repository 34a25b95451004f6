import type { GithubAccess } from "../bootstrap";
import type { Definition } from "../definition/schema";
import type { MeshTarget } from "../mesh/targets";
import { formatAddress, parseCidr } from "../network/cidr";
import { byCodeUnit } from "../order";
import type { KubernetesVersion } from "../versions";

export interface Cluster {
  readonly name: string;
  readonly version: KubernetesVersion;
  /** Zones of the control plane's network interfaces, sorted. */
  readonly zones: readonly string[];
  /** Blocks that reach the API server from outside the VPC; empty for a private one. */
  readonly publicAccessCidrs: readonly string[];
  /** URL of the proxy through which Helm and kubectl reach the API server; undefined for a direct way. */
  readonly proxy?: string;
  /** ARNs of the roles with full access, the pipeline's own among them. */
  readonly administrators: readonly string[];
  /** Who else has access and to what, sorted by role. */
  readonly access: readonly AccessEntry[];
  readonly serviceCidr: string;
  readonly logTypes: readonly string[];
  /** Log group that EKS writes to; its name is given by EKS. */
  readonly logGroup: string;
  readonly logRetentionDays: number;
  readonly supportType: "STANDARD" | "EXTENDED";
  readonly deletionProtection: boolean;
  readonly zonalShift: boolean;
  readonly secretsKey: SecretsKey;
  /** How controllers get their IAM roles. */
  readonly identityMode: "pod-identity" | "irsa";
  /** Whether nodes have a security group of their own. */
  readonly strictSecurityGroups: boolean;
  readonly sweepOnDestroy: boolean;
  /** Name of the control plane's IAM role. */
  readonly roleName: string;
}

/** The key that encrypts Secrets beneath the API server. */
export type SecretsKey =
  | { readonly kind: "aws-owned" }
  | { readonly kind: "created"; readonly alias: string }
  | { readonly kind: "existing"; readonly arn: string };

/** An IAM role's access to the cluster. */
export interface AccessEntry {
  /** ARN of the role. */
  readonly role: string;
  readonly policies: readonly AccessPolicy[];
}

export interface AccessPolicy {
  /** Last part of the policy's ARN: `AmazonEKSClusterAdminPolicy`. */
  readonly name: string;
  /** Namespaces that it holds in, sorted; empty for all. */
  readonly namespaces: readonly string[];
}

type PolicyWord = Definition["cluster"]["access"][number]["policy"];

const policyNames: Readonly<Record<PolicyWord, string>> = {
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
  "admin-view": "AmazonEKSAdminViewPolicy",
};

/** The policy without which Helm can do nothing in the cluster. */
export const administratorPolicy = "AmazonEKSClusterAdminPolicy";

export function resolveCluster(definition: Definition, github: GithubAccess | undefined): Cluster {
  const { name, cluster, network } = definition;
  return {
    name,
    version: cluster.version,
    zones: [...(cluster.zones ?? network.zones)].sort(byCodeUnit),
    publicAccessCidrs: cluster.endpoint.public,
    ...(cluster.endpoint.proxy !== undefined && { proxy: cluster.endpoint.proxy }),
    administrators: resolveAdministrators(cluster, github),
    access: resolveAccess(cluster, github),
    serviceCidr: cluster.serviceCidr,
    logTypes: cluster.logs.types,
    logGroup: `/aws/eks/${name}/cluster`,
    logRetentionDays: cluster.logs.retentionDays,
    supportType: cluster.support === "standard" ? "STANDARD" : "EXTENDED",
    deletionProtection: cluster.deletionProtection,
    zonalShift: cluster.zonalShift,
    secretsKey: resolveSecretsKey(name, cluster),
    identityMode: cluster.identity,
    strictSecurityGroups: cluster.strictSecurityGroups,
    sweepOnDestroy: cluster.sweepOnDestroy,
    roleName: `${name}-cluster`,
  };
}

/** The pipeline's role that applies is among them, named or not. */
const resolveAdministrators = (
  { admins }: Definition["cluster"],
  github: GithubAccess | undefined,
): readonly string[] => [...new Set([...admins, ...(github === undefined ? [] : [github.apply.arn])])];

/** The pipeline's role that plans is there too: it reads what Helm keeps in Secrets. */
function resolveAccess(
  cluster: Definition["cluster"],
  github: GithubAccess | undefined,
): readonly AccessEntry[] {
  const grants: Definition["cluster"]["access"] = [
    ...[...cluster.viewers, ...(github === undefined ? [] : [github.plan.arn])].map((role) => ({
      role,
      policy: "admin-view" as const,
      namespaces: [],
    })),
    ...cluster.access,
  ];
  const administrators = resolveAdministrators(cluster, github);
  const others = [...new Set(grants.map(({ role }) => role))].filter(
    (role) => !administrators.includes(role),
  );
  return others.sort(byCodeUnit).map((role) => ({
    role,
    policies: mergePolicies(grants.filter((grant) => grant.role === role)),
  }));
}

/** A role has each policy once: in all namespaces where one grant says so, else in those of all grants. */
const mergePolicies = (grants: Definition["cluster"]["access"]): readonly AccessPolicy[] =>
  [...new Set(grants.map(({ policy }) => policy))].map((policy) => {
    const scopes = grants.filter((grant) => grant.policy === policy).map(({ namespaces }) => namespaces);
    return {
      name: policyNames[policy],
      namespaces: scopes.some((namespaces) => namespaces.length === 0)
        ? []
        : [...new Set(scopes.flat())].sort(byCodeUnit),
    };
  });

function resolveSecretsKey(
  name: string,
  { secretsEncryption, secretsKey }: Definition["cluster"],
): SecretsKey {
  if (secretsEncryption === "aws-owned") return { kind: "aws-owned" };
  return secretsKey === undefined
    ? { kind: "created", alias: `alias/${name}/eks-secrets` }
    : { kind: "existing", arn: secretsKey };
}

/** Where pods find the API server: the first address of the Services' block. */
export const kubernetesAddress = ({ serviceCidr }: Pick<Cluster, "serviceCidr">): string =>
  formatAddress((parseCidr(serviceCidr)?.first ?? Number.NaN) + 1);

/** A port on which the control plane calls a pod or a node. */
export interface ControlPlanePort {
  readonly port: number;
  /** Whose it is, for the rule's description. */
  readonly purpose: string;
}

/**
 * What the control plane calls: kubelets, extension API servers and the webhooks of what is installed. One that is
 * missing shows as a time-out, and stops every change that the webhook must agree to (reference eks P12).
 */
export function controlPlanePorts({
  cluster,
  mesh,
  observability,
  releases,
}: Pick<Definition, "cluster" | "mesh" | "observability" | "releases">): readonly ControlPlanePort[] {
  const purposes = [
    "kubelets, webhook of cert-manager, metrics-server",
    ...(observability.metrics === undefined ? [] : ["webhook of the Prometheus operator"]),
  ];
  const known: readonly ControlPlanePort[] = [
    { port: 443, purpose: "extension API servers" },
    ...meshPorts(mesh),
    { port: 9443, purpose: "webhook of the AWS Load Balancer Controller" },
    { port: 10250, purpose: purposes.join(", ") },
    ...(releases.metricsServer === "add-on" ? [{ port: 10251, purpose: "metrics-server" }] : []),
  ];
  const own = cluster.webhookPorts.filter((port) => !known.some((other) => other.port === port));
  return [
    ...known,
    ...[...new Set(own)].sort((a, b) => a - b).map((port) => ({ port, purpose: "webhook of your own" })),
  ];
}

function meshPorts(mesh: MeshTarget): readonly ControlPlanePort[] {
  switch (mesh) {
    case "none":
      return [];
    case "istio":
    case "istio-ambient":
      return [{ port: 15017, purpose: "webhooks of Istio" }];
    case "consul":
      return [{ port: 8080, purpose: "webhooks of Consul" }];
    default:
      return mesh satisfies never;
  }
}
