import { createHash } from "node:crypto";
import { resolveCertificates } from "./certificates";
import type { Definition } from "./definition/schema";
import { resolveGitops } from "./gitops";
import { resolveMiddleware, resolveMiddlewares } from "./middleware";
import { entryPoints, namespaces, serviceAccounts, traefikService } from "./names";
import { planAddresses, tiers, type ZonePlan } from "./network/address-plan";
import { partitionOf } from "./network/zones";
import { type Ami, architectureOf, systemOf } from "./nodes";
import { byCodeUnit, sortedByKey } from "./order";
import type {
  Account,
  AddOn,
  Cluster,
  Domain,
  Identities,
  Ingress,
  Network,
  NodeGroup,
  NodeVolume,
  Platform,
} from "./platform";
import { resolveServices } from "./services";
import { resolveNamed, resolveTlsOptions } from "./tls";
import { type AddOnName, addOnNames, addOnVersions, amiReleases, type KubernetesVersion } from "./versions";

/** Derives the model of an environment from its checked definition. */
export function resolvePlatform(definition: Definition): Platform {
  const aws = resolveAccount(definition);
  const network = resolveNetwork(definition.network);
  const services = resolveServices(definition.services);
  return {
    name: definition.name,
    aws,
    domain: resolveDomain(definition.domain, aws),
    network,
    cluster: resolveCluster(definition),
    addOns: resolveAddOns(definition.cluster.version),
    nodeGroups: resolveNodeGroups(definition, network.zones),
    identities: resolveIdentities(definition.name),
    controllerReplicas: Math.min(2, leastNodes(definition)),
    ingress: resolveIngress(definition, network.zones),
    certificates: resolveCertificates(definition),
    namespaces: [...new Set(services.map((service) => service.namespace))].sort(byCodeUnit),
    middlewares: resolveMiddlewares(definition.middlewares),
    tlsOptions: resolveTlsOptions(definition.tls),
    serversTransports: resolveNamed(definition.serversTransports),
    serversTransportsTcp: resolveNamed(definition.serversTransportsTcp),
    services,
    gitops: resolveGitops(definition),
  };
}

function resolveAccount({ name, aws }: Definition): Account {
  const { region, account, state } = aws;
  return {
    partition: partitionOf(region),
    region,
    account,
    tags: sortedByKey({ ...aws.tags, Environment: name, ManagedBy: "slipway" }),
    ...(state !== undefined && {
      state: { ...state, key: state.key ?? `${name}/terraform.tfstate`, region: state.region ?? region },
    }),
  };
}

const resolveDomain = ({ name, zoneId }: Definition["domain"], { partition }: Account): Domain => ({
  name,
  zoneId,
  zoneArn: `arn:${partition}:route53:::hostedzone/${zoneId}`,
  wildcard: `*.${name}`,
});

function resolveNetwork({ cidr, zones, nat, subnets }: Definition["network"]): Network {
  const plan =
    subnets === undefined
      ? planAddresses(cidr, zones)
      : zones.map((zone, index) => ({
          zone,
          subnets: Object.fromEntries(
            tiers.map((tier) => [tier, subnets[tier][index]]),
          ) as ZonePlan["subnets"],
        }));
  const sorted = [...plan].sort((a, b) => byCodeUnit(a.zone, b.zone));
  // the first zone as written, not as sorted: adding a zone must not move the only gateway
  const [only = ""] = zones;
  return {
    cidr,
    zones: sorted,
    natZoneOf: Object.fromEntries(sorted.map(({ zone }) => [zone, nat === "single" ? only : zone])),
  };
}

const resolveCluster = ({ name, cluster }: Definition): Cluster => ({
  name,
  version: cluster.version,
  publicAccessCidrs: cluster.endpoint.public,
  admins: cluster.admins,
  serviceCidr: cluster.serviceCidr,
  logTypes: cluster.logs.types,
  logGroup: `/aws/eks/${name}/cluster`,
  logRetentionDays: cluster.logs.retentionDays,
  supportType: cluster.support === "standard" ? "STANDARD" : "EXTENDED",
  deletionProtection: cluster.deletionProtection,
  roleName: `${name}-cluster`,
});

/** Nodes register, route and give pods an identity through these; CoreDNS has nowhere to run without a node. */
const phases: Readonly<Record<AddOnName, AddOn["phase"]>> = {
  coredns: "after-nodes",
  "eks-pod-identity-agent": "before-nodes",
  "kube-proxy": "before-nodes",
  "vpc-cni": "before-nodes",
};

const addOnConfigurations: Readonly<Partial<Record<AddOnName, Readonly<Record<string, string>>>>> = {
  // without it NetworkPolicies are accepted and nothing enforces them
  "vpc-cni": { enableNetworkPolicy: "true" },
};

