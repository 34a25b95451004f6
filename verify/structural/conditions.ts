import { stringFormats } from "./formats";
import { matches } from "./pattern";
import { isRecord } from "./record";
import type { Condition } from "./schema";

/** Whether a value is as a condition says. What a keyword is not about, such as a pattern of a number, it lets pass. */
export function holds(value: unknown, condition: Condition): boolean {
  const { allOf = [], anyOf, oneOf, not, required = [], properties = {} } = condition;
  const isTrue = (part: Condition) => holds(value, part);
  return (
    allOf.every(isTrue) &&
    (anyOf === undefined || anyOf.some(isTrue)) &&
    (oneOf === undefined || oneOf.filter(isTrue).length === 1) &&
    (not === undefined || !isTrue(not)) &&
    (!isRecord(value) ||
      (required.every((name) => value[name] !== undefined) &&
        Object.entries(properties).every(
          ([name, part]) => value[name] === undefined || holds(value[name], part),
        ))) &&
    (condition.enum === undefined || condition.enum.includes(value)) &&
    (typeof value !== "string" || isString(value, condition))
  );
}

// --- internal ---

const isString = (value: string, { pattern, format }: Condition): boolean =>
  (pattern === undefined || matches(value, pattern)) &&
  (format === undefined || stringFormats[format]?.accepts(value) !== false);
