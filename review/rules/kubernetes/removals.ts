import { shownIdentity } from "../../manifests/identity";
import { counted, listed } from "../changes";
import type { Rule, RuleFinding } from "../rule";
import { alike, field, objectsOf, records, text, texts } from "./objects";

export const definition: Rule = {
  id: "EKS-K8S-001",
  title: "a definition of custom resources is removed, or no longer serves a version",
  level: "stop",
  why: "with a definition, every object of it is deleted; objects of a version that is not served are refused",
  fix: "Remove or convert these objects first, in a deploy of their own.",
  find: (context) =>
    objectsOf(context, "CustomResourceDefinition").flatMap(({ subject, before, after }): RuleFinding[] => {
      if (before === undefined) return [];
      const group = text(before, "spec", "group") ?? "";
      const kind = text(before, "spec", "names", "kind") ?? "";
      const served = (object: unknown) =>
        records(object, "spec", "versions")
          .filter((version) => version.served !== false)
          .flatMap((version) => text(version, "name") ?? []);
      const dropped = served(before).filter((version) => !served(after).includes(version));
      if (after !== undefined && dropped.length === 0) return [];
      const left = (context.present ?? [])
        .filter(
          ({ identity, object }) =>
            identity.group === group &&
            identity.kind === kind &&
            (after === undefined || dropped.some((version) => object.apiVersion === `${group}/${version}`)),
        )
        .map(({ identity }) => shownIdentity(identity))
        .sort();
      const what =
        after === undefined
          ? "It is removed"
          : `${listed(dropped)} ${dropped.length === 1 ? "is" : "are"} no longer served`;
      return [
        {
          subject,
          ...(left.length === 0 ? { level: "high" as const } : {}),
          happens:
            left.length === 0
              ? `${what}; of its objects, none is in these manifests.`
              : `${what} while ${counted(left.length, "object")} ${left.length === 1 ? "is" : "are"} left: ${listed(left)}.`,
          about: [after === undefined, dropped],
        },
      ];
    }),
};

export const stateful: Rule = {
  id: "EKS-K8S-002",
  title: "a Namespace, a volume or a StatefulSet is removed or renamed",
  level: "stop",
  why: "data goes with it, and with a Namespace everything in it",
  fix: "Keep it, or take its data out first and acknowledge this.",
  find: (context) =>
    objectsOf(context, "Namespace", "PersistentVolume", "PersistentVolumeClaim", "StatefulSet").flatMap(
      ({ subject, difference }): RuleFinding[] => {
        const { renamedFrom, action } = difference;
        if (action === "delete") return [{ subject, happens: "It is removed.", about: "removed" }];
        return renamedFrom === undefined
          ? []
          : [
              {
                subject,
                happens: `${shownIdentity(renamedFrom)} is removed, and this takes its place.`,
                about: shownIdentity(renamedFrom),
              },
            ];
      },
    ),
};

export const clusterRole: Rule = {
  id: "EKS-K8S-003",
  title: "somebody newly may do everything in the whole cluster",
  level: "stop",
  why: "it reads every Secret, and can change what checks it",
  fix: "Name the verbs, resources and namespaces that it needs.",
  find: (context) => [
    ...objectsOf(context, "ClusterRole").flatMap(({ subject, before, after }): RuleFinding[] => {
      const allows = (object: unknown) =>
        records(object, "rules").some(
          (rule) =>
            texts(rule, "verbs").includes("*") &&
            texts(rule, "resources").includes("*") &&
            texts(rule, "apiGroups").some((group) => group === "*"),
        );
      return allows(after) && !allows(before)
        ? [{ subject, happens: "It allows every verb on every resource.", about: "everything" }]
        : [];
    }),
    ...objectsOf(context, "ClusterRoleBinding").flatMap(({ subject, before, after }): RuleFinding[] => {
      if (text(after, "roleRef", "name") !== "cluster-admin") return [];
      const names = (object: unknown) =>
        text(object, "roleRef", "name") === "cluster-admin"
          ? records(object, "subjects").map((one) =>
              [text(one, "kind"), [text(one, "namespace"), text(one, "name")].filter(Boolean).join("/")].join(
                " ",
              ),
            )
          : [];
      const added = names(after)
        .filter((name) => !names(before).includes(name))
        .sort();
      return added.length === 0
        ? []
        : [
            {
              subject,
              happens: `${listed(added)} ${added.length === 1 ? "gets" : "get"} cluster-admin.`,
              about: added,
            },
          ];
    }),
  ],
};