const resolveAddOns = (version: KubernetesVersion): readonly AddOn[] =>
  addOnNames.map((name) => ({
    name,
    version: addOnVersions[version][name],
    phase: phases[name],
    configuration: addOnConfigurations[name],
  }));

const amiTypes: Readonly<Record<Ami, string>> = {
  "al2023-arm64": "AL2023_ARM_64_STANDARD",
  "al2023-x86-64": "AL2023_x86_64_STANDARD",
  "bottlerocket-arm64": "BOTTLEROCKET_ARM_64",
  "bottlerocket-x86-64": "BOTTLEROCKET_x86_64",
};

function resolveNodeGroups(
  { name: environment, cluster, nodeGroups }: Definition,
  zones: readonly ZonePlan[],
): readonly NodeGroup[] {
  const subnets = zones.map(({ zone, subnets }) => `${zone} ${subnets.private}`);
  return Object.entries(sortedByKey(nodeGroups)).map(([name, group]) => {
    const amiType = amiTypes[group.ami];
    const release = group.release ?? amiReleases[cluster.version][systemOf(group.ami)];
    if (release === undefined)
      throw new Error(`no AMI release for ${group.ami} on Kubernetes ${cluster.version}`);
    const [first = ""] = group.instances;
    return {
      name,
      uniqueName: `${name}-${shortHash([amiType, ...subnets, ...(group.instances.length > 1 ? group.instances : [])])}`,
      ami: group.ami,
      amiType,
      architecture: architectureOf(first),
      release,
      instances: group.instances,
      minSize: group.size.min,
      maxSize: group.size.max,
      volumes: nodeVolumes(group.ami, group.diskGiB),
      labels: sortedByKey(group.labels),
      roleName: `${environment}-node-${name}`,
    };
  });
}

const leastNodes = ({ nodeGroups }: Definition): number =>
  Object.values(nodeGroups).reduce((sum, { size }) => sum + size.min, 0);

/** Bottlerocket keeps containers on a second volume, which stays unencrypted unless it is named (reference eks P24). */
const nodeVolumes = (ami: Ami, diskGiB: number): readonly NodeVolume[] =>
  systemOf(ami) === "bottlerocket"
    ? [
        { device: "/dev/xvda", sizeGiB: 4 },
        { device: "/dev/xvdb", sizeGiB: diskGiB },
      ]
    : [{ device: "/dev/xvda", sizeGiB: diskGiB }];

const resolveIdentities = (environment: string): Identities => ({
  awsLoadBalancerController: {
    roleName: `${environment}-aws-load-balancer-controller`,
    namespace: namespaces.awsLoadBalancerController,
    serviceAccount: serviceAccounts.awsLoadBalancerController,
  },
  certManager: {
    roleName: `${environment}-cert-manager`,
    namespace: namespaces.certManager,
    serviceAccount: serviceAccounts.certManager,
  },
  vpcCni: {
    roleName: `${environment}-vpc-cni`,
    namespace: "kube-system",
    serviceAccount: serviceAccounts.vpcCni,
  },
});

function resolveIngress({ name, ingress }: Definition, zones: readonly ZonePlan[]): Ingress {
  const tier = ingress.scheme === "internal" ? "private" : "public";
  return {
    namespace: namespaces.traefik,
    service: traefikService,
    internal: ingress.scheme === "internal",
    allowFrom: ingress.allowFrom,
    loadBalancerName: `${name}-traefik`,
    loadBalancerTier: tier,
    proxyProtocolFrom: zones.map(({ subnets }) => subnets[tier]),
    forwardedHeadersFrom: ingress.forwardedHeadersFrom,
    entryPoints: [entryPoints.web, entryPoints.websecure].map((entryPoint) => ({
      ...entryPoint,
      targetGroup: `${name}-${entryPoint.name}`,
    })),
    minReplicas: ingress.replicas.min,
    maxReplicas: ingress.replicas.max,
    logLevel: ingress.logLevel,
    plugins: sortedByKey(ingress.plugins),
    ...(ingress.dashboard !== undefined && { dashboard: resolveDashboard(ingress.dashboard) }),
  };
}

function resolveDashboard({
  host,
  basicAuth,
  forwardAuth,
  allowFrom,
}: NonNullable<Definition["ingress"]["dashboard"]>): NonNullable<Ingress["dashboard"]> {
  const inTraefiks = (name: string) => ({ name, namespace: namespaces.traefik });
  return {
    host,
    middlewares: [
      // whoever may not come in need not be asked for a password
      ...(allowFrom !== undefined
        ? [resolveMiddleware(inTraefiks("dashboard-allow-from"), { ipAllowList: { sourceRange: allowFrom } })]
        : []),
      resolveMiddleware(
        inTraefiks("dashboard-auth"),
        basicAuth !== undefined ? { basicAuth } : { forwardAuth },
      ),
    ],
  };
}

const shortHash = (parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 8);
