import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EksCluster } from "@cdktf/provider-aws/lib/eks-cluster";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Cluster } from "../../platform/cluster/cluster";
import { policyDocument, trust } from "../identity/policy-document";
import { ServiceRole } from "../identity/service-role";
import { secretsKeyArn } from "./secrets-key";

export interface ControlPlaneProps {
  /** Version, access, logs and protection. */
  readonly cluster: Cluster;
  /** Partition of the role's managed policy. */
  readonly partition: string;
  /** Subnets for the control plane's network interfaces, in at least two zones. */
  readonly subnetIds: readonly string[];
}

/** The EKS cluster without nodes: API server, its role and its logs. */
export class ControlPlane extends Construct {
  /** Name as an attribute, so that whatever uses it waits for the cluster. */
  readonly name: string;
  /** URL of the API server. */
  readonly endpoint: string;
  /** PEM of the API server's certificate authority. */
  readonly certificateAuthority: string;
  /** The cluster itself, for what reads its attributes. */
  readonly resource: EksCluster;
  /** Security group that EKS puts nodes and control plane in. */
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { cluster, partition, subnetIds }: ControlPlaneProps) {
    super(scope, id);
    // EKS would create it without an expiry, and a later create would fail
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: cluster.logGroup,
      retentionInDays: cluster.logRetentionDays,
    });
    const role = new ServiceRole(this, "service-role", {
      name: cluster.roleName,
      partition,
      assumeRolePolicy: trust("eks"),
      managedPolicies: ["AmazonEKSClusterPolicy"],
    });
    const keyArn = secretsKeyArn(this, {
      key: cluster.secretsKey,
      clusterName: cluster.name,
      deletionProtection: cluster.deletionProtection,
    });
    const keyPolicy = keyArn === undefined ? [] : [this.#mayUse(keyArn, cluster.roleName, role)];
    const resource = new EksCluster(this, "cluster", {
      name: cluster.name,
      version: cluster.version,
      roleArn: role.arn,
      accessConfig: {
        authenticationMode: "API",
        // access is listed in the definition, not left to whoever happened to create the cluster
        bootstrapClusterCreatorAdminPermissions: false,
      },
      // networking add-ons are installed as EKS add-ons, with a version
      bootstrapSelfManagedAddons: false,
      deletionProtection: cluster.deletionProtection,
      enabledClusterLogTypes: [...cluster.logTypes],
      kubernetesNetworkConfig: { serviceIpv4Cidr: cluster.serviceCidr },
      encryptionConfig: keyArn === undefined ? undefined : { resources: ["secrets"], provider: { keyArn } },
      zonalShiftConfig: { enabled: cluster.zonalShift },
      upgradePolicy: { supportType: cluster.supportType },
      vpcConfig: {
        subnetIds: [...subnetIds],
        endpointPrivateAccess: true,
        endpointPublicAccess: cluster.publicAccessCidrs.length > 0,
        ...(cluster.publicAccessCidrs.length > 0 && { publicAccessCidrs: [...cluster.publicAccessCidrs] }),
      },
      lifecycle: {
        // AWS would refuse only when everything that depends on the cluster is gone already; this stops the plan
        preventDestroy: cluster.deletionProtection,
        // both only mean anything at creation, and changing either replaces the cluster
        ignoreChanges: [
          "access_config[0].bootstrap_cluster_creator_admin_permissions",
          "bootstrap_self_managed_addons",
        ],
      },
      dependsOn: [logGroup, ...role.attachments, ...keyPolicy],
    });
    this.resource = resource;
    this.name = resource.name;
    this.endpoint = resource.endpoint;
    this.certificateAuthority = Fn.base64decode(resource.certificateAuthority.get(0).data);
    this.securityGroupId = resource.vpcConfig.clusterSecurityGroupId;
  }
  /** The cluster's role needs the key for every Secret that is written (EKS user guide, envelope encryption). */
  #mayUse(keyArn: string, roleName: string, { attachments }: ServiceRole): IamRolePolicy {
    return new IamRolePolicy(this, "secrets-key-policy", {
      name: "secrets-key",
      role: roleName,
      policy: policyDocument({
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"],
        Resource: [keyArn],
      }),
      dependsOn: [...attachments],
    });
  }
}
