import { type Cases, certManager, core, middleware, route } from "./case";

type Attributes = Readonly<Record<string, unknown>>;

/** A stack of resources by their address. */
const stack = (resources: Readonly<Record<string, Attributes>>) => {
  const byType: Record<string, Record<string, Attributes>> = {};
  for (const [address, attributes] of Object.entries(resources)) {
    const [type = "", name = ""] = address.split(".");
    byType[type] = { ...byType[type], [name]: attributes };
  }
  return { resource: byType };
};

const reference = (expression: string): string => `\${${expression}}`;

const binding = (spec: string) =>
  `extraObjects:
- apiVersion: elbv2.k8s.aws/v1beta1
  kind: TargetGroupBinding
  metadata: { name: web, namespace: traefik }
  spec: ${spec}`;

const bound = "{ targetGroupName: web, serviceRef: { name: traefik, port: websecure } }";

/** Traefik behind a load balancer of Terraform's, with what a case changes. */
const balanced = (
  changes: {
    readonly group?: Attributes;
    readonly listener?: Attributes;
    readonly trusted?: string;
    readonly spec?: string;
    readonly ports?: string;
  } = {},
) =>
  stack({
    "helm_release.traefik": {
      chart: "traefik",
      name: "traefik",
      namespace: "traefik",
      values: [
        `service: { spec: { type: ClusterIP } }
ports:
  web: { expose: { default: false } }
  websecure: { ${changes.ports ?? "exposedPort: 443"}${changes.trusted === undefined ? "" : `, proxyProtocol: { trustedIPs: ${changes.trusted} }`} }
${binding(changes.spec ?? bound)}`,
      ],
    },
    "aws_lb_target_group.web": { name: "web", port: 8443, target_type: "ip", ...changes.group },
    "aws_lb_listener.web": {
      load_balancer_arn: reference("aws_lb.main.arn"),
      port: 443,
      default_action: [{ type: "forward", target_group_arn: reference("aws_lb_target_group.web.arn") }],
      ...changes.listener,
    },
    "aws_lb.main": { subnets: [reference("aws_subnet.a.id"), reference("aws_subnet.b.id")] },
    "aws_subnet.a": { cidr_block: "10.0.0.0/24" },
    "aws_subnet.b": { cidr_block: "10.0.1.0/24" },
  });

const proxied = { proxy_protocol_v2: true };
const both = "[10.0.0.0/24, 10.0.1.0/24]";

const issuer = (solver: string): string =>
  certManager(
    "ClusterIssuer",
    "acme",
    `  acme: { server: https://acme.example, privateKeySecretRef: { name: key }, solvers: [{ dns01: { route53: ${solver} } }] }\n`,
  );

const allow = (actions: readonly string[], resource: string) => ({
  Effect: "Allow",
  Action: actions,
  Resource: resource,
});

/** cert-manager with a role by Pod Identity. */
const identified = (zone: string, account = "cert-manager", more: readonly object[] = []) =>
  stack({
    "helm_release.cm": { chart: "cert-manager", name: "cert-manager", namespace: "cert-manager", values: [] },
    "aws_eks_pod_identity_association.cm": {
      namespace: "cert-manager",
      service_account: account,
      role_arn: reference("aws_iam_role.cm.arn"),
    },
    "aws_iam_role.cm": { name: "cm" },
    "aws_iam_role_policy.cm": {
      role: reference("aws_iam_role.cm.name"),
      policy: JSON.stringify({
        Statement: [
          allow(
            ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
            `arn:aws:route53:::hostedzone/${zone}`,
          ),
          allow(["route53:GetChange"], "arn:aws:route53:::change/*"),
          ...more,
        ],
      }),
    },
  });

const record = (name: string) =>
  stack({
    "aws_route53_record.web": { name, type: "A", alias: { name: reference("aws_lb.main.dns_name") } },
    "aws_lb.main": {},
  });

/** Nodes with a security group of their own, and one rule of it. */
const strict = (port: number) =>
  stack({
    "helm_release.lbc": {
      chart: "aws-load-balancer-controller",
      name: "lbc",
      namespace: "kube-system",
      values: [],
    },
    "aws_launch_template.nodes": { vpc_security_group_ids: [reference("aws_security_group.nodes.id")] },
    "aws_security_group.nodes": {},
    "aws_vpc_security_group_ingress_rule.webhook": {
      security_group_id: reference("aws_security_group.nodes.id"),
      referenced_security_group_id: reference("aws_eks_cluster.main.vpc_config[0].cluster_security_group_id"),
      ip_protocol: "tcp",
      from_port: port,
      to_port: port,
    },
  });

