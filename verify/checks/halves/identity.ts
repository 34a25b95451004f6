import type { Release, TerraformResource, TerraformStack } from "../../input/input";
import { blocks } from "../../input/terraform";
import { issuersOf, solversOf } from "../certificates/issuers";
import { type Cluster, mapping, string, strings } from "../cluster";
import { type Draft, draft } from "../finding";
import { isExpression, ofType, referenced, referenceIn } from "./terraform";

/** Checks of the role with which cert-manager answers challenges in Route 53. */
export function* identityChecks(cluster: Cluster): Generator<Draft> {
  const { input } = cluster;
  const { terraform } = input;
  const manager = input.releases.find(({ chart }) => chart === "cert-manager");
  if (terraform === undefined || manager === undefined) return;
  const uses = ambientUses(cluster);
  if (uses.length === 0) return;
  const identity = identityOf(terraform, manager);
  if (identity === undefined) {
    yield* withoutIdentity(terraform, manager);
    return;
  }
  for (const use of uses) {
    yield* ownRole(use, identity.role);
    if (use.role === undefined) yield* zoneAllowed(terraform, use, identity.role);
  }
}

// --- internal ---

interface Use {
  readonly issuer: ReturnType<typeof issuersOf>[number];
  readonly path: readonly (string | number)[];
  /** Undefined: the solver looks for it by name. */
  readonly zone: string | undefined;
  readonly role: string | undefined;
}

/** Solvers that take the pod's own credentials. */
const ambientUses = (cluster: Cluster): Use[] =>
  issuersOf(cluster).flatMap((issuer) =>
    solversOf(issuer).flatMap(({ fields, path }) => {
      const given = mapping(fields.dns01).route53;
      if (given === undefined) return [];
      const { accessKeyID, accessKeyIDSecretRef, auth, hostedZoneID, role } = mapping(given);
      return accessKeyID !== undefined || accessKeyIDSecretRef !== undefined || auth !== undefined
        ? []
        : [{ issuer, path: [...path, "dns01", "route53"], zone: string(hostedZoneID), role: string(role) }];
    }),
  );

/** Name of the controller's service account: the release's unless values say otherwise (chart, serviceAccountName). */
function serviceAccountOf({ values, name }: Release): string {
  const { name: given, create } = mapping(values.serviceAccount);
  if (typeof given === "string" && given !== "") return given;
  if (create === false) return "default";
  const override = string(values.fullnameOverride);
  return (
    override ??
    (name === undefined || name.includes("cert-manager") ? (name ?? "cert-manager") : `${name}-cert-manager`)
  );
}

interface Identity {
  readonly role: TerraformResource;
}

function identityOf(terraform: TerraformStack, manager: Release): Identity | undefined {
  const account = serviceAccountOf(manager);
  const association = ofType(terraform, "aws_eks_pod_identity_association").find(
    ({ attributes }) => attributes.namespace === manager.namespace && attributes.service_account === account,
  );
  const role =
    association === undefined
      ? byAnnotation(terraform, manager)
      : referenced(terraform, association.attributes.role_arn);
  return role === undefined ? undefined : { role };
}

const roleAnnotation = "eks.amazonaws.com/role-arn";

/** A role whose trust policy names the service account, as IAM roles for service accounts have it. */
function byAnnotation(terraform: TerraformStack, { values }: Release): TerraformResource | undefined {
  const arn = mapping(mapping(values.serviceAccount).annotations)[roleAnnotation];
  if (typeof arn !== "string") return undefined;
  return (
    referenced(terraform, arn) ??
    ofType(terraform, "aws_iam_role").find(({ attributes }) => arn.endsWith(`:role/${attributes.name}`))
  );
}

function* withoutIdentity(terraform: TerraformStack, manager: Release): Generator<Draft> {
  const account = serviceAccountOf(manager);
  const annotated = mapping(mapping(manager.values.serviceAccount).annotations)[roleAnnotation];
  // a role of another stack
  if (annotated !== undefined) return;
  const associations = ofType(terraform, "aws_eks_pod_identity_association");
  const near = associations.find(
    ({ attributes }) => attributes.service_account === account || attributes.namespace === manager.namespace,
  );
  yield draft("E55", near ?? manager, near === undefined ? ["serviceAccount"] : ["service_account"], {
    happens:
      near === undefined
        ? `Nothing gives the service account ${manager.namespace}/${account} of cert-manager a role: every challenge in Route 53 is denied.`
        : `The association is for ${near.attributes.namespace}/${near.attributes.service_account}, and cert-manager's service account is ${manager.namespace}/${account}: every challenge in Route 53 is denied.`,
    fix: `Associate the role with ${manager.namespace}/${account}.`,
  });
}

