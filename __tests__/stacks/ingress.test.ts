import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const withIngress = (ingress: DefinitionInput["ingress"]) => terraformJson(resolve({ ...small, ingress }));
const json = withIngress({});
const traefikValues = (of: typeof json) => parse(resourceOf(of, "helm_release", "traefik").values[0]);

test("switches the PROXY protocol on at both ends, believing the load balancer's subnets only", () => {
  const groups = Object.values(json.resource.aws_lb_target_group ?? {});
  expect(groups.map((group) => group.proxy_protocol_v2)).toEqual([true, true]);
  const { web, websecure } = traefikValues(json).ports;
  expect(web.proxyProtocol.trustedIPs).toEqual(["10.0.192.0/24", "10.0.193.0/24"]);
  expect(websecure.proxyProtocol.trustedIPs).toEqual(["10.0.192.0/24", "10.0.193.0/24"]);
});

test("moves an internal load balancer, and what Traefik believes, to the private subnets", () => {
  const internal = withIngress({ scheme: "internal" });
  const { internal: isInternal, subnets } = resourceOf(internal, "aws_lb");
  expect(isInternal).toBe(true);
  expect(subnets).toEqual([
    expect.stringMatching(/private-euc1-az1/),
    expect.stringMatching(/private-euc1-az2/),
  ]);
  expect(traefikValues(internal).ports.web.proxyProtocol.trustedIPs).toEqual(["10.0.0.0/19", "10.0.32.0/19"]);
});

test("checks health by TCP: the check carries the PROXY header too", () => {
  expect(resourceOf(json, "aws_lb_target_group", "websecure").health_check).toEqual({
    port: "traffic-port",
    protocol: "TCP",
  });
});

test("binds Traefik's Service to the target groups that Terraform makes, by name", () => {
  const bindings = traefikValues(json).extraObjects;
  const names = Object.values(json.resource.aws_lb_target_group ?? {}).map((group) => group.name);
  expect(
    bindings.map((binding: { spec: { targetGroupName: string } }) => binding.spec.targetGroupName),
  ).toEqual(names);
});

test("lets the controller register targets in those groups and nowhere else", () => {
  const policy = JSON.parse(resourceOf(json, "aws_iam_role_policy", "aws-load-balancer-controller").policy);
  expect(policy.Statement[1]).toEqual({
    Effect: "Allow",
    Action: ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
    Resource: [
      "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/test-web/*",
      "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/test-websecure/*",
    ],
  });
});

test("opens the container ports from the load balancer's security group only", () => {
  expect(resourceOf(json, "aws_vpc_security_group_ingress_rule", "websecure-into-cluster")).toMatchObject({
    from_port: 8443,
    to_port: 8443,
    referenced_security_group_id: expect.stringMatching(/aws_security_group\.load-balancer/),
    security_group_id: expect.stringMatching(/vpc_config\[0\]\.cluster_security_group_id/),
  });
});

test("leads the domain and its subdomains to the load balancer", () => {
  const records = Object.values(json.resource.aws_route53_record ?? {});
  expect(records.map(({ name, type, zone_id }) => [name, type, zone_id])).toEqual([
    ["example.com", "A", "Z0123456789ABCDEFGHIJ"],
    ["*.example.com", "A", "Z0123456789ABCDEFGHIJ"],
  ]);
});

test("lets cert-manager write challenge records in the one zone, and nothing else", () => {
  const policy = JSON.parse(resourceOf(json, "aws_iam_role_policy", "cert-manager").policy);
  expect(policy.Statement).toEqual([
    { Effect: "Allow", Action: ["route53:GetChange"], Resource: ["arn:aws:route53:::change/*"] },
    {
      Effect: "Allow",
      Action: ["route53:ListResourceRecordSets"],
      Resource: ["arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"],
    },
    {
      Effect: "Allow",
      Action: ["route53:ChangeResourceRecordSets"],
      Resource: ["arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ"],
      Condition: {
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] },
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.*"],
        },
      },
    },
  ]);
});

test("switches the PROXY protocol off at both ends", () => {
  const without = withIngress({ proxyProtocol: false });
  const groups = Object.values(without.resource.aws_lb_target_group ?? {});
  expect(groups.map((group) => group.proxy_protocol_v2)).toEqual([false, false]);
  expect(traefikValues(without).ports.websecure).not.toHaveProperty("proxyProtocol");
});

