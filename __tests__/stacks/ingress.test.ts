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