function* ownRole({ issuer, path, role }: Use, own: TerraformResource): Generator<Draft> {
  if (role === undefined) return;
  const name = own.attributes.name;
  const same =
    referenceIn(role)?.address === own.address ||
    (typeof name === "string" && role.endsWith(`:role/${name}`));
  if (!same) return;
  yield draft("E54", issuer, [...path, "role"], {
    happens: `The pod has the role ${typeof name === "string" ? name : own.address} already, and must not assume it again: every challenge is denied.`,
    fix: "Remove role.",
  });
}

interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

function* zoneAllowed(
  terraform: TerraformStack,
  { issuer, path, zone }: Use,
  role: TerraformResource,
): Generator<Draft> {
  const statements = statementsOf(terraform, role);
  // a policy that only Terraform can put together
  if (statements === undefined) return;
  const allows = (action: string, resource: string) =>
    statements.some(
      ({ actions, resources }) =>
        actions.some((pattern) => fits(pattern, action)) &&
        resources.some((pattern) => fits(pattern, resource)),
    );
  const name = typeof role.attributes.name === "string" ? role.attributes.name : role.address;
  if (zone === undefined) {
    if (allows("route53:ListHostedZonesByName", "*")) return;
    yield draft("E55", issuer, path, {
      happens: `Without hostedZoneID the zone is looked for by its name, which the role ${name} may not do: every challenge is denied.`,
      fix: "Set hostedZoneID, or allow route53:ListHostedZonesByName on all.",
    });
    return;
  }
  const missing = [
    ["route53:ChangeResourceRecordSets", `arn:aws:route53:::hostedzone/${zone}`],
    ["route53:ListResourceRecordSets", `arn:aws:route53:::hostedzone/${zone}`],
    ["route53:GetChange", "arn:aws:route53:::change/C1"],
  ].filter(([action = "", resource = ""]) => !allows(action, resource));
  if (missing.length > 0) {
    yield draft("E55", issuer, [...path, "hostedZoneID"], {
      happens: `The role ${name} of cert-manager may not ${missing.map(([action]) => action).join(", ")} on zone ${zone}: every challenge is denied.`,
      fix: "Allow it in the role's policy for this zone, or correct the zone's id.",
    });
  }
}

/** Statements that allow; undefined where a policy is attached that is not in the stack. */
function statementsOf(terraform: TerraformStack, role: TerraformResource): Statement[] | undefined {
  const isOfRole = (value: unknown) =>
    referenceIn(value)?.address === role.address || (value !== undefined && value === role.attributes.name);
  const documents = [
    ...ofType(terraform, "aws_iam_role_policy").filter(({ attributes }) => isOfRole(attributes.role)),
    ...ofType(terraform, "aws_iam_role_policy_attachment")
      .filter(({ attributes }) => isOfRole(attributes.role))
      .map(({ attributes }) => referenced(terraform, attributes.policy_arn)),
  ].map((policy) => policy?.attributes.policy);
  const inline = blocks(role.attributes.inline_policy).map(({ policy }) => policy);
  const all: Statement[] = [];
  for (const text of [...documents, ...inline]) {
    if (typeof text !== "string") return undefined;
    // expressions within a document are part of its strings, and match nothing by themselves
    const document = parsed(text);
    if (document === undefined) return undefined;
    for (const { Effect, Action, Resource } of blocks(document.Statement)) {
      const resources = strings([Resource].flat());
      if (resources.some(isExpression)) return undefined;
      if (Effect === "Allow") all.push({ actions: strings([Action].flat()), resources });
    }
  }
  return all;
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return mapping(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Whether a pattern of IAM, with its asterisks, fits a text; actions are compared in small letters. */
function fits(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern
    .replace(/^arn:[a-z-]+:/, "arn:aws:")
    .toLowerCase()
    .split("*");
  const wanted = text.toLowerCase();
  if (rest.length === 0) return first === wanted;
  if (!wanted.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    if (index === rest.length - 1) return wanted.length - at >= part.length && wanted.endsWith(part);
    const found = wanted.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
