import { attribute, itemsAt, numberAt, same, textAt, textsAt } from "../plan/attribute";
import { type PlanChange, Unknown } from "../plan/change";
import {
  becauseOf,
  changesOf,
  counted,
  edit,
  isDestroyed,
  isOnBothSides,
  isReplaced,
  listed,
  resourcesOf,
} from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const groupEmptied: Rule = {
  id: "EKS-NODE-001",
  title: "a node group goes to nothing, or below what runs",
  level: "stop",
  why: "pods that find no other node stop running",
  fix: "Move the workloads first, then shrink the group.",
  find: (context) =>
    groups(context).flatMap((change): RuleFinding[] => {
      const before = sizes(change.before);
      const after = sizes(change.after);
      const running = before.desired ?? 0;
      const max = edit(change, "scaling_config.max_size");
      if (max !== undefined && after.max !== undefined && after.max < running) {
        return [
          {
            subject: change.address,
            happens: `${counted(running, "node")} run, and at most ${after.max} may.`,
            about: ["max", after.max],
          },
        ];
      }
      if (running > 0 && (after.desired === 0 || after.max === 0)) {
        return [
          {
            subject: change.address,
            happens: `It goes from ${counted(running, "node")} to none.`,
            about: "none",
          },
        ];
      }
      return [];
    }),
};

export const allGroupsReplaced: Rule = {
  id: "EKS-NODE-002",
  title: "all node groups are replaced or deleted at once",
  level: "stop",
  why: "every pod moves in one deploy, and nothing is left to go back to",
  fix: "Replace one group at a time, each in its own deploy.",
  find: (context) => {
    const had = resourcesOf(context, "aws_eks_node_group").filter(({ action }) => action !== "create");
    const [first] = had;
    if (first === undefined || !had.every(isDestroyed)) return [];
    // told with the cluster
    if (resourcesOf(context, "aws_eks_cluster").some(isDestroyed)) return [];
    return [
      {
        subject: first.address,
        happens: `${had.length === 1 ? "The only node group" : `All ${had.length} node groups`} ${had.length === 1 ? "goes" : "go"}: ${listed(had.map((change) => `${change.address}${becauseOf(change)}`))}.`,
        about: had.map(({ address }) => address),
      },
    ];
  },
};

export const machines: Rule = {
  id: "EKS-NODE-003",
  title: "a node group gets other machines, another image or other subnets",
  level: "high",
  why: "pods have to fit and run on what is new, in the zones where their volumes are",
  fix: "Check architecture, sizes and zones against what the pods ask for.",
  find: (context) => [
    ...groups(context).flatMap((change) =>
      attributeFindings(change, ["instance_types", "ami_type", "subnet_ids"]),
    ),
    ...changesOf(context, "aws_launch_template")
      .filter(isOnBothSides)
      .flatMap((change) => attributeFindings(change, ["instance_type", "image_id"])),
  ],
};

export const spot: Rule = {
  id: "EKS-NODE-004",
  title: "a node group goes to Spot",
  level: "high",
  why: "its nodes may be taken away with two minutes' notice",
  fix: "Check that what runs there has more than one replica and stops in two minutes.",
  find: (context) =>
    groups(context).flatMap((change): RuleFinding[] => {
      const value = edit(change, "capacity_type");
      return value?.after === "SPOT"
        ? [
            {
              subject: change.address,
              happens: `Its capacity goes from ${value.before ?? "ON_DEMAND"} to SPOT.`,
              about: "SPOT",
            },
          ]
        : [];
    }),
};

export const placement: Rule = {
  id: "EKS-NODE-005",
  title: "labels or taints change that pods may select on",
  level: "high",
  why: "pods that ask for a label, or do not tolerate a taint, stay pending",
  fix: "Check nodeSelector, affinity and tolerations of what runs there, charts included.",
  find: (context) =>
    groups(context).flatMap((change): RuleFinding[] => {
      const labels = lostLabels(change);
      const taints = newTaints(change);
      if (labels.length + taints.length === 0) return [];
      const said = [
        ...(labels.length === 0 ? [] : [`${listed(labels)} ${labels.length === 1 ? "is" : "are"} gone`]),
        ...(taints.length === 0 ? [] : [`${listed(taints)} ${taints.length === 1 ? "is" : "are"} new`]),
      ];
      return [
        { subject: change.address, happens: `${capital(said.join(", and "))}.`, about: [labels, taints] },
      ];
    }),
};

