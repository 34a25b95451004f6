import { byCodeUnits } from "../differences/value";
import type { AttributeChange, ObjectFold } from "../report/report";
import { shownPath } from "./path";
import { shownValue } from "./shown-value";

export interface Folding {
  readonly folds: readonly ObjectFold[];
  /** What is left of the changes of each object. */
  readonly rest: ReadonlyMap<string, readonly AttributeChange[]>;
}

/**
 * Changes that many objects have alike, each told once: a label, an image, the new name of what they refer to, or any
 * other; and checksums, which say nothing beyond what they are of.
 *
 * @param changes of updated objects, by their keys
 * @param shown how an object is called in a fold
 */
export function foldedChanges(
  changes: ReadonlyMap<string, readonly AttributeChange[]>,
  renamed: ReadonlySet<string>,
  shown: (key: string) => string,
): Folding {
  const groups = new Map<
    string,
    { readonly text: string; readonly least: number; readonly objects: Set<string> }
  >();
  for (const [object, attributes] of changes) {
    for (const attribute of attributes) {
      const { text, least } = alike(attribute, renamed);
      const group = groups.get(text);
      if (group === undefined) groups.set(text, { text, least, objects: new Set([object]) });
      else group.objects.add(object);
    }
  }
  const isFolded = (attribute: AttributeChange): boolean => {
    const { text, least } = alike(attribute, renamed);
    return (groups.get(text)?.objects.size ?? 0) >= least;
  };
  return {
    folds: [...groups.values()]
      .filter(({ objects, least }) => objects.size >= least)
      .map(({ text, objects }) => ({ text, objects: [...objects].map(shown).sort(byCodeUnits) }))
      .sort((a, b) => b.objects.length - a.objects.length || byCodeUnits(a.text, b.text)),
    rest: new Map(
      [...changes].map(([object, attributes]) => [object, attributes.filter((one) => !isFolded(one))]),
    ),
  };
}

// --- internal ---

/** What a change has in common with others, and how many objects must have it. */
function alike(
  change: AttributeChange,
  renamed: ReadonlySet<string>,
): { readonly text: string; readonly least: number } {
  const { path, before, after } = change;
  const key = path.at(-1);
  const owner = path.at(-2);
  if (typeof key === "string" && (owner === "annotations" || owner === "labels")) {
    if (/^checksum\/|[-./]checksum$/.test(key)) return { text: "checksum annotations", least: 1 };
    return { text: `${owner === "labels" ? "label" : "annotation"} ${key}: ${delta(change)}`, least: few };
  }
  if (key === "caBundle") return { text: "caBundle of webhooks", least: 1 };
  const [from, to] = [textIn(before), textIn(after)];
  if (from !== undefined && to !== undefined && renamed.has(`${from}\n${to}`))
    return { text: `refers to ${to} instead of ${from}`, least: 1 };
  if (key === "image") return { text: `image ${delta(change)}`, least: few };
  return { text: `${shownPath(path)}: ${delta(change)}`, least: many };
}

/** Of what hardly ever matters, this many alike are one line. */
const few = 3;
const many = 5;

const textIn = (shown: AttributeChange["before"]): string | undefined =>
  shown?.kind === "value" && typeof shown.value === "string" ? shown.value : undefined;

const delta = ({ before, after }: AttributeChange): string =>
  before === undefined
    ? `+ ${shownValue(after)}`
    : after === undefined
      ? `- ${shownValue(before)}`
      : `${shownValue(before)} → ${shownValue(after)}`;