const more = withIngress({
  entryPoints: { postgres: { port: 5432 }, dns: { port: 53, protocol: "udp" } },
});

test("leads further ports to entry points of their own, with a port that needs no root", () => {
  expect(traefikValues(more).ports.postgres).toMatchObject({
    exposedPort: 5432,
    port: 5432,
    proxyProtocol: { trustedIPs: ["10.0.192.0/24", "10.0.193.0/24"] },
  });
  expect(traefikValues(more).ports.dns).toEqual({
    expose: { default: true },
    exposedPort: 53,
    port: 10053,
    protocol: "UDP",
  });
  expect(resourceOf(more, "aws_lb_listener", "dns")).toMatchObject({ port: 53, protocol: "UDP" });
});

test("asks another port of the pod whether it is well, where a target group speaks UDP", () => {
  const group = resourceOf(more, "aws_lb_target_group", "dns");
  expect(group).toMatchObject({
    health_check: { port: "8443", protocol: "TCP" },
    preserve_client_ip: "true",
  });
  expect(group).not.toHaveProperty("proxy_protocol_v2");
});

const controller = terraformJson(
  resolve({ ...small, dns: { externalDns: true }, ingress: { loadBalancer: "controller" } }),
);

test("has the controller make the load balancer for Traefik's Service, and external-dns its records", () => {
  for (const type of ["aws_lb", "aws_lb_target_group", "aws_lb_listener", "aws_route53_record"]) {
    expect(controller.resource[type]).toBeUndefined();
  }
  const { service, extraObjects } = traefikValues(controller);
  expect(extraObjects).toEqual([]);
  expect(service.spec).toEqual({
    allocateLoadBalancerNodePorts: false,
    loadBalancerClass: "service.k8s.aws/nlb",
    type: "LoadBalancer",
  });
  expect(service.annotations).toEqual({
    "external-dns.alpha.kubernetes.io/hostname": "example.com,*.example.com",
    "service.beta.kubernetes.io/aws-load-balancer-attributes": "load_balancing.cross_zone.enabled=true",
    "service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol": "TCP",
    "service.beta.kubernetes.io/aws-load-balancer-manage-backend-security-group-rules": "false",
    "service.beta.kubernetes.io/aws-load-balancer-name": "test-traefik",
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
    "service.beta.kubernetes.io/aws-load-balancer-proxy-protocol": "*",
    "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
    "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes":
      "deregistration_delay.timeout_seconds=30,preserve_client_ip.enabled=false",
  });
});

test("names the controller's load balancer the security group apart, since it is unknown until apply", () => {
  expect(resourceOf(controller, "helm_release", "traefik").set).toEqual([
    {
      name: String.raw`service.annotations.service\.beta\.kubernetes\.io/aws-load-balancer-security-groups`,
      value: expect.stringMatching(/^\$\{aws_security_group\.[\w-]+\.id\}$/),
    },
  ]);
});

test("makes the hosted zone, keeps it, and says which servers it has", () => {
  const made = terraformJson(resolve({ ...small, domain: { name: "example.com", createZone: true } }));
  expect(resourceOf(made, "aws_route53_zone")).toMatchObject({
    lifecycle: { prevent_destroy: true },
    name: "example.com",
  });
  expect(Object.keys(made.output ?? {})).toEqual(expect.arrayContaining(["zone-id", "zone-name-servers"]));
  expect(resourceOf(made, "aws_route53_record", "domain-alias").zone_id).toMatch(/aws_route53_zone/);
});

test("makes a new target group and binding for what a group cannot change, beside the old ones", () => {
  const groupsOf = (of: typeof json) =>
    Object.values(of.resource.aws_lb_target_group ?? {}).map(({ name }) => name);
  expect(groupsOf(more)).toEqual(["test-dns-53-udp", "test-postgres-5432", "test-web", "test-websecure"]);
  expect(
    traefikValues(more).extraObjects.map((binding: { metadata: { name: string } }) => binding.metadata.name),
  ).toEqual(["traefik-web", "traefik-websecure", "traefik-dns-53-udp", "traefik-postgres-5432"]);
  expect(resourceOf(more, "aws_lb_target_group", "postgres").lifecycle).toEqual({
    create_before_destroy: true,
  });
});
