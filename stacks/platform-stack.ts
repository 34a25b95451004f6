import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { Platform } from "../platform/platform";
import { AccessEntries } from "./cluster/access-entries";
import { AddOns } from "./cluster/add-ons";
import { Administrators } from "./cluster/administrators";
import type { ClusterAccess } from "./cluster/command";
import { ControlPlane } from "./cluster/control-plane";
import { Sweep } from "./destroy/sweep";
import { addOnRole } from "./identity/add-on-role";
import { type ServiceAccountTrust, serviceAccountTrust } from "./identity/service-account-trust";
import { hostedZone } from "./ingress/hosted-zone";
import { LoadBalancer } from "./ingress/load-balancer";
import { meshTarget } from "./mesh/targets";
import { type Network, network } from "./network/network";
import { NodeGroup } from "./nodes/node-group";
import { NodeSecurityGroup } from "./nodes/node-security-group";
import { addOutputs } from "./outputs";
import { configureAws, configureHelm } from "./providers";
import { Releases } from "./releases/releases";
import { SeparateStack } from "./separate-stack";
import { configureState } from "./state";

/**
 * The one stack of an environment. It wires the parts together and decides nothing: what is decided stands in the
 * model. Construct ids are a contract, since addresses in Terraform's state are made from them.
 */
export class PlatformStack extends SeparateStack {
  readonly #platform: Platform;
  readonly #network: Network;
  readonly #controlPlane: ControlPlane;
  readonly #trust: ServiceAccountTrust;
  /** Tag by which Karpenter finds the subnets and the security group of its nodes. */
  readonly #discovery: Readonly<Record<string, string>>;

