import { TerraformOutput, type TerraformStack } from "cdktf";
import type { Platform } from "../platform/platform";
import type { ControlPlane } from "./cluster/control-plane";
import type { HostedZone } from "./ingress/hosted-zone";
import type { LoadBalancer } from "./ingress/load-balancer";

export interface OutputsProps {
  readonly platform: Platform;
  readonly controlPlane: ControlPlane;
  readonly zone: HostedZone;
  readonly loadBalancer: LoadBalancer;
}

/** What a person needs to know of a deployed environment. */
export function addOutputs(stack: TerraformStack, props: OutputsProps): void {
  for (const [name, { value, description }] of Object.entries(outputs(props))) {
    new TerraformOutput(stack, name, { value, description });
  }
}

interface Output {
  readonly value: unknown;
  readonly description: string;
}

function outputs({
  platform,
  controlPlane,
  zone,
  loadBalancer,
}: OutputsProps): Readonly<Record<string, Output>> {
  const { aws, cluster, identities, ingress } = platform;
  return {
    "cluster-name": { value: controlPlane.name, description: "Name of the EKS cluster" },
    "cluster-endpoint": { value: controlPlane.endpoint, description: "URL of the API server" },
    "kubeconfig-command": {
      value: `aws eks update-kubeconfig --name ${cluster.name} --region ${aws.region}`,
      description: "Command that lets kubectl reach the cluster",
    },
    "load-balancer-name": { value: ingress.loadBalancerName, description: "Name of the load balancer" },
    ...(loadBalancer.dnsName !== undefined && {
      "load-balancer-dns-name": {
        value: loadBalancer.dnsName,
        description: "Host name of the load balancer, to which the domain's records lead",
      },
    }),
    ...(zone.nameServers !== undefined && {
      "zone-name-servers": {
        value: zone.nameServers,
        description: "Name servers that the domain's registrar or parent zone must name",
      },
      "zone-id": { value: zone.id, description: "Id of the hosted zone, for domain.zoneId" },
    }),
    "role-arns": {
      value: Object.fromEntries(
        Object.values(identities).map(({ namespace, serviceAccount, roleArn }) => [
          `${namespace}/${serviceAccount}`,
          roleArn,
        ]),
      ),
      description: "IAM role of each service account",
    },
    "traefik-dashboard-command": {
      value: `kubectl --namespace ${ingress.namespace} port-forward deployment/${ingress.service} 8080:8080`,
      description: "Command behind which the dashboard is at http://localhost:8080/dashboard/",
    },
  };
}
