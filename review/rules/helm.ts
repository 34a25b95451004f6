import { byCodeUnits } from "../differences/value";
import { shownIdentity } from "../manifests/identity";
import { attribute } from "../plan/attribute";
import { Unknown, type Value } from "../plan/change";
import {
  type ChangedLeaf,
  changedLeaves,
  changedReleases,
  type ReleaseChange,
  shownPath,
} from "../releases/changed";
import { definitionsOf, neverUpgraded } from "../releases/charts";
import { versionStep } from "../releases/version";
import { becauseOf, counted, isDestroyed, isReplaced, listed, resourcesOf } from "./changes";
import type { Rule, RuleContext, RuleFinding } from "./rule";

export const chartLeap: Rule = {
  id: "EKS-HELM-001",
  title: "a chart goes to another major version, or back",
  level: "stop",
  why: "values may be read differently or not at all, and Helm does not migrate what is installed",
  fix: "Read the chart's notes on upgrades, compare its values, and try it in another environment first.",
  find: (context) =>
    steps(context, ["major", "back", "unclear"]).map(({ finding, step }) =>
      step === "unclear" ? { ...finding, level: "high" } : finding,
    ),
};

export const reinstalled: Rule = {
  id: "EKS-HELM-002",
  title: "a release is uninstalled and installed again",
  level: "stop",
  why: "its pods, Services and load balancers go, and with them what clients know",
  fix: "Keep its name and namespace, or install the second one beside it and move over.",
  find: (context) =>
    changedReleases(context).flatMap((release): RuleFinding[] => {
      const { change, before, after, address } = release;
      if (before === undefined || after === undefined || clusterGoes(context)) return [];
      const moved = [
        ...(before.name === after.name ? [] : [`name ${before.name} becomes ${after.name}`]),
        ...(before.namespace === after.namespace
          ? []
          : [`namespace ${before.namespace} becomes ${after.namespace}`]),
        ...(before.chart === after.chart ? [] : [`chart ${before.chart} becomes ${after.chart}`]),
      ];
      if (moved.length === 0 && (change === undefined || !isReplaced(change))) return [];
      return [
        {
          subject: address,
          happens: `It is uninstalled and installed again${moved.length > 0 ? `: ${listed(moved)}` : change === undefined ? "" : becauseOf(change)}.`,
          about: moved,
        },
      ];
    }),
};

export const force: Rule = {
  id: "EKS-HELM-003",
  title: "a release replaces objects or restarts pods by force",
  level: "stop",
  why: "each upgrade deletes what it cannot change, Services and volumes included",
  fix: "Leave force_update, recreate_pods and replace off; delete the one object that is in the way by hand.",
  find: (context) =>
    changedReleases(context).flatMap(({ change, address }): RuleFinding[] => {
      const on = ["force_update", "recreate_pods", "replace"].filter(
        (path) => attribute(change?.after, path) === true && attribute(change?.before, path) !== true,
      );
      return on.length === 0
        ? []
        : [{ subject: address, happens: `${listed(on)} ${on.length === 1 ? "is" : "are"} on.`, about: on }];
    }),
};

export const definitionsGo: Rule = {
  id: "EKS-HELM-004",
  title: "a release goes that brings the definitions of custom resources",
  level: "stop",
  why: "with a definition, every object of it is deleted, or stays without anybody who acts on it",
  fix: "Remove these objects first, in a deploy of their own.",
  find: (context) =>
    changedReleases(context).flatMap(({ change, action, address, before }): RuleFinding[] => {
      if (before === undefined || clusterGoes(context)) return [];
      if (change === undefined ? action !== "delete" : !isDestroyed(change)) return [];
      const groups = definitionsOf[before.chart];
      if (groups === undefined) return [];
      const left = (context.present ?? [])
        .filter(({ identity }) => groups.includes(identity.group))
        .map(({ identity }) => shownIdentity(identity))
        .sort(byCodeUnits);
      return [
        {
          subject: address,
          happens: `${before.chart} goes, which brings ${listed(groups)}${
            left.length === 0
              ? ""
              : `, while ${counted(left.length, "object")} of ${groups.length === 1 ? "it" : "them"} ${left.length === 1 ? "stays" : "stay"}: ${listed(left)}`
          }.`,
          about: [before.chart, groups],
        },
      ];
    }),
};

export const minorUp: Rule = {
  id: "EKS-HELM-005",
  title: "a chart goes up a minor version",
  level: "high",
  why: "defaults may change, and pods roll",
  fix: "Read the chart's release notes, and compare its values.",
  find: (context) => steps(context, ["minor"]).map(({ finding }) => finding),
};

