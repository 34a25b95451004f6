import { expect } from "@jest/globals";
import type { Resource, TerraformJson } from "../outputs";
import { dependencyClosure } from "./dependencies";

/** Expects of a stack what holds whatever the definition switches on or off. */
export function expectSoundStack(json: TerraformJson): void {
  expect(Object.keys(json)).not.toContain("data");
  expect(Object.keys(json.resource).filter((type) => /^aws_iam_(user|access_key)/.test(type))).toEqual([]);
  expect(cycles(json)).toEqual([]);
  expect(unsafeReleases(json)).toEqual([]);
  expect(prematurelyDestroyed(json)).toEqual([]);
  expect(unsweptBehind(json)).toEqual([]);
  expect(policyFaults(json)).toEqual([]);
  expect(unencryptedVolumes(json)).toEqual([]);
}

/** Every IAM policy document of a stack, by address. */
export const policyDocuments = ({ resource }: TerraformJson): ReadonlyMap<string, string> =>
  new Map(
    ["aws_iam_role_policy", "aws_sqs_queue_policy", "aws_s3_bucket_policy"].flatMap((type) =>
      Object.entries(resource[type] ?? {}).map(([name, { policy }]) => [`${type}.${name}`, policy as string]),
    ),
  );

// --- internal ---

const addressesOf = ({ resource }: TerraformJson, type: string, part = ""): string[] =>
  Object.keys(resource[type] ?? {})
    .filter((name) => name.includes(part))
    .map((name) => `${type}.${name}`);

/** Resources that depend on themselves. */
const cycles = (json: TerraformJson): string[] =>
  [...dependencyClosure(json)]
    .filter(([address, reached]) => reached.has(address))
    .map(([address]) => address);

const exactVersion = /^v?\d+\.\d+\.\d+$/;

/** Releases that a failed install or a lost state would leave behind. */
const unsafeReleases = ({ resource }: TerraformJson): string[] =>
  Object.entries(resource.helm_release ?? {})
    .filter(
      ([, release]) =>
        !(
          exactVersion.test(release.version) &&
          release.atomic === true &&
          release.cleanup_on_fail === true &&
          release.upgrade_install === true &&
          release.wait === true &&
          release.timeouts.delete !== undefined
        ),
    )
    .map(([name]) => name);

/**
 * What a release stands on and does not wait for, so that it would be destroyed while the release is uninstalled:
 * administrators' access, nodes, networking, routes, and the nodes' own permissions.
 */
function prematurelyDestroyed(json: TerraformJson): string[] {
  const closure = dependencyClosure(json);
  const foundations = [
    ...addressesOf(json, "aws_eks_access_policy_association", "administrators"),
    ...addressesOf(json, "aws_eks_node_group"),
    ...addressesOf(json, "aws_eks_addon", "networking-add-ons"),
    ...addressesOf(json, "aws_eks_addon", "coredns"),
    ...addressesOf(json, "aws_route"),
    ...addressesOf(json, "aws_route_table_association"),
    ...addressesOf(json, "aws_nat_gateway"),
    ...addressesOf(json, "aws_vpc_endpoint"),
    ...addressesOf(json, "aws_iam_role_policy_attachment", "node-groups"),
    ...addressesOf(json, "aws_vpc_security_group_ingress_rule", "node-security-group"),
  ];
  return addressesOf(json, "helm_release").flatMap((release) =>
    foundations
      .filter((address) => closure.get(release)?.has(address) !== true)
      .map((address) => `${release} outlives ${address}`),
  );
}

/** What might be gone before the sweep has run, which may stop the destruction. */
function unsweptBehind(json: TerraformJson): string[] {
  const [sweep] = addressesOf(json, "terraform_data", "sweep");
  if (sweep === undefined) return [];
  const closure = dependencyClosure(json);
  const reached = closure.get(sweep);
  return [...closure.keys()].filter(
    (address) => address !== sweep && reached?.has(address) !== true && !isHarmless.test(address),
  );
}

/** Nobody notices that these are gone: the name of a key, and a group that nothing is in. */
const isHarmless = /^aws_(kms_alias|default_security_group)\./;

/** IAM's limit of one document. */
const longestPolicy = 6144;

/** Documents over IAM's limit, and statements that allow changes to anything without a condition. */
const policyFaults = (json: TerraformJson): string[] =>
  [...policyDocuments(json)].flatMap(([address, text]) => {
    const { Statement } = JSON.parse(text) as { readonly Statement: readonly Resource[] };
    const open = Statement.filter(
      ({ Effect, Action, Resource: resources, Condition }) =>
        Effect === "Allow" && resources.includes("*") && Condition === undefined && Action.some(writes),
    );
    return [
      ...(text.length > longestPolicy ? [`${address} has ${text.length} characters`] : []),
      ...open.map(({ Action }) => `${address} allows ${Action.filter(writes).join(", ")} on everything`),
    ];
  });

const writes = (action: string): boolean => !/^[a-z0-9-]+:(Describe|Get|List)/.test(action);

const unencryptedVolumes = ({ resource }: TerraformJson): string[] =>
  Object.entries(resource.aws_launch_template ?? {}).flatMap(([name, { block_device_mappings: mappings }]) =>
    (mappings as readonly Resource[])
      .filter(({ ebs }) => ebs.encrypted !== "true")
      .map(({ device_name }) => `${name} ${device_name}`),
  );
