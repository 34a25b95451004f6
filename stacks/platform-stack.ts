import { type ITerraformDependable, TerraformOutput, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { namespaces } from "../platform/names";
import type { Platform } from "../platform/platform";
import { charts } from "../platform/versions";
import { AddOns } from "./cluster/add-ons";
import { Administrators } from "./cluster/administrators";
import { ControlPlane } from "./cluster/control-plane";
import { awsLoadBalancerControllerPolicy, certManagerPolicy } from "./identity/policies";
import { ServiceRole } from "./identity/service-role";
import { WorkloadIdentity } from "./identity/workload-identity";
import { LoadBalancer } from "./ingress/load-balancer";
import { Network } from "./network/network";
import { NodeGroup } from "./nodes/node-group";
import { configureAws, configureHelm } from "./providers";
import { awsLoadBalancerControllerValues } from "./releases/aws-load-balancer-controller";
import { certManagerValues } from "./releases/cert-manager";
import { metricsServerValues } from "./releases/metrics-server";
import { HelmRelease } from "./releases/release";
import { traefikValues } from "./releases/traefik";
import { configureState } from "./state";

/**
 * The one stack of an environment. It wires the parts together and decides nothing: what is decided stands in the
 * model. Construct ids are a contract, since addresses in Terraform's state are made from them.
 */
export class PlatformStack extends TerraformStack {
  constructor(scope: Construct, platform: Platform) {
    super(scope, platform.name);
    const { aws, cluster, identities, ingress } = platform;
    configureState(this, platform);
    configureAws(this, platform);

    const network = new Network(this, "network", { name: platform.name, network: platform.network });
    const controlPlane = new ControlPlane(this, "control-plane", {
      cluster,
      partition: aws.partition,
      subnetIds: network.subnetIds.intra,
    });
    const clusterName = controlPlane.name;
    const administrators = new Administrators(this, "administrators", {
      clusterName,
      partition: aws.partition,
      roleArns: cluster.admins,
    });
    configureHelm(this, platform, controlPlane);

    const vpcCniRole = new ServiceRole(this, "vpc-cni-role", {
      name: identities.vpcCni.roleName,
      partition: aws.partition,
      service: "pods.eks",
      managedPolicies: ["AmazonEKS_CNI_Policy"],
    });
    const networking = new AddOns(this, "networking-add-ons", {
      clusterName,
      addOns: platform.addOns.filter(({ phase }) => phase === "before-nodes"),
      roles: { "vpc-cni": [{ roleArn: vpcCniRole.arn, serviceAccount: identities.vpcCni.serviceAccount }] },
      dependsOn: vpcCniRole.attachments,
    });
    const nodeGroups = new Construct(this, "node-groups");
    const nodes = platform.nodeGroups.map(
      (nodeGroup) =>
        new NodeGroup(nodeGroups, nodeGroup.name, {
          clusterName,
          version: cluster.version,
          nodeGroup,
          partition: aws.partition,
          subnetIds: network.subnetIds.private,
          tags: aws.tags,
          dependsOn: [...network.egress, ...networking.resources],
        }).resource,
    );
    const addOns = new AddOns(this, "add-ons", {
      clusterName,
      addOns: platform.addOns.filter(({ phase }) => phase === "after-nodes"),
      dependsOn: nodes,
    });

    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      ingress,
      domain: platform.domain,
      vpcId: network.vpcId,
      subnetIds: network.subnetIds[ingress.loadBalancerTier],
      clusterSecurityGroupId: controlPlane.securityGroupId,
      deletionProtection: cluster.deletionProtection,
      dependsOn: network.egress,
    });

    // Helm needs access, pods need nodes, names and routes; all of it until the release is gone (reference eks P6)
    const running: ITerraformDependable[] = [...administrators.access, ...nodes, ...addOns.resources];
    const releases = new Construct(this, "releases");
    new HelmRelease(releases, "metrics-server", {
      chart: charts.metricsServer,
      name: charts.metricsServer.name,
      namespace: namespaces.metricsServer,
      values: metricsServerValues(platform),
      dependsOn: running,
    });

    const controllerIdentity = new WorkloadIdentity(this, "aws-load-balancer-controller-identity", {
      clusterName,
      identity: identities.awsLoadBalancerController,
      policy: awsLoadBalancerControllerPolicy(platform),
    });
    const controller = new HelmRelease(releases, "aws-load-balancer-controller", {
      chart: charts.awsLoadBalancerController,
      name: charts.awsLoadBalancerController.name,
      namespace: identities.awsLoadBalancerController.namespace,
      values: awsLoadBalancerControllerValues(platform),
      computed: { vpcId: network.vpcId },
      dependsOn: [...running, ...controllerIdentity.ready],
    });

    const certManagerIdentity = new WorkloadIdentity(this, "cert-manager-identity", {
      clusterName,
      identity: identities.certManager,
      policy: certManagerPolicy(platform),
    });
    new HelmRelease(releases, "cert-manager", {
      chart: charts.certManager,
      name: charts.certManager.name,
      namespace: identities.certManager.namespace,
      values: certManagerValues(platform),
      // the controller's webhooks see every object, so that it goes first
      dependsOn: [...running, ...certManagerIdentity.ready, controller.resource],
    });

    new HelmRelease(releases, "traefik", {
      chart: charts.traefik,
      name: ingress.service,
      namespace: ingress.namespace,
      values: traefikValues(platform),
      dependsOn: [...running, ...loadBalancer.ready, controller.resource],
    });

    new TerraformOutput(this, "cluster-name", { value: clusterName });
    new TerraformOutput(this, "load-balancer-dns-name", { value: loadBalancer.dnsName });
  }
}
