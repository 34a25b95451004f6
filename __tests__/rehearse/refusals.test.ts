// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Terraform's references
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type AttachedProviders, attachProviders } from "../../rehearse/protocol/attach";
import { openScratch } from "../../rehearse/scratch";
import { readStack } from "../../rehearse/stack/stack";
import { terraformEnvironment } from "../../rehearse/terraform/environment";
import { runTerraform } from "../../rehearse/terraform/run";
import { root } from "./bindings";
import { withTerraform } from "./with-terraform";

// biome-ignore lint/suspicious/noExplicitAny: each case breaks another part of it
type Json = any;

/** A stack in which nothing is wrong. */
const sound = (): Json => ({
  terraform: {
    required_providers: { aws: { source: "hashicorp/aws" }, helm: { source: "hashicorp/helm" } },
  },
  provider: {
    aws: [{ region: "eu-central-1" }],
    helm: [
      {
        kubernetes: {
          host: "${aws_eks_cluster.main.endpoint}",
          cluster_ca_certificate: "${base64decode(aws_eks_cluster.main.certificate_authority[0].data)}",
          exec: { api_version: "client.authentication.k8s.io/v1beta1", command: "aws" },
        },
      },
    ],
  },
  resource: {
    aws_vpc: { main: { cidr_block: "10.0.0.0/16" } },
    aws_subnet: {
      main: { vpc_id: "${aws_vpc.main.id}", cidr_block: "${cidrsubnet(aws_vpc.main.cidr_block, 8, 1)}" },
    },
    aws_security_group: { main: { name: "main", vpc_id: "${aws_vpc.main.id}" } },
    aws_eks_cluster: {
      main: {
        name: "main",
        role_arn: "arn:aws:iam::111122223333:role/main",
        vpc_config: { subnet_ids: ["${aws_subnet.main.id}"] },
      },
    },
    aws_lb_listener: {
      main: {
        load_balancer_arn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/net/a/b",
        default_action: [{ type: "authenticate-oidc" }],
      },
    },
    helm_release: {
      main: { name: "main", chart: "main", set: [{ name: "vpcId", value: "${aws_vpc.main.id}" }] },
    },
  },
  output: { endpoint: { value: "${aws_eks_cluster.main.endpoint}" } },
});

interface Case {
  readonly name: string;
  /** The first command that refuses. */
  readonly refusedBy: "validate" | "plan";
  readonly breakIt: (stack: Json) => void;
  /** Terraform's own words. */
  readonly message: RegExp;
}

const oidc = {
  type: "authenticate-oidc",
  authenticate_oidc: {
    authorization_endpoint: "https://x",
    client_id: "x",
    client_secret: "x",
    issuer: "https://x",
    token_endpoint: "https://x",
    user_info_endpoint: "https://x",
  },
};

