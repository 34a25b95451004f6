import { stringFormats } from "../../verify/structural/formats";
import { patternFault } from "../../verify/structural/pattern";
import { reserved, unknownFunctions } from "../../verify/structural/rules";
import type { Rule, Schema } from "../../verify/structural/schema";

/** Why the validator could not check a value by this schema as the API server does, itself and not what is in it. */
export function uncheckable(schema: Schema): string | undefined {
  if ("pattern" in schema && schema.pattern !== undefined) {
    const reason = uncheckablePattern(schema.pattern);
    if (reason !== undefined) return reason;
  }
  if (schema.type === "string" && schema.format !== undefined && !(schema.format in stringFormats)) {
    return `the format ${schema.format} is missing in verify/structural/formats.ts`;
  }
  return schema.rules?.map(uncheckableRule).find((reason) => reason !== undefined);
}

function uncheckablePattern(pattern: string): string | undefined {
  const fault = patternFault(pattern);
  return fault === undefined ? undefined : `the pattern ${pattern} cannot be used here: ${fault}`;
}

function uncheckableRule({ rule }: Rule): string | undefined {
  // compares with the object in the cluster, which a manifest does not show
  if (/\boldSelf\b/.test(rule)) return `the rule ${rule} is about changes, which the validator cannot see`;
  const escaped = [...rule.matchAll(/\.__(\w+?)__\b/g)].map(([, name = ""]) => name);
  if (escaped.some((name) => !reserved.has(name)))
    return `the rule ${rule} escapes a field's name, which is not supported yet`;
  const functions = unknownFunctions(rule);
  return functions.length === 0
    ? undefined
    : `the rule ${rule} calls ${functions.join(", ")}, which cannot be evaluated here yet`;
}