export const clearSecret: Rule = {
  id: "EKS-K8S-004",
  title: "a Secret's data stands in the manifests",
  level: "stop",
  why: "whoever reads the repository has it, now and in its history",
  fix: "Take it out, replace the credential, and use an ExternalSecret, a SealedSecret or SOPS.",
  find: (context) =>
    objectsOf(context, "Secret").flatMap(({ subject, group, before, after }): RuleFinding[] => {
      if (group !== "" || after === undefined || field(after, "sops") !== undefined) return [];
      if (text(after, "type") === "kubernetes.io/service-account-token") return [];
      const keys = ["data", "stringData"].flatMap((name) => {
        const held = field(after, name);
        if (typeof held !== "object" || held === null) return [];
        return Object.keys(held).filter(
          (key) => field(held, key) !== "" && !alike(field(held, key), field(before, name, key)),
        );
      });
      const shown = [...new Set(keys)].sort();
      return shown.length === 0
        ? []
        : [
            {
              subject,
              happens: `${listed(shown)} ${shown.length === 1 ? "stands" : "stand"} in clear.`,
              about: shown,
            },
          ];
    }),
};

export const networkPolicy: Rule = {
  id: "EKS-K8S-010",
  title: "a NetworkPolicy or AuthorizationPolicy is removed, or lets everybody in",
  level: "high",
  why: "pods that only some may reach, everybody in the cluster reaches",
  fix: "Keep it, or name who may.",
  find: (context) =>
    objectsOf(
      context,
      "NetworkPolicy",
      "CiliumNetworkPolicy",
      "AuthorizationPolicy",
      "ServiceIntentions",
    ).flatMap(({ subject, kind, before, after }): RuleFinding[] => {
      if (before === undefined) return [];
      if (after === undefined) return [{ subject, happens: "It is removed.", about: "removed" }];
      if (kind !== "NetworkPolicy") return [];
      const open = (object: unknown, direction: "ingress" | "egress", peers: "from" | "to") =>
        records(object, "spec", direction).some((rule) => records(rule, peers).length === 0);
      const said = [
        ...(open(after, "ingress", "from") && !open(before, "ingress", "from") ? ["lets everybody in"] : []),
        ...(open(after, "egress", "to") && !open(before, "egress", "to")
          ? ["lets its pods out to everywhere"]
          : []),
        ...texts(before, "spec", "policyTypes")
          .filter((type) => !texts(after, "spec", "policyTypes").includes(type))
          .map((type) => `no longer limits ${type}`),
      ];
      return said.length === 0 ? [] : [{ subject, happens: `It ${listed(said)}.`, about: said }];
    }),
};

export const certificate: Rule = {
  id: "EKS-K8S-011",
  title: "a Certificate is removed, or gets another issuer or other names",
  level: "high",
  why: "clients of a name that is no longer in it refuse to connect, and a new issuer may be one that they do not trust",
  fix: "Check which hosts are still covered, and try the new issuer on another name first.",
  find: (context) =>
    objectsOf(context, "Certificate").flatMap(({ subject, before, after }): RuleFinding[] => {
      if (before === undefined) return [];
      const names = texts(before, "spec", "dnsNames");
      if (after === undefined) {
        return [
          {
            subject,
            happens: `It is removed${names.length > 0 ? `, with ${listed(names)}` : ""}.`,
            about: "removed",
          },
        ];
      }
      const lost = names.filter((name) => !texts(after, "spec", "dnsNames").includes(name));
      const [one, other] = [before, after].map((object) => field(object, "spec", "issuerRef"));
      const said = [
        ...(lost.length > 0 ? [`${listed(lost)} ${lost.length === 1 ? "is" : "are"} no longer in it`] : []),
        ...(alike(one, other) ? [] : [`its issuer goes from ${text(one, "name")} to ${text(other, "name")}`]),
      ];
      return said.length === 0 ? [] : [{ subject, happens: `${said.join(", and ")}.`, about: said }];
    }),
};