const cases: readonly Case[] = [
  {
    name: "a reference to an attribute that does not exist",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.output.endpoint.value = "${aws_eks_cluster.main.nope}";
    },
    message: /This object has no argument, nested block, or exported attribute named "nope"/,
  },
  {
    name: "a reference into a list without its index",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.provider.helm[0].kubernetes.cluster_ca_certificate =
        "${base64decode(aws_eks_cluster.main.certificate_authority.data)}";
    },
    message:
      /Can't access attributes on a list of objects\. Did you mean to access attribute "data" for a specific element/,
  },
  {
    name: "a reference to a resource that is not declared",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_subnet.main.vpc_id = "${aws_vpc.other.id}";
    },
    message: /A managed resource "aws_vpc" "other" has not been declared/,
  },
  {
    name: "two resources that need each other",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.tags = { Group: "${aws_security_group.main.id}" };
    },
    message: /Cycle: .*aws_security_group\.main/,
  },
  {
    name: "a cycle through depends_on and a provider's configuration",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_eks_cluster.main.depends_on = ["helm_release.main"];
    },
    message: /Cycle: .*provider\["registry\.terraform\.io\/hashicorp\/helm"\]/,
  },
  {
    name: "a resource that refers to itself",
    refusedBy: "plan",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.tags = { Self: "${aws_vpc.main.id}" };
    },
    message: /Self-referential block|Cycle: aws_vpc\.main/,
  },
  {
    name: "a missing argument",
    refusedBy: "validate",
    breakIt: (stack) => {
      delete stack.resource.aws_subnet.main.vpc_id;
    },
    message: /The argument "vpc_id" is required, but no definition was found/,
  },
  {
    name: "a missing argument in a block",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_eks_cluster.main.vpc_config = { endpoint_public_access: true };
    },
    message: /The argument "subnet_ids" is required, but no definition was found/,
  },
  {
    name: "a missing block",
    refusedBy: "validate",
    breakIt: (stack) => {
      delete stack.resource.aws_eks_cluster.main.vpc_config;
    },
    message: /At least 1 "vpc_config" blocks are required|Insufficient vpc_config blocks/,
  },
  {
    name: "two blocks where one is allowed",
    refusedBy: "validate",
    breakIt: ({ resource }) => {
      const { vpc_config: config } = resource.aws_eks_cluster.main;
      resource.aws_eks_cluster.main.vpc_config = [config, config];
    },
    message: /No more than 1 "vpc_config" blocks are allowed|Too many vpc_config blocks/,
  },
  {
    name: "an unknown argument",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.cidr = "10.0.0.0/16";
    },
    message: /No argument or block type is named "cidr"/,
  },
  {
    name: "an unknown argument in a block",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_eks_cluster.main.vpc_config.subnets = [];
    },
    message: /No argument or block type is named "subnets"/,
  },
  {
    name: "an unknown argument of a provider",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.provider.aws[0].zone = "a";
    },
    message: /No argument or block type is named "zone"/,
  },
  {
    name: "an unknown resource type",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vcp = { main: {} };
    },
    message: /The provider hashicorp\/aws does not support resource type "aws_vcp"/,
  },
  {
    name: "an unknown data source",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.data = { aws_reigon: { main: {} } };
    },
    message: /The provider hashicorp\/aws does not support data source "aws_reigon"/,
  },
  {
    name: "a string for a set",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_eks_cluster.main.enabled_cluster_log_types = "api";
    },
    message: /Inappropriate value for attribute "enabled_cluster_log_types": set of string required/,
  },
  {
    name: "a word for a number",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.helm_release.main.timeout = "long";
    },
    message: /Inappropriate value for attribute "timeout": a number is required/,
  },
  {
    name: "a word for true or false",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.enable_dns_support = "yes";
    },
    message: /Inappropriate value for attribute "enable_dns_support": a bool is required/,
  },
  {
    name: "an object for a string",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.cidr_block = { cidr: "10.0.0.0/16" };
    },
    message: /Inappropriate value for attribute "cidr_block": string required/,
  },
  {
    name: "a list of objects for a string",
    refusedBy: "plan",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.cidr_block = "${aws_eks_cluster.main.certificate_authority}";
      stack.resource.aws_subnet.main.cidr_block = "10.0.1.0/24";
      stack.resource.aws_subnet.main.vpc_id = "vpc-1";
    },
    message: /Inappropriate value for attribute "cidr_block": string required/,
  },
  {
    name: "a Helm provider's blocks of version 2",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.provider.helm[0].kubernetes = [stack.provider.helm[0].kubernetes];
    },
    message: /Inappropriate value for attribute "kubernetes": object required/,
  },
  {
    name: "a Helm release's values of version 2",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.helm_release.main.set = { name: "a", value: "b" };
    },
    message: /Inappropriate value for attribute "set": list of object required/,
  },
  {
    name: "a nested attribute without what it requires",
    refusedBy: "validate",
    breakIt: (stack) => {
      delete stack.provider.helm[0].kubernetes.exec.api_version;
    },
    message: /attribute "exec": attribute "api_version" is required/,
  },
  {
    name: "an object of a security group's rule that lacks members",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_security_group.main.ingress = [{ from_port: 80, to_port: 80, protocol: "tcp" }];
    },
    message: /element 0: attributes "cidr_blocks", "description", .* are required/,
  },
  {
    name: "an alias that no provider has",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.provider = "aws.frankfurt";
    },
    message: /provider\["registry\.terraform\.io\/hashicorp\/aws"\]\.frankfurt is required/,
  },
  {
    name: "a function that does not exist",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.output.endpoint.value = "${cidrsubnets2(aws_vpc.main.cidr_block)}";
    },
    message: /There is no function named "cidrsubnets2"/,
  },
  {
    name: "a function with a value that it cannot take",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_subnet.main.cidr_block = '${cidrsubnet("10.0.0.0/99", 8, 1)}';
    },
    message: /invalid CIDR address: 10\.0\.0\.0\/99|invalid CIDR expression/,
  },
  {
    name: "a count that is not known",
    refusedBy: "plan",
    breakIt: (stack) => {
      stack.resource.aws_subnet.main.count = "${length(aws_eks_cluster.main.endpoint)}";
      stack.resource.aws_eks_cluster.main.vpc_config.subnet_ids = ["subnet-1"];
    },
    message: /The "count" value depends on resource attributes that cannot be determined until apply/,
  },
  {
    name: "an exception for an attribute that does not exist",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.lifecycle = { ignore_changes: ["cidr"] };
    },
    message: /This object has no argument, nested block, or exported attribute named "cidr"/,
  },
  {
    name: "a value for what the provider alone decides",
    refusedBy: "validate",
    breakIt: (stack) => {
      stack.resource.aws_vpc.main.arn = "arn:aws:ec2:eu-central-1:111122223333:vpc/a";
    },
    message: /Can't configure a value for "arn": the provider decides it/,
  },
  {
    name: "a secret in an output that is not marked sensitive",
    refusedBy: "plan",
    breakIt: (stack) => {
      stack.resource.aws_lb_listener.main.default_action = [oidc];
      stack.output.secret = {
        value: "${aws_lb_listener.main.default_action[0].authenticate_oidc[0].client_secret}",
      };
    },
    message: /Output refers to sensitive values/,
  },
];