export const fewerNodes: Rule = {
  id: "EKS-NODE-006",
  title: "a node group may have fewer nodes",
  level: "high",
  why: "nodes are drained, and there may be no place for their pods",
  fix: "Check what the pods ask for in sum, with one zone away.",
  find: (context) =>
    groups(context).flatMap((change): RuleFinding[] => {
      const said = (["min_size", "desired_size"] as const).flatMap((name) => {
        const [before, after] = [change.before, change.after].map((side) =>
          numberAt(side, `scaling_config.${name}`),
        );
        return before !== undefined && after !== undefined && after < before && after > 0
          ? [`${name} goes from ${before} to ${after}`]
          : before !== undefined && after === 0 && name === "min_size" && before > 0
            ? [`${name} goes from ${before} to 0`]
            : [];
      });
      return said.length === 0
        ? []
        : [{ subject: change.address, happens: `${capital(listed(said))}.`, about: said }];
    }),
};

export const metadataService: Rule = {
  id: "EKS-NODE-007",
  title: "pods get nearer to the credentials of their node",
  level: "high",
  why: "a pod that reaches the metadata service has the node's role",
  fix: "Keep http_tokens required and a hop limit of 1.",
  find: (context) =>
    changesOf(context, "aws_launch_template").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const tokens = edit(change, "metadata_options.http_tokens");
      const [before, after] = [change.before, change.after].map((side) =>
        numberAt(side, "metadata_options.http_put_response_hop_limit"),
      );
      const said = [
        ...(tokens?.before === "required" && tokens.after !== "required"
          ? ["http_tokens is no longer required"]
          : []),
        ...(before !== undefined && after !== undefined && after > before
          ? [`http_put_response_hop_limit goes from ${before} to ${after}`]
          : []),
      ];
      return said.length === 0
        ? []
        : [{ subject: change.address, happens: `${capital(listed(said))}.`, about: said }];
    }),
};

export const disk: Rule = {
  id: "EKS-NODE-008",
  title: "nodes get smaller disks, or disks that are not encrypted",
  level: "high",
  why: "images and logs no longer fit, and pods are evicted; or data lies in clear",
  fix: "Check what nodes use of their disks now.",
  find: (context) => [
    ...groups(context).flatMap((change) =>
      smaller(change, change.before, change.after, "disk_size", "The disk"),
    ),
    ...changesOf(context, "aws_launch_template").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const after = new Map(
        itemsAt(change.after, "block_device_mappings").map((item) => [textAt(item, "device_name"), item]),
      );
      return itemsAt(change.before, "block_device_mappings").flatMap((item): RuleFinding[] => {
        const name = textAt(item, "device_name") ?? "a disk";
        const other = after.get(textAt(item, "device_name"));
        if (other === undefined) return [];
        const clear =
          String(attribute(item, "ebs.encrypted")) === "true" &&
          String(attribute(other, "ebs.encrypted")) === "false";
        return [
          ...smaller(change, item, other, "ebs.volume_size", name),
          ...(clear
            ? [
                {
                  subject: change.address,
                  happens: `${name} is no longer encrypted.`,
                  about: [name, "clear"],
                },
              ]
            : []),
        ];
      });
    }),
  ],
};

export const scalingReverted: Rule = {
  id: "EKS-NODE-009",
  title: "the size that something else gave a node group is set back",
  level: "high",
  why: "an autoscaler, or somebody in a hurry, set it for a reason",
  fix: 'Leave the size to the autoscaler with ignoreChanges: ["scaling_config[0].desired_size"].',
  find: (context) =>
    (context.plan?.drift ?? []).flatMap((drift): RuleFinding[] => {
      if (drift.type !== "aws_eks_node_group") return [];
      const was = numberAt(drift.before, "scaling_config.desired_size");
      const is = numberAt(drift.after, "scaling_config.desired_size");
      const change = changesOf(context, "aws_eks_node_group").find(
        ({ address }) => address === drift.address,
      );
      const willBe = numberAt(change?.after, "scaling_config.desired_size");
      if (was === undefined || is === undefined || was === is || willBe === undefined || willBe === is)
        return [];
      return [
        {
          subject: drift.address,
          happens: `It was scaled from ${was} to ${is} outside of Terraform, and this plan sets ${willBe}.`,
          about: "desired_size",
        },
      ];
    }),
};

