import type { Finding } from "../../../review/report/finding";
import type {
  AttributeChange,
  EnvironmentReport,
  ManifestReport,
  ObjectReport,
  PlanReport,
  Report,
  ResourceReport,
} from "../../../review/report/report";

export const changed = (path: AttributeChange["path"], before: unknown, after: unknown): AttributeChange => ({
  path,
  kind: "changed",
  before: { kind: "value", value: before },
  after: { kind: "value", value: after },
  forcesReplacement: false,
});

export const resource = (address: string, more: Partial<ResourceReport> = {}): ResourceReport => ({
  address,
  type: address.split(".")[0] ?? "",
  action: "update",
  origin: {},
  attributes: [],
  foldedAttributes: [],
  followers: [],
  ...more,
});

export const object = (name: string, more: Partial<ObjectReport> = {}): ObjectReport => ({
  group: "apps",
  kind: "Deployment",
  namespace: "apps",
  name,
  apiVersion: "apps/v1",
  action: "update",
  file: `services/apps/${name}.yaml`,
  origin: {},
  attributes: [changed(["spec", "replicas"], 1, 2)],
  ...more,
});

export const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  rule,
  level: "high",
  subject: "aws_eks_cluster.main",
  origin: {},
  happens: "It is replaced.",
  why: "everything in it is lost",
  fix: "Do not.",
  fingerprint: "0123456789abcdef",
  ...more,
});

export const plan = (more: Partial<PlanReport> = {}): PlanReport => ({
  source: "terraform",
  terraformVersion: "1.11.4",
  planSha256: "00",
  changes: [],
  folds: [],
  drift: [],
  outputs: [],
  counts: {},
  ...more,
});

export const manifests = (
  changes: readonly ObjectReport[],
  more: Partial<ManifestReport> = {},
): ManifestReport => ({
  changes,
  objects: 10 + changes.length,
  counts: {
    create: changes.filter(({ action }) => action === "create").length,
    update: changes.filter(({ action }) => action === "update").length,
    delete: changes.filter(({ action }) => action === "delete").length,
    rename: changes.filter(({ action }) => action === "rename").length,
  },
  folds: [],
  ...more,
});

export const reportOf = (more: Partial<EnvironmentReport> = {}): Report => ({
  version: 1,
  environments: [{ name: "prod", routing: [], notices: [], findings: [], pictures: [], ...more }],
});

/** A report in which everything occurs once. */
export const fullReport: Report = reportOf({
  revisions: { base: "main", head: "3f2a9c1" },
  plan: plan({
    counts: { create: 1, update: 40, "replace-delete-first": 1, delete: 1 },
    changes: [
      resource("aws_eks_node_group.system", {
        action: "replace-delete-first",
        because: "instance_types cannot be changed in place",
        origin: {
          construct: "prod/node-groups/system",
          source: { file: "stacks/nodes/node-group.ts", line: 40, column: 9 },
          definition: {
            file: "environments/prod.yaml",
            line: 31,
            column: 5,
            option: "nodeGroups.system.instances",
          },
        },
        attributes: [
          { ...changed(["instance_types", 0], "m7g.large", "m7g.xlarge"), forcesReplacement: true },
        ],
        foldedAttributes: [{ reason: "known after apply", count: 4 }],
        followers: ["helm_release.traefik"],
      }),
      resource("helm_release.traefik", {
        attributes: [
          { ...changed(["values", 0, "deployment", "replicas"], 2, 3), format: "yaml" },
          { ...changed(["values", 0, "notes"], "a\nb\nc", "a\nB\nc"), format: "text" },
          {
            path: ["values", 0, "token"],
            kind: "changed",
            before: { kind: "sensitive", ordinal: 1 },
            after: { kind: "sensitive", ordinal: 2 },
            forcesReplacement: false,
          },
        ],
      }),
      resource("aws_s3_bucket.logs", { action: "delete", because: "it is no longer in the configuration" }),
    ],
    folds: [{ kind: "tags", text: "tags.CostCentre: a → b", addresses: ["aws_vpc.main", "aws_subnet.a"] }],
    drift: [
      {
        address: "aws_eks_node_group.other",
        type: "aws_eks_node_group",
        origin: {},
        attributes: [changed(["scaling_config", 0, "desired_size"], 3, 9)],
        fate: "reverted",
      },
    ],
    outputs: [
      {
        name: "cluster",
        action: "update",
        before: { kind: "value", value: "a" },
        after: { kind: "unknown" },
      },
    ],
  }),
  manifests: manifests(
    [
      object("whoami", { action: "create", attributes: [] }),
      object("whoami2"),
      object("old", { action: "delete", attributes: [] }),
      object("new", {
        action: "rename",
        renamedFrom: { group: "apps", kind: "Deployment", namespace: "apps", name: "former" },
      }),
    ],
    { folds: [{ text: "image a:1 → a:2", objects: ["Deployment apps/a", "Deployment apps/b"] }] },
  ),
  routing: [
    {
      request: "https://whoami.example.com/",
      before: "service apps/whoami-v1 90 %, apps/whoami-v2 10 %",
      after: "service apps/whoami-v1 50 %, apps/whoami-v2 50 %",
      middlewares: { added: ["apps/whoami-rate-limit"], removed: ["apps/whoami-auth"] },
    },
  ],
  notices: [{ kind: "incomplete", text: "The plan is of a part only (-target)." }],
  findings: [
    finding("EKS-LIFE-001", {
      level: "stop",
      origin: { source: { file: "stacks/cluster.ts", line: 4, column: 2 } },
    }),
    finding("EKS-NET-001", { acknowledged: { reason: "a test cluster", expires: "2027-01-31" } }),
    finding("CKV_AWS_1", { level: "note", tool: "checkov", why: "" }),
  ],
  pictures: [
    {
      kind: "routes",
      title: "Routes that change",
      nodes: [
        { id: "h", label: "whoami.example.com", group: "host", change: "none" },
        {
          id: "r",
          label: "apps/whoami",
          detail: "Host(`whoami.example.com`)",
          group: "router",
          change: "update",
        },
        { id: "m1", label: "apps/whoami-rate-limit", group: "middleware", change: "create" },
        { id: "m2", label: "apps/whoami-retries", group: "middleware", change: "none" },
        { id: "s", label: "apps/whoami-v1", group: "service", change: "none" },
      ],
      edges: [
        { from: "h", to: "r" },
        { from: "r", to: "m1" },
        { from: "m1", to: "m2" },
        { from: "m2", to: "s", label: "90 % → 50 %" },
        { from: "r", to: "s" },
      ],
    },
  ],
});
