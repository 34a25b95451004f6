import { coveredText, unknownText } from "../differences/shown";
import type { Shown } from "../report/report";

/** A value in one line: texts as they are where that is clear, the rest as JSON, what is long cut at its end. */
export function shownValue(shown: Shown | undefined): string {
  if (shown === undefined) return "";
  switch (shown.kind) {
    case "sensitive":
      return coveredText(shown.ordinal);
    case "unknown":
      return unknownText;
    case "value":
      return shortened(typeof shown.value === "string" ? text(shown.value) : JSON.stringify(shown.value));
    default:
      return shown satisfies never;
  }
}

// --- internal ---

/** What would be taken for something else, or cannot be seen, stands in quotes. */
const text = (value: string): string =>
  /^[\p{L}\p{N}\p{P}\p{S}]+( [\p{L}\p{N}\p{P}\p{S}]+)*$/u.test(value) &&
  !/^(["'{[]|true$|false$|null$|[\d.]+$)/.test(value)
    ? value
    : JSON.stringify(value).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);

const escaped = (character: string): string =>
  [...character].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");

const longest = 160;

function shortened(line: string): string {
  const characters = [...line];
  return characters.length <= longest
    ? line
    : `${characters.slice(0, longest).join("")}… (${characters.length} characters)`;
}