withTerraform("refusal of broken stacks", (terraform) => {
  const scratch = openScratch();
  let providers: AttachedProviders;
  let ours: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const folder = write("all", sound());
    const { providers: required, types } = readStack(folder);
    providers = await attachProviders(required, root, () => types);
    ours = terraformEnvironment(process.env, providers, scratch.terraformConfiguration);
  });
  afterAll(() => {
    providers.stop();
    scratch.remove();
  });

  function write(name: string, stack: Json): string {
    const folder = scratch.folder(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(stack, undefined, 2));
    return folder;
  }

  const run = (command: string, directory: string) =>
    runTerraform(terraform, [command, "-no-color"], {
      directory,
      env: ours,
      signal: new AbortController().signal,
    });

  test("accepts the stack that the others are made from", async () => {
    const folder = write("sound", sound());
    expect(await run("validate", folder)).toMatchObject({ status: 0, stderr: "" });
    expect(await run("plan", folder)).toMatchObject({ status: 0, stderr: "" });
  });

  test.concurrent.each(cases)("refuses $name", async ({ name, refusedBy, breakIt, message }) => {
    const stack = sound();
    breakIt(stack);
    const folder = write(name.replaceAll(/\W+/g, "-"), stack);
    const validated = await run("validate", folder);
    const refused = refusedBy === "validate" ? validated : await run("plan", folder);
    if (refusedBy === "plan") expect(validated.status).toBe(0);
    expect(refused.status).toBe(1);
    // without the breaks of its lines
    expect(refused.stderr.replaceAll(/\s+/g, " ")).toMatch(message);
  });
});
