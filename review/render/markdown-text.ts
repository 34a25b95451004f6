/**
 * Text that came out of a plan or a manifest, so that it reads as it is: whoever writes a tag can write Markdown into
 * it, mention people or hide what follows.
 */
export const markdownText = (text: string): string =>
  visible(text).replace(
    // an underscore within a word is one; a number sign means something before a number only
    /[\\`*[\]<>|@~&]|(?<!\w)_|_(?!\w)|#(?=\d)/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );

/** The same in a code span, on one line. */
export function markdownCode(text: string): string {
  const line = visible(text).replace(/\s+/g, " ").trim();
  const fence = "`".repeat(longestRun(line) + 1);
  const padding = line.startsWith("`") || line.endsWith("`") || line === "" ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines in a fence that nothing in them can end. */
export function markdownFence(language: string, lines: readonly string[]): string {
  const text = lines.map(visible).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

// --- internal ---

/** Without what cannot be seen, or would turn the direction of what follows. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, seen);

const seen = (character: string): string => (character === "\t" || character === "\n" ? " " : "\uFFFD");

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
