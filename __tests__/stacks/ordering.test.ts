import { expect, test } from "@jest/globals";
import { resolve, small, terraformJson } from "../outputs";
import { dependencyClosure } from "./dependencies";

const json = terraformJson(resolve(small));
const closure = dependencyClosure(json);
const addressesOf = (type: string, part = "") =>
  Object.keys(json.resource[type] ?? {})
    .filter((name) => name.includes(part))
    .map((name) => `${type}.${name}`);
const needs = (address: string | undefined) => [...(closure.get(address ?? "") ?? [])];

/** What a release needs to work, and therefore to be uninstalled: it must be destroyed after the release. */
const outlivesReleases = [
  ...addressesOf("aws_eks_access_policy_association"),
  ...addressesOf("aws_eks_node_group"),
  ...addressesOf("aws_eks_addon"),
  ...addressesOf("aws_route"),
  ...addressesOf("aws_route_table_association"),
  ...addressesOf("aws_iam_role_policy_attachment"),
  ...addressesOf("aws_nat_gateway"),
];

test.each(addressesOf("helm_release"))(
  "%s is removed before anything that its pods or Helm stand on",
  (release) => {
    expect(needs(release)).toEqual(expect.arrayContaining(outlivesReleases));
  },
);

test("removes Traefik, whose bindings the load balancer controller must clean up, before the controller", () => {
  const [traefik] = addressesOf("helm_release", "traefik");
  expect(needs(traefik)).toEqual(
    expect.arrayContaining([
      ...addressesOf("helm_release", "aws-load-balancer-controller"),
      ...addressesOf("aws_lb_listener"),
      ...addressesOf("aws_lb_target_group"),
      ...addressesOf("aws_vpc_security_group_ingress_rule"),
      ...addressesOf("aws_eks_pod_identity_association", "aws-load-balancer-controller"),
    ]),
  );
});

test("gives cert-manager its identity first: credentials are injected only when a pod is admitted", () => {
  const [certManager] = addressesOf("helm_release", "cert-manager");
  expect(needs(certManager)).toEqual(
    expect.arrayContaining([
      ...addressesOf("aws_eks_pod_identity_association", "cert-manager"),
      ...addressesOf("aws_iam_role_policy", "cert-manager"),
    ]),
  );
});

test("installs networking add-ons before nodes and CoreDNS after them", () => {
  const [nodes] = addressesOf("aws_eks_node_group");
  const [coredns] = addressesOf("aws_eks_addon", "coredns");
  expect(needs(nodes)).toEqual(expect.arrayContaining(addressesOf("aws_eks_addon", "networking-add-ons")));
  expect(needs(nodes)).not.toContain(coredns);
  expect(needs(coredns)).toContain(nodes);
});

test("creates the control plane's log group before the control plane", () => {
  const [cluster] = addressesOf("aws_eks_cluster");
  expect(needs(cluster)).toContain(addressesOf("aws_cloudwatch_log_group")[0]);
});
