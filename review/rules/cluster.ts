import { aboutOpening, whom } from "../exposure/difference";
import { attribute, numberAt, textAt, textsAt } from "../plan/attribute";
import type { PlanChange } from "../plan/change";
import {
  changesOf,
  counted,
  edit,
  isDestroyed,
  isOnBothSides,
  isReplaced,
  listed,
  resourcesOf,
} from "./changes";
import { opened } from "./network";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const clusterLost: Rule = {
  id: "EKS-CLUSTER-001",
  title: "the cluster is deleted or replaced",
  level: "stop",
  why: "everything that runs in it goes with it, and Terraform can no longer uninstall what it installed",
  fix: "Undo what forces it, or build the new cluster beside the old one and move over.",
  find: (context) =>
    changesOf(context, "aws_eks_cluster")
      .filter(isDestroyed)
      .map((change) => {
        const releases = resourcesOf(context, "helm_release").filter(({ action }) => action !== "create");
        const names = releases.map(({ address, before }) => textAt(before, "name") ?? address).sort();
        const objects = context.present?.length ?? 0;
        const lost = [
          ...(names.length === 0 ? [] : [`${counted(names.length, "Helm release")} (${listed(names, 12)})`]),
          ...(objects === 0 ? [] : [counted(objects, "Kubernetes object")]),
        ];
        const paths = [...new Set(change.replacePaths.map((path) => path.join(".")))].sort();
        return {
          subject: change.address,
          happens: `The cluster is ${isReplaced(change) ? "replaced" : "deleted"}${paths.length > 0 ? ` because of ${listed(paths)}` : ""}${lost.length > 0 ? `, and with it go ${listed(lost)}` : ""}.`,
          about: [change.action, paths],
        };
      }),
};

export const versionLeap: Rule = {
  id: "EKS-CLUSTER-002",
  title: "the cluster's version goes back, or up by more than one minor",
  level: "stop",
  why: "EKS takes neither step in place, so the apply stops half way or the cluster is replaced",
  fix: "Go up one minor version at a time.",
  find: (context) =>
    versions(context).flatMap(({ change, before, after, steps }) =>
      steps === 1
        ? []
        : [versionFinding(change, before, after, steps < 0 ? "back" : `up ${steps} minor versions`)],
    ),
};

export const versionStep: Rule = {
  id: "EKS-CLUSTER-003",
  title: "the cluster goes up one minor version",
  level: "high",
  why: "it cannot go back, and APIs that the new version dropped stop working",
  fix: "Check add-ons, charts and API versions in the manifests against it before, and update node groups after.",
  find: (context) =>
    versions(context).flatMap(({ change, before, after, steps }) => {
      if (steps !== 1) return [];
      const addOns = resourcesOf(context, "aws_eks_addon").filter(({ action }) => action === "no-op");
      const releases = resourcesOf(context, "helm_release").filter(({ action }) => action === "no-op");
      const still = [
        ...addOns.map(({ before: side, address }) => textAt(side, "addon_name") ?? address),
        ...releases.map(({ before: side, address }) => textAt(side, "name") ?? address),
      ].sort();
      const finding = versionFinding(change, before, after, "up one minor version");
      return still.length === 0
        ? [finding]
        : [{ ...finding, happens: `${finding.happens} ${listed(still, 12)} stay as they are.` }];
    }),
};

export const secretsEncryption: Rule = {
  id: "EKS-CLUSTER-004",
  title: "the encryption of Secrets with an own key is removed",
  level: "stop",
  why: "it can only be removed by replacing the cluster",
  fix: "Keep encryption_config.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] =>
      isPresent(attribute(change.before, "encryption_config")) &&
      attribute(change.after, "encryption_config.resources") === undefined
        ? [{ subject: change.address, happens: "encryption_config is removed.", about: null }]
        : [],
    ),
};

export const openEndpoint: Rule = {
  id: "EKS-CLUSTER-005",
  title: "everybody newly reaches the cluster's API",
  level: "stop",
  why: "one leaked credential or one hole in the API server is then enough from anywhere",
  fix: "Name the blocks in public_access_cidrs, or use the private endpoint.",
  find: (context) => endpoint(context, true),
};

