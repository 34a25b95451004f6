import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface EndpointsProps {
  /** Name of the environment, which begins the `Name` tags. */
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  /** Block whose addresses may connect to the interface endpoints. */
  readonly vpcCidr: string;
  /** Services with an interface endpoint, such as `ecr.api`. */
  readonly services: readonly string[];
  /** Subnets that interface endpoints stand in. */
  readonly subnetIds: readonly string[];
  /** Route tables that lead to S3 through its gateway endpoint, which costs nothing. */
  readonly routeTableIds: readonly string[];
}

/** Endpoints of AWS services inside the VPC. */
export class Endpoints extends Construct {
  readonly resources: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: EndpointsProps) {
    super(scope, id);
    const { name, region, vpcId, routeTableIds } = props;
    const s3 = new VpcEndpoint(this, "s3", {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: [...routeTableIds],
      tags: { Name: `${name}-s3` },
    });
    this.resources = [s3, ...this.#interfaceEndpoints(props)];
  }

  #interfaceEndpoints({
    name,
    region,
    vpcId,
    vpcCidr,
    services,
    subnetIds,
  }: EndpointsProps): ITerraformDependable[] {
    if (services.length === 0) return [];
    const group = new SecurityGroup(this, "security-group", {
      name: `${name}-endpoints`,
      description: "Endpoints of AWS services",
      vpcId,
      tags: { Name: `${name}-endpoints` },
    });
    const rule = new VpcSecurityGroupIngressRule(this, "from-vpc", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      cidrIpv4: vpcCidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    return [
      rule,
      ...services.map(
        (service) =>
          new VpcEndpoint(this, service.replaceAll(".", "-"), {
            vpcId,
            vpcEndpointType: "Interface",
            serviceName: `com.amazonaws.${region}.${service}`,
            privateDnsEnabled: true,
            subnetIds: [...subnetIds],
            securityGroupIds: [group.id],
            tags: { Name: `${name}-${service}` },
          }),
      ),
    ];
  }
}