export const otherNodes: Rule = {
  id: "EKS-NODE-010",
  title: "a node group grows, or rolls to another release",
  level: "note",
  why: "more nodes cost more, and a new release drains one node after another",
  fix: "Check the price, and that pods survive the drain.",
  find: (context) =>
    groups(context).flatMap((change): RuleFinding[] => {
      if (isReplaced(change)) return [];
      const said = [
        ...(["min_size", "desired_size", "max_size"] as const).flatMap((name) => {
          const [before, after] = [change.before, change.after].map((side) =>
            numberAt(side, `scaling_config.${name}`),
          );
          return before !== undefined && after !== undefined && after > before
            ? [`${name} goes from ${before} to ${after}`]
            : [];
        }),
        ...["version", "release_version", "update_config", "launch_template.version"].flatMap((path) => {
          const value = edit(change, path);
          return value === undefined ? [] : [`${path} changes`];
        }),
      ];
      return said.length === 0
        ? []
        : [{ subject: change.address, happens: `${capital(listed(said))}.`, about: said }];
    }),
};

// --- internal ---

const groups = (context: RuleContext): readonly PlanChange[] =>
  changesOf(context, "aws_eks_node_group").filter(isOnBothSides);

const sizes = (side: unknown) => ({
  desired: numberAt(side, "scaling_config.desired_size"),
  max: numberAt(side, "scaling_config.max_size"),
});

/** Sets of texts or single ones that differ, in words. */
function attributeFindings(change: PlanChange, paths: readonly string[]): readonly RuleFinding[] {
  return paths.flatMap((path): RuleFinding[] => {
    const [before, after] = [attribute(change.before, path), attribute(change.after, path)];
    if (before === undefined || after === undefined || after instanceof Unknown) return [];
    const [had, has] = [textsAt(change.before, path), textsAt(change.after, path)];
    const unknown = itemsAt(change.after, path).filter((item) => item instanceof Unknown).length;
    if (same(had, has) && unknown === 0) return [];
    const now = [...has, ...(unknown > 0 ? [`${unknown} known after apply`] : [])];
    return [
      {
        subject: change.address,
        happens: `${path} ${had.length === 1 && now.length === 1 ? "goes" : "go"} from ${listed(had)} to ${listed(now)}.`,
        about: [path, has, unknown],
      },
    ];
  });
}

function lostLabels(change: PlanChange): readonly string[] {
  const [before, after] = [attribute(change.before, "labels"), attribute(change.after, "labels")];
  if (after instanceof Unknown || typeof before !== "object" || before === null) return [];
  const has = (typeof after === "object" && after !== null ? after : {}) as Readonly<Record<string, unknown>>;
  return Object.entries(before)
    .filter(
      ([name, value]) => typeof value === "string" && has[name] !== value && !(has[name] instanceof Unknown),
    )
    .map(([name, value]) => `label ${name}=${value}`)
    .sort();
}

function newTaints(change: PlanChange): readonly string[] {
  const said = (side: unknown) =>
    itemsAt(side, "taint").map(
      (taint) => `taint ${textAt(taint, "key")}=${textAt(taint, "value") ?? ""}:${textAt(taint, "effect")}`,
    );
  const before = said(change.before);
  return said(change.after)
    .filter((taint) => !before.includes(taint))
    .sort();
}

function smaller(
  change: PlanChange,
  before: unknown,
  after: unknown,
  path: string,
  name: string,
): readonly RuleFinding[] {
  const [one, other] = [numberAt(before, path), numberAt(after, path)];
  if (one === undefined || other === undefined || other >= one || other === 0) return [];
  return [
    { subject: change.address, happens: `${name} goes from ${one} to ${other} GiB.`, about: [name, other] },
  ];
}

/** The first word in upper case, unless it is the name of an attribute. */
const capital = (text: string): string =>
  /^\w*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