export const oneReplica: Rule = {
  id: "EKS-HELM-006",
  title: "a release is left with one replica of something, or none",
  level: "high",
  why: "the loss of one node, or an upgrade of it, takes it away",
  fix: "Keep two, on different nodes.",
  find: (context) =>
    leaves(context, ({ path, before, after }) =>
      /^(replicas|replicaCount|minReplicas)$/.test(String(path.at(-1))) &&
      typeof after === "number" &&
      after <= 1 &&
      typeof before === "number" &&
      before > after
        ? `${shownPath(path)} goes from ${before} to ${after}`
        : undefined,
    ),
};

export const service: Rule = {
  id: "EKS-HELM-007",
  title: "the Service of a release changes in what exposes it or recreates its load balancer",
  level: "high",
  why: "a load balancer with another scheme, name or type is another one, with another address",
  fix: "Check who can reach it, and what points to its address.",
  find: (context) =>
    leaves(context, ({ path, before, after }, { action }) => {
      const key = String(path.at(-1));
      const isType = key === "type" && path.slice(0, -1).some((step) => /service$/i.test(String(step)));
      const isAnnotation = /^service\.beta\.kubernetes\.io\/aws-load-balancer-/.test(key);
      const isField = /^(loadBalancerClass|loadBalancerSourceRanges|loadBalancerIP)$/.test(
        String(path.findLast((step) => typeof step === "string")),
      );
      if (!isType && !isAnnotation && !isField) return undefined;
      // what is new has no address yet; it matters whom it lets in
      if (action === "create" && after !== "internet-facing" && !(isType && after === "LoadBalancer"))
        return undefined;
      return `${shownPath(path)} goes from ${shown(before)} to ${shown(after)}`;
    }),
};

export const dashboard: Rule = {
  id: "EKS-HELM-008",
  title: "the dashboard or the API of Traefik gets reachable",
  level: "high",
  why: "it shows every route, service and certificate, and the insecure one asks nobody who they are",
  fix: "Leave it off, or route it yourself behind authentication.",
  find: (context) =>
    leaves(context, ({ path, before, after }, release) => {
      if ((release.after ?? release.before)?.chart !== "traefik") return undefined;
      const name = shownPath(path);
      const isFlag =
        path[0] === "additionalArguments" &&
        typeof after === "string" &&
        /^--api\.insecure(=true)?$/.test(after);
      const isOn =
        /^(api\.insecure|ingressRoute\.dashboard\.enabled|ports\.traefik\.expose(\.default)?)$/.test(name) &&
        String(after) === "true" &&
        String(before) !== "true";
      return isFlag ? `${after} is set` : isOn ? `${name} is on` : undefined;
    }),
};

export const oldDefinitions: Rule = {
  id: "EKS-HELM-009",
  title: "a chart changes whose definitions Helm does not upgrade",
  level: "high",
  why: "the new version finds the definitions of the old one, and drops the fields that they do not have",
  fix: "Apply the definitions of the new version first, and set skip_crds.",
  find: (context) =>
    changedReleases(context).flatMap(({ before, after, change, address }): RuleFinding[] => {
      if (before === undefined || after === undefined || !neverUpgraded.has(after.chart)) return [];
      const step = versionStep(before.version, after.version);
      if (step === "same" || step === "patch" || attribute(change?.after, "skip_crds") === true) return [];
      return [
        {
          subject: address,
          happens: `${after.chart} goes from ${before.version} to ${after.version}, and its definitions stay as they are.`,
          about: after.version,
        },
      ];
    }),
};

export const hiddenValues: Rule = {
  id: "EKS-HELM-010",
  title: "values of a release are only known after apply",
  level: "high",
  why: "anything may change in them",
  fix: "Keep what is known in values, and the rest one by one in set.",
  find: (context) =>
    changedReleases(context).flatMap(({ before, after, address }): RuleFinding[] =>
      after?.hidden === true
        ? [
            {
              subject: address,
              happens: `${before === undefined ? "Its values" : "Its new values"} cannot be judged.`,
              about: "values",
            },
          ]
        : [],
    ),
};

export const otherRelease: Rule = {
  id: "EKS-HELM-011",
  title: "a release changes otherwise",
  level: "note",
  why: "its pods may roll",
  fix: "Check the values in the list of changes.",
  find: (context) =>
    changedReleases(context).flatMap((release): RuleFinding[] => {
      const { before, after, address } = release;
      if (before === undefined || after === undefined) return [];
      const step = versionStep(before.version, after.version);
      const paths =
        after.hidden || before.hidden ? [] : changedLeaves(release).map(({ path }) => shownPath(path));
      const said = [
        ...(step === "patch" ? [`${after.chart} goes from ${before.version} to ${after.version}`] : []),
        ...(paths.length === 0
          ? []
          : [
              `${counted(paths.length, "value")} of ${after.chart} change${paths.length === 1 ? "s" : ""}: ${listed(paths, 4)}`,
            ]),
      ];
      return said.map((happens) => ({ subject: address, happens: `${happens}.`, about: said }));
    }),
};