  constructor(scope: Construct, platform: Platform) {
    super(scope, platform.name);
    const { aws, cluster } = platform;
    this.#platform = platform;
    this.#discovery = platform.scaling.kind === "karpenter" ? { "karpenter.sh/discovery": cluster.name } : {};
    configureState(this, platform.name, aws.state);
    configureAws(this, aws);

    this.#network = network(this, "network", {
      name: platform.name,
      network: platform.network,
      region: aws.region,
      account: aws.account,
      partition: aws.partition,
      nodeSubnetTags: this.#discovery,
    });
    this.#controlPlane = new ControlPlane(this, "control-plane", {
      cluster,
      partition: aws.partition,
      subnetIds: this.#network.subnetIds("intra", cluster.zones),
    });
    configureHelm(this, platform, this.#controlPlane);
    const clusterName = this.#controlPlane.name;
    const { partition } = aws;
    const administrators = new Administrators(this, "administrators", {
      clusterName,
      partition,
      roleArns: cluster.administrators,
    });
    const access = new AccessEntries(this, "access-entries", {
      clusterName,
      partition,
      entries: cluster.access,
    });
    this.#trust = serviceAccountTrust(this, "oidc", cluster, this.#controlPlane.resource);

    const securityGroup = this.#nodeSecurityGroup();
    const nodes = this.#nodes(securityGroup);
    const addOns = this.#addOns(nodes);
    // Helm needs access, pods need nodes, names and routes; all of it until the release is gone (reference eks P6)
    const running = [...administrators.access, ...nodes, ...addOns.resources];
    const workloads = this.#workloads(securityGroup?.id ?? this.#controlPlane.securityGroupId, running);
    if (cluster.sweepOnDestroy) {
      new Sweep(this, "sweep", {
        access: this.#clusterAccess,
        mesh: meshTarget(platform.mesh)?.sweep ?? [],
        dependsOn: [...workloads, ...running, ...access.resources, ...this.#network.observers],
      });
    }
  }

  #nodeSecurityGroup(): NodeSecurityGroup | undefined {
    const { cluster, controlPlanePorts } = this.#platform;
    if (!cluster.strictSecurityGroups) return undefined;
    return new NodeSecurityGroup(this, "node-security-group", {
      clusterName: cluster.name,
      vpcId: this.#network.vpcId,
      clusterSecurityGroupId: this.#controlPlane.securityGroupId,
      ports: controlPlanePorts,
      tags: this.#discovery,
    });
  }

  #nodes(securityGroup: NodeSecurityGroup | undefined): readonly NodeGroup["resource"][] {
    const { aws, cluster, identities, nodeGroups, scaling } = this.#platform;
    const clusterName = this.#controlPlane.name;
    const cni = addOnRole(this, "vpc-cni-role", {
      identity: identities.vpcCni,
      partition: aws.partition,
      trust: this.#trust,
      managedPolicy: "AmazonEKS_CNI_Policy",
    });
    const networking = new AddOns(this, "networking-add-ons", {
      clusterName,
      addOns: this.#platform.addOns.filter(({ phase }) => phase === "before-nodes"),
      roles: { "vpc-cni": cni.role },
      dependsOn: cni.ready,
    });
    const scope = new Construct(this, "node-groups");
    return nodeGroups.map(
      (nodeGroup) =>
        new NodeGroup(scope, nodeGroup.name, {
          clusterName,
          version: cluster.version,
          nodeGroup,
          partition: aws.partition,
          subnetIds: this.#network.subnetIds("private", nodeGroup.zones),
          ...(securityGroup !== undefined && { securityGroupId: securityGroup.id }),
          autoscaled: scaling.kind === "cluster-autoscaler",
          tags: aws.tags,
          dependsOn: [...this.#network.egress, ...networking.resources, ...(securityGroup?.rules ?? [])],
        }).resource,
    );
  }

  #addOns(nodes: readonly ITerraformDependable[]): AddOns {
    const { aws, identities } = this.#platform;
    const ebs =
      identities.ebsCsiDriver === undefined
        ? undefined
        : addOnRole(this, "ebs-csi-driver-role", {
            identity: identities.ebsCsiDriver,
            partition: aws.partition,
            trust: this.#trust,
            managedPolicy: "service-role/AmazonEBSCSIDriverPolicyV2",
          });
    return new AddOns(this, "add-ons", {
      clusterName: this.#controlPlane.name,
      addOns: this.#platform.addOns.filter(({ phase }) => phase === "after-nodes"),
      roles: ebs === undefined ? {} : { "aws-ebs-csi-driver": ebs.role },
      dependsOn: [...nodes, ...(ebs?.ready ?? [])],
    });
  }

  /** The cluster for commands that run beside Terraform. */
  get #clusterAccess(): ClusterAccess {
    const { aws, cluster } = this.#platform;
    return {
      clusterName: cluster.name,
      region: aws.region,
      assumeRole: aws.assumeRole,
      proxy: cluster.proxy,
    };
  }

  /** The way in and the controllers. */
  #workloads(
    nodeSecurityGroupId: string,
    running: readonly ITerraformDependable[],
  ): readonly ITerraformDependable[] {
    const { cluster, domain, ingress, network: model } = this.#platform;
    const zone = hostedZone(this, "hosted-zone", domain);
    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      ingress,
      domain,
      zoneId: zone.id,
      vpcId: this.#network.vpcId,
      subnetIds: this.#network.subnetIds(
        ingress.loadBalancerTier,
        model.zones.map(({ zone: id }) => id),
      ),
      nodeSecurityGroupId,
      deletionProtection: cluster.deletionProtection,
      zonalShift: cluster.zonalShift,
      dependsOn: this.#network.egress,
    });
    const releases = new Releases(this, "releases", {
      platform: this.#platform,
      clusterName: this.#controlPlane.name,
      access: this.#clusterAccess,
      trust: this.#trust,
      vpcId: this.#network.vpcId,
      zoneId: zone.id,
      loadBalancerSecurityGroupId: loadBalancer.securityGroupId,
      ingressReady: loadBalancer.ready,
      running,
    });
    addOutputs(this, { platform: this.#platform, controlPlane: this.#controlPlane, zone, loadBalancer });
    return [...releases.resources, ...loadBalancer.records];
  }
}