export const privateEndpoint: Rule = {
  id: "EKS-CLUSTER-006",
  title: "the cluster's private endpoint is turned off",
  level: "stop",
  why: "nodes reach the API over the internet, if at all",
  fix: "Keep endpoint_private_access.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] => {
      const value = edit(change, "vpc_config.endpoint_private_access");
      if (value?.before !== true || value.after === true) return [];
      const nodes = resourcesOf(context, "aws_eks_node_group", "aws_eks_fargate_profile").filter(
        ({ action }) => action !== "delete",
      );
      return [
        {
          subject: change.address,
          happens: `The private endpoint is off${nodes.length > 0 ? ` while ${counted(nodes.length, "node group uses it", "node groups use it")}` : ""}.`,
          ...(nodes.length > 0 ? {} : { level: "high" as const }),
          about: false,
        },
      ];
    }),
};

export const deletionProtection: Rule = {
  id: "EKS-CLUSTER-007",
  title: "the cluster's protection against deletion is turned off",
  level: "high",
  why: "the next plan can delete or replace the cluster",
  fix: "Keep deletion_protection; turn it off in the deploy that deletes the cluster, and nowhere else.",
  find: (context) =>
    changesOf(context, "aws_eks_cluster").flatMap((change): RuleFinding[] => {
      if (attribute(change.before, "deletion_protection") !== true) return [];
      const goes = isDestroyed(change);
      if (!goes && attribute(change.after, "deletion_protection") === true) return [];
      if (goes && attribute(change.after, "deletion_protection") === true) return [];
      return [
        {
          subject: change.address,
          ...(goes ? { level: "stop" as const } : {}),
          happens: goes
            ? "It is protected against deletion, and this plan turns that off and destroys it."
            : "Its protection against deletion is off.",
          about: change.action,
        },
      ];
    }),
};

export const authentication: Rule = {
  id: "EKS-CLUSTER-008",
  title: "how the cluster authenticates changes",
  level: "high",
  why: "there is no way back, and who is only in aws-auth loses access with API",
  fix: "Check that every principal in aws-auth has an access entry.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] => {
      const value = edit(change, "access_config.authentication_mode");
      return value === undefined || value.after === undefined
        ? []
        : [
            {
              subject: change.address,
              happens: `The authentication mode goes from ${value.before ?? "the default"} to ${value.after}.`,
              about: value.after,
            },
          ];
    }),
};

export const widerEndpoint: Rule = {
  id: "EKS-CLUSTER-009",
  title: "more blocks than before reach the cluster's API",
  level: "high",
  why: "who is in them can try credentials",
  fix: "Check whose blocks they are.",
  find: (context) => endpoint(context, false),
};

export const clusterSubnets: Rule = {
  id: "EKS-CLUSTER-010",
  title: "the subnets of the control plane change",
  level: "high",
  why: "they must stay in the same zones, and keep enough addresses for the control plane",
  fix: "Check the zones, and that six addresses at least are free in each subnet.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] => {
      const [before, after] = [change.before, change.after].map((side) =>
        textsAt(side, "vpc_config.subnet_ids"),
      );
      if (before === undefined || after === undefined || before.join() === after.join()) return [];
      const gone = before.filter((id) => !after.includes(id));
      if (gone.length === 0 && after.length === before.length) return [];
      return [
        {
          subject: change.address,
          happens: `Of ${counted(before.length, "subnet")}, ${gone.length === 0 ? "none goes" : `${listed(gone, 4)} ${gone.length === 1 ? "goes" : "go"}`}; there are ${after.length} that are known afterwards.`,
          about: [gone.length, after.length],
        },
      ];
    }),
};

export const controlPlaneLogs: Rule = {
  id: "EKS-CLUSTER-011",
  title: "a log of the control plane is turned off",
  level: "high",
  why: "who did what in the cluster cannot be found out afterwards",
  fix: "Keep audit and authenticator at least.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] => {
      if (edit(change, "enabled_cluster_log_types") === undefined) return [];
      const after = textsAt(change.after, "enabled_cluster_log_types");
      const gone = textsAt(change.before, "enabled_cluster_log_types").filter(
        (type) => !after.includes(type),
      );
      return gone.length === 0
        ? []
        : [{ subject: change.address, happens: `Its ${listed(gone)} logs are off.`, about: gone }];
    }),
};