export const lostRelease: Rule = {
  id: "EKS-HELM-012",
  title: "a release that should be installed already is installed again, while its cluster stays as it is",
  level: "stop",
  why: "the Helm provider takes a cluster that it cannot reach for one without the release, and forgets it",
  fix: "Check that whoever plans reaches the cluster and may read Secrets in it, then plan again.",
  find: (context) => {
    const clusters = resourcesOf(context, "aws_eks_cluster");
    if (clusters.length === 0 || clusters.some((change) => change.action === "create" || isDestroyed(change)))
      return [];
    const gone = new Set(
      (context.plan?.drift ?? [])
        .filter(({ type, after }) => type === "helm_release" && (after === undefined || after === null))
        .map(({ address }) => address),
    );
    const before = context.releases.before;
    return changedReleases(context).flatMap(({ action, address, after }): RuleFinding[] => {
      if (action !== "create") return [];
      const name = after?.name || address;
      if (gone.has(address)) {
        return [
          {
            subject: address,
            happens: `${name} was in the state, was not found, and is created.`,
            about: name,
          },
        ];
      }
      if (before === undefined) {
        return [
          {
            subject: address,
            level: "high",
            happens: `${name} is created while the cluster stays as it is; whether it was there before cannot be judged.`,
            why: "if it was, the Helm provider did not reach the cluster and forgot it",
            about: name,
          },
        ];
      }
      return before.some((release) => release.address === address)
        ? [{ subject: address, happens: `${name} was in the stack before, and is created.`, about: name }]
        : [];
    });
  },
};

export const uninstalled: Rule = {
  id: "EKS-HELM-013",
  title: "a release is uninstalled",
  level: "high",
  why: "what it serves stops, and load balancers and volumes that it made may stay behind",
  fix: "Check that nothing needs it any more.",
  find: (context) =>
    changedReleases(context).flatMap(({ action, address, before }): RuleFinding[] =>
      action === "delete" &&
      before !== undefined &&
      !clusterGoes(context) &&
      definitionsOf[before.chart] === undefined
        ? [
            {
              subject: address,
              happens: `${before.name} is uninstalled from ${before.namespace}.`,
              about: before.name,
            },
          ]
        : [],
    ),
};

export const unguarded: Rule = {
  id: "EKS-HELM-014",
  title: "a release loses a setting that keeps its state and the cluster's alike",
  level: "high",
  why: "a first install that fails, or a state that lost it, then blocks every later apply",
  fix: "Keep atomic, wait and upgrade_install.",
  find: (context) =>
    changedReleases(context).flatMap(({ change, address }): RuleFinding[] => {
      const off = ["atomic", "upgrade_install", "wait"].filter(
        (path) => attribute(change?.before, path) === true && attribute(change?.after, path) === false,
      );
      return off.length === 0
        ? []
        : [
            {
              subject: address,
              happens: `${listed(off)} ${off.length === 1 ? "is" : "are"} off.`,
              about: off,
            },
          ];
    }),
};

// --- internal ---

const clusterGoes = (context: RuleContext): boolean =>
  resourcesOf(context, "aws_eks_cluster").some(isDestroyed);

function steps(context: RuleContext, wanted: readonly ReturnType<typeof versionStep>[]) {
  return changedReleases(context).flatMap(({ before, after, address }) => {
    if (before === undefined || after === undefined || before.chart !== after.chart) return [];
    const step = versionStep(before.version, after.version);
    if (!wanted.includes(step)) return [];
    const finding: RuleFinding = {
      subject: address,
      happens: `${after.chart} goes ${step === "back" ? "back " : ""}from ${before.version ?? "whatever is newest"} to ${after.version ?? "whatever is newest"}.`,
      about: [after.chart, after.version ?? null],
    };
    return [{ finding, step }];
  });
}

/** One finding for each release, of all its values that `tell` says something about. */
function leaves(
  context: RuleContext,
  tell: (leaf: ChangedLeaf, release: ReleaseChange) => string | undefined,
): readonly RuleFinding[] {
  return changedReleases(context).flatMap((release): RuleFinding[] => {
    if (release.after === undefined) return [];
    const told = changedLeaves(release).flatMap((leaf) => tell(leaf, release) ?? []);
    return told.length === 0 ? [] : [{ subject: release.address, happens: `${listed(told)}.`, about: told }];
  });
}

function shown(value: Value): string {
  if (value === undefined) return "the chart's default";
  if (value instanceof Unknown) return "what is only known after apply";
  return typeof value === "string" ? value : JSON.stringify(value);
}
