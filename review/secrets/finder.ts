import { coveredText } from "../differences/shown";
import { formsOf, shortestPart } from "./forms";

/**
 * A function that covers every secret within a text, in all forms that it may have there; of several that begin at one
 * place the longest.
 */
export function finderOf(
  secrets: Iterable<string>,
  ordinalOf: (secret: string) => number,
): (text: string) => string {
  // by their beginnings, so that a text is gone through once, however many secrets there are
  const byBeginning = new Map<string, Form[]>();
  for (const secret of secrets) {
    if (secret.length < shortestPart) continue;
    for (const text of new Set(formsOf(secret))) {
      const beginning = text.slice(0, shortestPart);
      const forms = byBeginning.get(beginning) ?? [];
      forms.push({ text, secret });
      byBeginning.set(beginning, forms);
    }
  }
  const firsts = new Set<number>();
  for (const [beginning, forms] of byBeginning) {
    firsts.add(beginning.charCodeAt(0) * 65_536 + beginning.charCodeAt(1));
    forms.sort((one, other) => other.text.length - one.text.length || (one.text < other.text ? -1 : 1));
  }
  return (text) => {
    let result = "";
    let copied = 0;
    for (let at = 0; at + shortestPart <= text.length; ) {
      const form = firsts.has(text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1))
        ? byBeginning.get(text.slice(at, at + shortestPart))?.find((one) => text.startsWith(one.text, at))
        : undefined;
      if (form === undefined) {
        at += 1;
        continue;
      }
      result += text.slice(copied, at) + coveredText(ordinalOf(form.secret));
      at += form.text.length;
      copied = at;
    }
    return copied === 0 ? text : result + text.slice(copied);
  };
}

// --- internal ---

interface Form {
  readonly text: string;
  readonly secret: string;
}
