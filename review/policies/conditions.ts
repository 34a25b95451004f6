import { addressRange, within } from "../exposure/ranges";
import type { Condition } from "./document";
import { includes } from "./pattern";

/** The conditions of `outer` that a request may fail although it meets those of `inner`. */
export const notImplied = (outer: readonly Condition[], inner: readonly Condition[]): readonly Condition[] =>
  outer.filter((condition) => !inner.some((other) => implies(other, condition)));

/** `StringLike token.actions.githubusercontent.com:sub` */
export const nameOf = ({ operator, key }: Condition): string => `${operator} ${key}`;

// --- internal ---

/** Whether whoever meets `one` meets `other`. */
function implies(one: Condition, other: Condition): boolean {
  if (one.key !== other.key) return false;
  const [a, b] = [operatorOf(one), operatorOf(other)];
  if (a.set !== b.set) return false;
  // absent keys pass with IfExists
  if (a.ifExists && !b.ifExists) return false;
  const every = (
    inner: readonly string[],
    outer: readonly string[],
    has: (o: string, i: string) => boolean,
  ) => inner.every((value) => outer.some((wide) => has(wide, value)));
  switch (b.name) {
    case "StringEquals":
      return (
        (a.name === "StringEquals" || (a.name === "StringLike" && !one.values.some(isPattern))) &&
        every(one.values, other.values, (wide, value) => wide === value)
      );
    case "StringEqualsIgnoreCase":
      return (
        (a.name === "StringEquals" || a.name === b.name) &&
        every(one.values, other.values, (wide, value) => wide.toLowerCase() === value.toLowerCase())
      );
    case "StringLike":
      return (
        (a.name === "StringEquals" || a.name === "StringLike") && every(one.values, other.values, includes)
      );
    case "Arn":
      return a.name === "Arn" && every(one.values, other.values, includes);
    case "IpAddress":
      return a.name === "IpAddress" && every(one.values, other.values, isInside);
    // what is excluded has to be excluded before
    case "StringNotEquals":
      return a.name === b.name && every(other.values, one.values, (wide, value) => wide === value);
    case "StringNotLike":
    case "ArnNot":
      return a.name === b.name && every(other.values, one.values, includes);
    case "NotIpAddress":
      return a.name === b.name && every(other.values, one.values, isInside);
    default:
      return a.name === b.name && one.values.join("\n") === other.values.join("\n");
  }
}

interface Operator {
  readonly set: string;
  readonly name: string;
  readonly ifExists: boolean;
}

function operatorOf({ operator }: Condition): Operator {
  const [, set = "", name = "", ifExists] = /^(?:(\w+):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, name: sameAs[name] ?? name, ifExists: ifExists !== undefined };
}

/** ArnEquals and ArnLike behave identically (IAM user guide, condition operators). */
const sameAs: Readonly<Record<string, string>> = {
  ArnEquals: "Arn",
  ArnLike: "Arn",
  ArnNotEquals: "ArnNot",
  ArnNotLike: "ArnNot",
};

const isPattern = (value: string): boolean => /[*?]/.test(value);

function isInside(outer: string, inner: string): boolean {
  const [wide, narrow] = [addressRange(outer), addressRange(inner)];
  return wide !== undefined && narrow !== undefined && within(wide, narrow);
}