const releases = (certManagerValues: string) =>
  stack({
    "helm_release.cm": {
      chart: "cert-manager",
      name: "cert-manager",
      namespace: "cert-manager",
      create_namespace: true,
      values: [certManagerValues],
    },
  });

const inRelease = (dependencies: readonly string[]) =>
  stack({
    "helm_release.lbc": {
      chart: "aws-load-balancer-controller",
      name: "lbc",
      namespace: "kube-system",
      values: [],
    },
    "helm_release.traefik": {
      chart: "traefik",
      name: "traefik",
      namespace: "traefik",
      create_namespace: true,
      depends_on: dependencies,
      values: [binding(bound)],
    },
  });

export const halvesCases: Cases = {
  E55: [
    {
      finds: {
        yaml: issuer("{ hostedZoneID: Z1 }"),
        stack: identified("Z2"),
        finding:
          "5:109 error ClusterIssuer acme: The role cm of cert-manager may not route53:ChangeResourceRecordSets, route53:ListResourceRecordSets on zone Z1",
      },
      passes: { yaml: issuer("{ hostedZoneID: Z1 }"), stack: identified("Z1") },
    },
    {
      finds: {
        yaml: issuer("{ hostedZoneID: Z1 }"),
        stack: identified("Z1", "cert-manger"),
        finding:
          "cdk.tf.json:14:9 error aws_eks_pod_identity_association.cm: The association is for cert-manager/cert-manger",
      },
      passes: { yaml: issuer("{ hostedZoneID: Z1 }"), stack: identified("*") },
    },
    {
      finds: {
        yaml: issuer("{ region: eu-central-1 }"),
        stack: identified("Z1"),
        finding: "5:98 error ClusterIssuer acme: Without hostedZoneID the zone is looked for by its name",
      },
      passes: {
        yaml: issuer("{ region: eu-central-1 }"),
        stack: identified("*", "cert-manager", [allow(["route53:ListHostedZonesByName"], "*")]),
      },
    },
  ],
  E62: [
    {
      finds: {
        stack: balanced({ group: proxied }),
        finding: "cdk.tf.json:9:11 error helm_release.traefik: aws_lb_target_group.web sends the header",
      },
      passes: { stack: balanced({ group: proxied, trusted: both }) },
    },
    {
      finds: {
        stack: balanced({ group: proxied, trusted: "[10.0.0.0/24]" }),
        finding: "cdk.tf.json:9:11 error helm_release.traefik: The load balancer also stands in 10.0.1.0/24",
      },
      passes: { stack: balanced({ group: proxied, trusted: both }) },
    },
    {
      finds: {
        stack: balanced({ group: proxied, trusted: "[10.0.0.0/16]" }),
        finding:
          "cdk.tf.json:9:11 warning helm_release.traefik: 10.0.0.0/16 is more than the load balancer's subnets",
      },
      passes: { stack: balanced() },
    },
    {
      finds: {
        stack: balanced({ trusted: both }),
        finding:
          "cdk.tf.json:14:7 warning aws_lb_target_group.web: The entry point websecure waits for the proxy protocol",
      },
      passes: { stack: balanced({ group: { proxy_protocol_v2: "true" }, trusted: both }) },
    },
    {
      finds: {
        values: `ports: { web: { expose: { default: false } } }
service: { annotations: { service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: "*" } }`,
        finding:
          "values.yaml:1:1 error values of traefik: The load balancer sends the header of the proxy protocol",
      },
      passes: {
        values: `ports: { web: { expose: { default: false } }, websecure: { proxyProtocol: { trustedIPs: [10.0.0.0/24] } } }
service: { annotations: { service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: "*" } }`,
      },
    },
  ],
  E64: [
    {
      finds: {
        stack: balanced({ group: { ...proxied, health_check: { protocol: "HTTP" } }, trusted: both }),
        finding: "cdk.tf.json:19:9 error aws_lb_target_group.web: Health checks by HTTP carry the header",
      },
      passes: {
        stack: balanced({ group: { ...proxied, health_check: { protocol: "TCP" } }, trusted: both }),
      },
    },
  ],
  E77: [
    {
      finds: {
        yaml: middleware("  compress: {}\n"),
        complete: true,
        finding: "3:24 error Middleware apps/one: Nothing makes the namespace apps",
      },
      passes: {
        yaml: middleware("  compress: {}\n") + core("Namespace", "apps", "", ""),
        complete: true,
      },
    },
    {
      finds: {
        yaml: core("ConfigMap", "one", "", "argocd"),
        complete: true,
        finding: "3:24 error ConfigMap argocd/one: Nothing makes the namespace argocd",
      },
      // what tells a controller what to apply lies in the controller's own namespace
      passes: {
        yaml: "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: one, namespace: argocd }\n",
        complete: true,
      },
    },
  ],
  E78: [
    {
      finds: {
        yaml: route("Host(`a.other`)"),
        stack: record("*.example"),
        complete: true,
        finding: "8:5 error IngressRoute apps/web: No record leads a.other to the load balancer",
      },
      // unlike a certificate's, a wildcard of DNS is for any number of labels
      passes: { yaml: route("Host(`a.b.example`)"), stack: record("*.example"), complete: true },
    },
    {
      finds: {
        yaml: route("Host(`a.other`)"),
        values: "ports: { websecure: { expose: { default: true } } }",
        stack: record("*.example"),
        complete: true,
        finding: "8:5 error IngressRoute apps/web: No record leads a.other to the load balancer",
      },
      // callers inside the cluster find the Service that leads there
      passes: {
        yaml: route("Host(`a.other`)"),
        values: "ports: { websecure: { expose: { default: false } } }",
        stack: record("*.example"),
        complete: true,
      },
    },
  ],
  E79: [
    {
      finds: {
        stack: strict(443),
        finding:
          "cdk.tf.json:4:7 error helm_release.lbc: No security-group rule lets the control plane reach the webhook",
      },
      passes: { stack: strict(9443) },
    },
  ],
  E80: [
    {
      finds: {
        stack: balanced({ spec: "{ targetGroupName: wbe, serviceRef: { name: traefik, port: websecure } }" }),
        finding: "cdk.tf.json:9:11 error TargetGroupBinding traefik/web: Terraform makes no target group wbe",
      },
      passes: { stack: balanced() },
    },
    {
      finds: {
        stack: balanced({ spec: "{ targetGroupName: web, serviceRef: { name: traefik, port: web } }" }),
        finding: "cdk.tf.json:9:11 error TargetGroupBinding traefik/web: Traefik's Service has no port web",
      },
      passes: {
        stack: balanced({ spec: "{ targetGroupName: web, serviceRef: { name: traefik, port: 443 } }" }),
      },
    },
  ],
  E81: [
    {
      finds: {
        stack: balanced({ listener: { port: 8443 } }),
        finding:
          "cdk.tf.json:23:9 error aws_lb_listener.web: The load balancer listens on 8443 for the entry point websecure",
      },
      passes: { stack: balanced({ listener: { port: 8443 }, ports: "exposedPort: 8443" }) },
    },
    {
      finds: {
        stack: balanced({ listener: { default_action: [] } }),
        finding: "cdk.tf.json:9:11 error helm_release.traefik: No listener sends to aws_lb_target_group.web",
      },
      passes: { stack: balanced() },
    },
  ],
  E82: [
    {
      finds: {
        yaml: issuer("{ hostedZoneID: Z1 }"),
        stack: releases("crds: { enabled: false }"),
        complete: true,
        finding: "1:1 error ClusterIssuer acme: The release of cert-manager leaves the definitions out",
      },
      passes: {
        yaml: issuer("{ hostedZoneID: Z1 }"),
        stack: releases("crds: { enabled: true }"),
        complete: true,
      },
    },
    {
      finds: {
        yaml: middleware("  compress: {}\n"),
        stack: releases("crds: { enabled: true }"),
        complete: true,
        finding: "1:1 error Middleware apps/one: Nothing installs the definitions of traefik.io",
      },
      // elsewhere may be a release
      passes: { yaml: middleware("  compress: {}\n"), stack: releases("crds: { enabled: true }") },
    },
    {
      finds: {
        stack: inRelease([]),
        complete: true,
        finding:
          "cdk.tf.json:17:11 error helm_release.traefik: Objects of elbv2.k8s.aws ride in this release",
      },
      passes: { stack: inRelease(["helm_release.lbc"]), complete: true },
    },
  ],
};
