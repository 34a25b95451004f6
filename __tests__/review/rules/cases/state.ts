import {
  type Cases,
  change,
  context,
  create,
  keep,
  plan,
  planned,
  remove,
  unknown,
  update,
} from "../context";

const backend = (attributes: Readonly<Record<string, unknown>>) => ({
  backend: { s3: attributes },
  resources: new Map(),
});

const group = (desired: number) => ({ scaling_config: [{ desired_size: desired }] });
const drift = (address: string, before: object, after: object | undefined) =>
  change(address, "update", before as never, after as never);

export const state: Readonly<Record<string, Cases>> = {
  "EKS-STATE-001": {
    fires: [
      {
        name: "an errored plan",
        context: planned([], { errored: true }),
        finds: ["stop plan: Planning ended with an error."],
      },
    ],
    quiet: [{ name: "a plan with nothing to do", context: planned([], { applyable: false }) }],
  },
  "EKS-STATE-002": {
    fires: [
      {
        name: "another bucket, and no lock",
        context: context({
          stacks: {
            before: backend({ bucket: "a", key: "k", use_lockfile: true }),
            after: backend({ bucket: "b", key: "k" }),
          },
        }),
        finds: ["stop terraform.backend: s3.bucket and s3.use_lockfile change."],
      },
    ],
    quiet: [
      {
        name: "the same one, written in another order",
        context: context({
          stacks: { before: backend({ bucket: "a", key: "k" }), after: backend({ key: "k", bucket: "a" }) },
        }),
      },
      { name: "a new environment", context: context({ stacks: { after: backend({ bucket: "a" }) } }) },
    ],
  },
  "EKS-STATE-003": {
    fires: [
      {
        name: "a check that fails, and one that ends in an error",
        context: planned([], {
          checks: [
            { address: "check.health", status: "fail", messages: ["It answers 500."] },
            { address: "check.other", status: "error", messages: [] },
          ],
        }),
        finds: ["high check.health: It fails: It answers 500.", "high check.other: It cannot be evaluated."],
      },
    ],
    quiet: [
      {
        name: "checks that pass or wait",
        context: planned([], {
          checks: [
            { address: "check.a", status: "pass", messages: [] },
            { address: "check.b", status: "unknown", messages: [] },
          ],
        }),
      },
    ],
  },
  "EKS-STATE-004": {
    fires: [
      {
        name: "a size is set back",
        context: planned([update("aws_eks_node_group.a", group(9), group(3))], {
          drift: [drift("aws_eks_node_group.a", group(3), group(9))],
        }),
        finds: [
          "high aws_eks_node_group.a: scaling_config was changed outside of Terraform, and this plan sets it back.",
        ],
      },
    ],
    quiet: [
      {
        name: "a size is kept",
        context: planned([keep("aws_eks_node_group.a", group(9))], {
          drift: [drift("aws_eks_node_group.a", group(3), group(9))],
        }),
      },
    ],
  },
  "EKS-STATE-005": {
    fires: [
      {
        name: "a parameter is created again",
        context: planned([create("aws_ssm_parameter.a")], {
          drift: [change("aws_ssm_parameter.a", "delete", {}, undefined)],
        }),
        finds: ["high aws_ssm_parameter.a: It was deleted outside of Terraform, and is created again."],
      },
    ],
    quiet: [
      {
        name: "it goes from the code too",
        context: planned([], { drift: [change("aws_ssm_parameter.a", "delete", {}, undefined)] }),
      },
    ],
  },
  "EKS-STATE-006": {
    fires: [
      {
        name: "a plan with -target",
        context: planned([], { complete: false }),
        finds: ["high plan: The plan is limited to a part (-target), or puts changes off."],
      },
    ],
    quiet: [{ name: "a plan that failed", context: planned([], { complete: false, errored: true }) }],
  },
  "EKS-STATE-007": {
    fires: [
      {
        name: "two that wait",
        context: planned([], {
          checks: ["check.a", "check.b"].map((address) => ({ address, status: "unknown", messages: [] })),
        }),
        finds: ["high plan: check.a and check.b can only be evaluated after apply."],
      },
    ],
    quiet: [
      {
        name: "one that passes",
        context: planned([], { checks: [{ address: "check.a", status: "pass", messages: [] }] }),
      },
    ],
  },
  "EKS-STATE-008": {
    fires: [
      {
        name: "what nobody sets back",
        context: planned([keep("aws_eks_node_group.a", group(9))], {
          drift: [drift("aws_eks_node_group.a", group(3), group(9))],
        }),
        finds: ["note aws_eks_node_group.a: scaling_config was changed outside of Terraform, and stays so."],
      },
    ],
    quiet: [
      {
        name: "what goes anyway",
        context: planned([remove("aws_eks_node_group.a", group(9))], {
          drift: [drift("aws_eks_node_group.a", group(3), group(9))],
        }),
      },
    ],
  },
  "EKS-STATE-009": {
    fires: [
      {
        name: "a version that is only known after apply",
        context: planned([
          update("aws_eks_cluster.a", { version: "1.35" }, { version: unknown }),
          update("aws_s3_bucket.a", { force_destroy: false }, { force_destroy: unknown }),
        ]),
        finds: [
          "high aws_eks_cluster.a: What version becomes cannot be judged.",
          "high aws_s3_bucket.a: What force_destroy becomes cannot be judged.",
        ],
      },
    ],
    quiet: [
      {
        name: "a new cluster, and what the provider chooses by itself",
        context: context({
          plan: plan(
            [
              create("aws_eks_cluster.a", { version: unknown }),
              update("aws_eks_node_group.a", { ami_type: "A" }, { ami_type: unknown }),
            ],
            { configured: new Map([["aws_eks_node_group.a", new Set(["cluster_name"])]]) },
          ),
        }),
      },
    ],
  },
  "EKS-STATE-010": {
    fires: [
      {
        name: "a change that waits for a provider",
        context: planned([create("aws_ssm_parameter.a", {}, { deferred: "provider_config_unknown" })]),
        finds: ["high aws_ssm_parameter.a: It is put off (provider_config_unknown)."],
      },
    ],
    quiet: [{ name: "a change that does not", context: planned([create("aws_ssm_parameter.a")]) }],
  },
};
