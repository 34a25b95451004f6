import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type DefinitionInput, resolve, resourceOf, small, terraformJson } from "../outputs";

const withScaling = (scaling: DefinitionInput["scaling"]) => terraformJson(resolve({ ...small, scaling }));
const karpenter = withScaling({ autoscaler: "karpenter", nodePools: { default: {} } });

test.each([
  ["1.34", "v1.34.5"],
  ["1.35", "v1.35.2"],
  ["1.36", "v1.36.1"],
] as const)("runs the cluster-autoscaler that is made for Kubernetes %s", (version, tag) => {
  const json = terraformJson(
    resolve({
      ...small,
      cluster: { ...small.cluster, version },
      nodeGroups: { system: { release: "1.61.0-0badcafe" } },
      scaling: { autoscaler: "cluster-autoscaler" },
    }),
  );
  const values = parse(resourceOf(json, "helm_release", "cluster-autoscaler").values[0]);
  expect(values.image.tag).toBe(tag);
  expect(values.autoDiscovery).toEqual({ clusterName: "test" });
});

test("tells Karpenter of everything that takes a node away", () => {
  const patterns = Object.values(karpenter.resource.aws_cloudwatch_event_rule ?? {}).map(
    ({ event_pattern }) => JSON.parse(event_pattern)["detail-type"].join(),
  );
  expect(patterns).toEqual([
    "EC2 Capacity Reservation Instance Interruption Warning",
    "AWS Health Event",
    "EC2 Instance Rebalance Recommendation",
    "EC2 Spot Instance Interruption Warning",
    "EC2 Instance State-change Notification",
  ]);
  const values = parse(resourceOf(karpenter, "helm_release", "karpenter_release").values[0]);
  expect(values.settings.interruptionQueue).toBe(resourceOf(karpenter, "aws_sqs_queue").name);
});

test("lets Karpenter's nodes join, and those of managed groups by EKS's own entries", () => {
  const linux = Object.values(karpenter.resource.aws_eks_access_entry ?? {}).filter(
    ({ type }) => type === "EC2_LINUX",
  );
  expect(linux.map(({ principal_arn }) => principal_arn)).toEqual([
    expect.stringMatching(/karpenter-resources_node-role/),
  ]);
});

test("lets the nodes' role in again when it is made anew, by an address that Terraform takes there", () => {
  const entry = resourceOf(karpenter, "aws_eks_access_entry", "node-access");
  expect(entry.lifecycle.replace_triggered_by).toEqual([
    expect.stringMatching(/^aws_iam_role\.releases_karpenter-resources_node-role[\w-]*\.unique_id$/),
  ]);
});

test("upgrades Karpenter's definitions by their own chart, before Karpenter", () => {
  const release = resourceOf(karpenter, "helm_release", "karpenter_release");
  expect(release.skip_crds).toBe(true);
  expect(release.depends_on.join()).toMatch(/karpenter-definitions/);
});

test("marks the subnets that Karpenter may use", () => {
  expect(resourceOf(karpenter, "aws_subnet", "private-euc1-az1").tags).toMatchObject({
    "karpenter.sh/discovery": "test",
  });
  expect(resourceOf(karpenter, "aws_subnet", "public-euc1-az1").tags).not.toHaveProperty(
    "karpenter.sh/discovery",
  );
});

test("has neither autoscaler unless it is asked for", () => {
  const names = Object.keys(withScaling({}).resource.helm_release ?? {});
  expect(names.filter((name) => /karpenter|autoscaler/.test(name))).toEqual([]);
});
