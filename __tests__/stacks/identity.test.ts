import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { resolve, resourceOf, small, terraformJson } from "../outputs";
import { policyDocuments } from "./sound-stack";

const irsa = terraformJson(resolve({ ...small, cluster: { ...small.cluster, identity: "irsa" } }));

test("shows the whole trust of every role in the plan", () => {
  const json = terraformJson(resolve(small));
  const roles = Object.values(json.resource.aws_iam_role ?? {});
  expect(roles.filter(({ assume_role_policy }) => /\$\{/.test(assume_role_policy))).toEqual([]);
});

test("waits until an association has reached every API server", () => {
  const json = terraformJson(resolve(small));
  expect(resourceOf(json, "terraform_data", "cert-manager-identity_settled")).toMatchObject({
    provisioner: [{ "local-exec": { command: "sleep 15" } }],
    triggers_replace: {
      association: expect.stringMatching(/^\$\{aws_eks_pod_identity_association\.[\w-]+\.association_id\}$/),
    },
  });
});

test("trusts one service account's token of the cluster's provider, where IRSA is chosen", () => {
  const text: string = resourceOf(irsa, "aws_iam_role", "cert-manager").assume_role_policy;
  // what Terraform fills in has quotes of its own
  const [issuer = ""] =
    /\$\{replace\(aws_eks_cluster\.[\w-]+\.identity\[0\]\.oidc\[0\]\.issuer, "https:\/\/", ""\)\}/.exec(
      text,
    ) ?? [];
  const [statement] = JSON.parse(text.replaceAll(issuer, "issuer")).Statement;
  expect(statement).toEqual({
    Effect: "Allow",
    Principal: { Federated: expect.stringMatching(/^\$\{aws_iam_openid_connect_provider\.[\w-]+\.arn\}$/) },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        "issuer:aud": ["sts.amazonaws.com"],
        "issuer:sub": ["system:serviceaccount:cert-manager:cert-manager"],
      },
    },
  });
});

test("names the role on the service account, where IRSA is chosen, so that values stay known at plan", () => {
  const values = parse(resourceOf(irsa, "helm_release", "cert-manager").values[0]);
  expect(values.serviceAccount).toEqual({
    name: "cert-manager",
    annotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/test-cert-manager" },
  });
  expect(resourceOf(irsa, "aws_eks_addon", "vpc-cni").service_account_role_arn).toMatch(/vpc-cni-role/);
  expect(irsa.resource.aws_eks_pod_identity_association).toBeUndefined();
});

/** All that has a policy of its own. */
const everything = terraformJson(
  resolve({
    ...small,
    dns: { externalDns: true },
    scaling: { autoscaler: "karpenter", nodePools: { default: {} } },
    ingress: { loadBalancer: "controller" },
    cluster: { ...small.cluster, secretsEncryption: "customer-managed" },
  }),
);
const autoscaled = terraformJson(resolve({ ...small, scaling: { autoscaler: "cluster-autoscaler" } }));

const documents = new Map([...policyDocuments(autoscaled), ...policyDocuments(everything)]);

test.each([...documents])("%s", (_address, text) => {
  expect(JSON.parse(text)).toMatchSnapshot();
});
