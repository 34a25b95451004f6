import { type Cases, create, keep, planned, remove, replace, unknown, update } from "../context";

type Given = Readonly<Record<string, unknown>>;

const administrator = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const view = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy";
const alice = "arn:aws:iam::111122223333:role/alice";
const bob = "arn:aws:iam::111122223333:role/bob";

const association = (policy_arn: string, principal_arn: unknown, scope: Given = { type: "cluster" }) => ({
  policy_arn,
  principal_arn,
  access_scope: [scope],
});

const cluster = keep("aws_eks_cluster.main", { arn: "arn:aws:eks:eu-central-1:111122223333:cluster/main" });

const trust = (Principal: unknown, Condition?: Given): string =>
  JSON.stringify({
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal,
        ...(Condition === undefined ? {} : { Condition }),
      },
    ],
  });

const oidc = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/1";
const github = { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" };
const subject = (operator: string, value: string): Given => ({
  [operator]: { "token.actions.githubusercontent.com:sub": value },
});

const retrusted = (before: string, after: string) =>
  planned([
    cluster,
    update("aws_iam_role.app", { assume_role_policy: before }, { assume_role_policy: after }),
  ]);

export const access: Readonly<Record<string, Cases>> = {
  "EKS-ACCESS-001": {
    fires: [
      {
        name: "a new principal",
        context: planned([
          cluster,
          create("aws_eks_access_policy_association.a", association(administrator, alice)),
        ]),
        finds: [
          `stop aws_eks_access_policy_association.a: ${alice} gets AmazonEKSClusterAdminPolicy for the whole cluster.`,
        ],
      },
      {
        name: "one that had less",
        context: planned([
          cluster,
          replace(
            "aws_eks_access_policy_association.a",
            association(view, alice),
            association(administrator, alice),
          ),
        ]),
        finds: [
          `stop aws_eks_access_policy_association.a: ${alice} gets AmazonEKSClusterAdminPolicy for the whole cluster.`,
        ],
      },
      {
        name: "the first one, with the cluster",
        context: planned([
          create("aws_eks_cluster.main"),
          create("aws_eks_access_policy_association.a", association(administrator, alice)),
        ]),
        finds: [
          `note aws_eks_access_policy_association.a: ${alice} gets AmazonEKSClusterAdminPolicy for the whole cluster.`,
        ],
      },
    ],
    quiet: [
      {
        name: "an administrator of namespaces, and one that stays",
        context: planned([
          cluster,
          create(
            "aws_eks_access_policy_association.a",
            association(administrator, alice, { type: "namespace", namespaces: ["a"] }),
          ),
          replace(
            "aws_eks_access_policy_association.b",
            association(administrator, bob),
            association(administrator, unknown),
          ),
        ]),
      },
    ],
  },
  "EKS-ACCESS-002": {
    fires: [
      {
        name: "the only one goes",
        context: planned([
          cluster,
          remove("aws_eks_access_policy_association.a", association(administrator, alice)),
        ]),
        finds: [
          `stop aws_eks_access_policy_association.a: ${alice} was the last one with AmazonEKSClusterAdminPolicy.`,
        ],
      },
    ],
    quiet: [
      {
        name: "another one stays",
        context: planned([
          cluster,
          remove("aws_eks_access_policy_association.a", association(administrator, alice)),
          keep("aws_eks_access_policy_association.b", association(administrator, bob)),
        ]),
      },
      {
        name: "the cluster goes too",
        context: planned([
          remove("aws_eks_cluster.main"),
          remove("aws_eks_access_policy_association.a", association(administrator, alice)),
        ]),
      },
    ],
  },
  "EKS-ACCESS-003": {
    fires: [
      {
        name: "another account",
        context: planned([
          cluster,
          create("aws_iam_role.app", {
            assume_role_policy: trust({ AWS: "arn:aws:iam::444455556666:root" }),
          }),
        ]),
        finds: ["stop aws_iam_role.app: It allows sts:AssumeRole to AWS:444455556666."],
      },
      {
        name: "everybody",
        context: retrusted(trust({ AWS: alice }), trust("*")),
        finds: ["stop aws_iam_role.app: It allows sts:AssumeRole to everybody."],
      },
    ],
    quiet: [
      {
        name: "a role of the same account",
        context: retrusted(trust({ AWS: alice }), trust({ AWS: [alice, bob] })),
      },
    ],
  },
  "EKS-ACCESS-004": {
    fires: [
      {
        name: "an entry and its policy",
        context: planned([
          cluster,
          create("aws_eks_access_entry.a", { principal_arn: alice }),
          create(
            "aws_eks_access_policy_association.a",
            association(view, alice, { type: "namespace", namespaces: ["b", "a"] }),
          ),
        ]),
        finds: [
          `high aws_eks_access_entry.a: ${alice} gets access to the cluster.`,
          `high aws_eks_access_policy_association.a: ${alice} gets AmazonEKSViewPolicy in a and b.`,
        ],
      },
      {
        name: "a scope grows",
        context: planned([
          cluster,
          update(
            "aws_eks_access_policy_association.a",
            association(view, alice, { type: "namespace", namespaces: ["a"] }),
            association(view, alice),
          ),
        ]),
        finds: [
          `high aws_eks_access_policy_association.a: ${alice} gets AmazonEKSViewPolicy for the whole cluster.`,
        ],
      },
    ],
    quiet: [
      {
        name: "a scope shrinks",
        context: planned([
          cluster,
          update(
            "aws_eks_access_policy_association.a",
            association(view, alice),
            association(view, alice, { type: "namespace", namespaces: ["a"] }),
          ),
        ]),
      },
    ],
  },
  "EKS-ACCESS-005": {
    fires: [
      {
        name: "an association",
        context: planned([
          cluster,
          create("aws_eks_pod_identity_association.a", {
            namespace: "traefik",
            service_account: "traefik",
            role_arn: alice,
          }),
        ]),
        finds: [`high aws_eks_pod_identity_association.a: Pods of traefik/traefik get ${alice}.`],
      },
      {
        name: "a trust to a service account",
        context: retrusted(
          trust({ Service: "ec2.amazonaws.com" }),
          trust(
            { Federated: oidc },
            { StringEquals: { "oidc.eks.eu-central-1.amazonaws.com/id/1:sub": "system:serviceaccount:a:b" } },
          ),
        ),
        finds: [
          `high aws_iam_role.app: It allows sts:AssumeRole to Federated:${oidc} under a condition on oidc.eks.eu-central-1.amazonaws.com/id/1:sub.`,
        ],
      },
    ],
    quiet: [
      {
        name: "an association gets other tags, another one goes",
        context: planned([
          update(
            "aws_eks_pod_identity_association.a",
            { namespace: "a", service_account: "b", role_arn: alice, tags: null },
            { namespace: "a", service_account: "b", role_arn: alice, tags: { a: "b" } },
          ),
          remove("aws_eks_pod_identity_association.b", {
            namespace: "a",
            service_account: "c",
            role_arn: alice,
          }),
        ]),
      },
    ],
  },
  "EKS-ACCESS-006": {
    fires: [
      {
        name: "a subject becomes a pattern",
        context: retrusted(
          trust(github, subject("StringEquals", "repo:acme/platform:environment:prod")),
          trust(github, subject("StringLike", "repo:acme/*")),
        ),
        finds: [
          `high aws_iam_role.app: It allows sts:AssumeRole to Federated:${github.Federated} where StringEquals token.actions.githubusercontent.com:sub forbade it.`,
        ],
      },
      {
        name: "a role of the same account may assume it",
        context: retrusted(trust({ AWS: alice }), trust({ AWS: [alice, bob] })),
        finds: [`high aws_iam_role.app: It allows sts:AssumeRole to AWS:${bob}.`],
      },
    ],
    quiet: [
      {
        name: "a pattern becomes a subject",
        context: retrusted(
          trust(github, subject("StringLike", "repo:acme/*")),
          trust(github, subject("StringEquals", "repo:acme/platform:environment:prod")),
        ),
      },
      {
        name: "a role that is new",
        context: planned([
          cluster,
          create("aws_iam_role.app", { assume_role_policy: trust({ Service: "ec2.amazonaws.com" }) }),
        ]),
      },
    ],
  },
  "EKS-ACCESS-007": {
    fires: [
      {
        name: "a group more",
        context: planned([
          update(
            "aws_eks_access_entry.a",
            { principal_arn: alice, kubernetes_groups: ["a"] },
            { principal_arn: alice, kubernetes_groups: ["a", "b"] },
          ),
        ]),
        finds: [`note aws_eks_access_entry.a: ${alice} is in a and b instead of a.`],
      },
    ],
    quiet: [
      {
        name: "another order",
        context: planned([
          update(
            "aws_eks_access_entry.a",
            { principal_arn: alice, kubernetes_groups: ["b", "a"] },
            { principal_arn: alice, kubernetes_groups: ["a", "b"] },
          ),
        ]),
      },
    ],
  },
};