export const extendedSupport: Rule = {
  id: "EKS-CLUSTER-012",
  title: "the cluster moves to extended support",
  level: "high",
  why: "an hour of a cluster in extended support costs six times as much",
  fix: "Keep STANDARD, and upgrade in time.",
  find: (context) =>
    onBothSides(context).flatMap((change): RuleFinding[] => {
      const value = edit(change, "upgrade_policy.support_type");
      return value?.after === "EXTENDED"
        ? [{ subject: change.address, happens: "The support policy goes to EXTENDED.", about: "EXTENDED" }]
        : [];
    }),
};

export const addOnVersion: Rule = {
  id: "EKS-CLUSTER-013",
  title: "an add-on changes its version or configuration",
  level: "note",
  why: "its pods roll on every node",
  fix: "Read the add-on's release notes; leave resolve_conflicts_on_update at PRESERVE.",
  find: (context) =>
    changesOf(context, "aws_eks_addon").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change)) return [];
      const name = textAt(change.before, "addon_name") ?? change.address;
      const version = edit(change, "addon_version");
      const configuration = edit(change, "configuration_values");
      const said = [
        ...(version === undefined
          ? []
          : [`goes from ${version.before ?? "its default"} to ${version.after ?? "its default"}`]),
        ...(configuration === undefined ? [] : ["is configured differently"]),
      ];
      return said.length === 0
        ? []
        : [{ subject: change.address, happens: `${name} ${said.join(" and ")}.`, about: said }];
    }),
};

// --- internal ---

const onBothSides = (context: RuleContext): readonly PlanChange[] =>
  changesOf(context, "aws_eks_cluster").filter(isOnBothSides);

const isPresent = (value: unknown): boolean =>
  value !== undefined && !(Array.isArray(value) && value.length === 0);

function endpoint(context: RuleContext, internet: boolean): readonly RuleFinding[] {
  return opened(context)
    .filter(({ place, internet: everybody }) => place.kind === "endpoint" && everybody === internet)
    .filter(({ place }) => internet || !isNewCluster(context, place.key))
    .map((item) => ({
      subject: item.place.key,
      happens: `Its API is open to ${whom(item)}.`,
      about: aboutOpening(item),
    }));
}

const isNewCluster = (context: RuleContext, address: string): boolean =>
  changesOf(context, "aws_eks_cluster").some(
    (change) => change.address === address && change.action === "create",
  );

interface VersionChange {
  readonly change: PlanChange;
  readonly before: string;
  readonly after: string;
  /** Minor versions up; negative where it goes back. */
  readonly steps: number;
}

function versions(context: RuleContext): readonly VersionChange[] {
  return onBothSides(context).flatMap((change) => {
    const [before, after] = [textAt(change.before, "version"), textAt(change.after, "version")];
    if (before === undefined || after === undefined || before === after) return [];
    const [one, other] = [before, after].map((text) => /^(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number));
    if (one === undefined || other === undefined) return [];
    const steps = ((other[0] ?? 0) - (one[0] ?? 0)) * 100 + (other[1] ?? 0) - (one[1] ?? 0);
    return [{ change, before, after, steps }];
  });
}

const versionFinding = (change: PlanChange, before: string, after: string, how: string): RuleFinding => ({
  subject: change.address,
  happens: `The cluster goes from ${before} ${how} to ${after}.`,
  about: after,
});

export const retention: Rule = {
  id: "EKS-CLUSTER-014",
  title: "how long logs are kept changes",
  level: "note",
  why: "shorter loses what is older, longer costs more",
  fix: "Check what your rules ask for.",
  find: (context) =>
    changesOf(context, "aws_cloudwatch_log_group").flatMap((change): RuleFinding[] => {
      if (!isOnBothSides(change) || edit(change, "retention_in_days") === undefined) return [];
      const days = (side: unknown): string => {
        const found = numberAt(side, "retention_in_days") ?? 0;
        return found === 0 ? "for ever" : counted(found, "day");
      };
      return [
        {
          subject: change.address,
          happens: `Its events are kept ${days(change.after)} instead of ${days(change.before)}.`,
          about: days(change.after),
        },
      ];
    }),
};
