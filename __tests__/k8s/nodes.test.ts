import { expect, test } from "@jest/globals";
import { samplePlatform } from "../platform/sample";
import { allObjects, find } from "./manifests";

const objects = allObjects(
  samplePlatform({
    scaling: {
      autoscaler: "karpenter",
      nodePools: {
        batch: {
          architectures: ["x86-64", "arm64"],
          capacity: ["spot", "on-demand"],
          labels: { role: "batch" },
          taints: [{ key: "dedicated", value: "batch" }],
        },
      },
    },
  }),
);

test("lets Karpenter choose among the node pool's instance types, in the network's zones", () => {
  expect(find(objects, "NodePool", "batch").spec).toEqual({
    template: {
      metadata: { labels: { role: "batch" } },
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "batch" },
        requirements: [
          { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
          { key: "kubernetes.io/arch", operator: "In", values: ["arm64", "amd64"] },
          { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand", "spot"] },
          { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"] },
          { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["4"] },
          { key: "topology.k8s.aws/zone-id", operator: "In", values: ["euc1-az1", "euc1-az2"] },
        ],
        taints: [{ key: "dedicated", value: "batch", effect: "NoSchedule" }],
        expireAfter: "336h",
      },
    },
    limits: { cpu: 64, memory: "256Gi" },
    disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: "1m" },
  });
});

test("makes Karpenter's nodes as hard as those of the managed groups, of a pinned image", () => {
  expect(find(objects, "EC2NodeClass", "batch").spec).toMatchObject({
    instanceProfile: "test-karpenter-node",
    amiSelectorTerms: [{ alias: "bottlerocket@v1.58.0" }],
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { encrypted: true, volumeType: "gp3" } },
      { deviceName: "/dev/xvdb", ebs: { encrypted: true, volumeSize: "50Gi" } },
    ],
    securityGroupSelectorTerms: [{ tags: { "kubernetes.io/cluster/test": "owned" } }],
    subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "test" } }],
  });
});

test("encrypts the volumes of claims that name no class", () => {
  const { metadata, ...rest } = find(objects, "StorageClass", "gp3");
  expect(metadata).toMatchObject({ annotations: { "storageclass.kubernetes.io/is-default-class": "true" } });
  expect(rest).toMatchObject({
    parameters: { encrypted: "true", type: "gp3" },
    provisioner: "ebs.csi.aws.com",
  });
});

test("has no storage class without the driver", () => {
  const without = allObjects(samplePlatform({ addOns: { ebsCsiDriver: false } }));
  expect(without.filter(({ kind }) => kind === "StorageClass")).toEqual([]);
});
