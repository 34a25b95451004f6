import type { Grant } from "./difference";
import type { Elements } from "./document";

/** What a policy newly allows, in one clause without a subject: `allows s3:GetObject on arn:aws:s3:::a/*`. */
export function gain(grant: Grant): string {
  const { because, loosened } = grant;
  if (grant.by === "denial") return `no longer denies ${what(grant)}${to(grant)}${under(grant)}`;
  switch (because) {
    case "new":
    case "principal":
      return `allows ${what(grant)}${to(grant)}${under(grant)}`;
    case "condition":
      return `allows ${what(grant)}${to(grant)} where ${loosened.join(" and ")} forbade it`;
    default:
      return because satisfies never;
  }
}

/** What a policy no longer allows, in one clause without a subject. */
export const loss = (grant: Grant): string =>
  grant.by === "denial"
    ? `denies ${what(grant)}${to(grant)}${under(grant)}`
    : grant.because === "condition"
      ? `allows ${what(grant)}${to(grant)} only where ${grant.loosened.join(" and ")} is met`
      : `no longer allows ${what(grant)}${to(grant)}${under(grant)}`;

/** What a grant is about, without its order or wording, for a fingerprint. */
export const aboutGrants = (grants: readonly Grant[]): unknown =>
  grants.map(({ by, actions, resources, principals, conditions, loosened }) => ({
    by,
    actions,
    resources,
    principals,
    conditions,
    loosened,
  }));

// --- internal ---

const what = ({ actions, resources }: Grant): string =>
  resources.values.length === 0
    ? named(actions, "action")
    : `${named(actions, "action")} on ${named(resources, "resource")}`;

const to = ({ principals }: Grant): string =>
  principals.values.length === 0
    ? ""
    : principals.values.includes("*") && !principals.except
      ? " to everybody"
      : ` to ${named(principals, "principal")}`;

const under = ({ conditions, because }: Grant): string =>
  conditions.length === 0 || because === "condition"
    ? ""
    : ` under a condition on ${[...new Set(conditions.map(({ key }) => key))].join(" and ")}`;

function named({ except, values }: Elements, noun: string): string {
  const most = 4;
  const shown =
    values.length > most ? [...values.slice(0, most - 1), `${values.length - most + 1} more`] : values;
  const text = shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
  return except ? `every ${noun} but ${text}` : text === "" ? `any ${noun}` : text;
}
