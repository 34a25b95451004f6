/** Nobody writes longer ones, and they are split by an expression that takes its time. */
const longest = 1000;

/**
 * Reads a label selector as it is written in arguments: `a=b,c!=d,e in (f,g),h notin (i),j,!k` (apimachinery,
 * pkg/labels). Undefined where it is none.
 */
export function parseSelector(
  text: string,
): ((labels: Readonly<Record<string, unknown>>) => boolean) | undefined {
  if (text.length > longest) return undefined;
  const requirements: ((labels: Readonly<Record<string, unknown>>) => boolean)[] = [];
  for (const part of text.split(/,(?![^(]*\))/).map((one) => one.trim())) {
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    const equal = /^([^\s!=]+)\s*(==?|!=)\s*(\S*)$/.exec(part);
    const exists = /^(!?)\s*([^\s!=()]+)$/.exec(part);
    if (set !== null) {
      const [, key = "", operator, list = ""] = set;
      const values = list.split(",").map((value) => value.trim());
      requirements.push((labels) => values.includes(`${labels[key]}`) === (operator === "in"));
    } else if (equal !== null) {
      const [, key = "", operator, value] = equal;
      requirements.push((labels) => (labels[key] === value) === (operator !== "!="));
    } else if (exists !== null) {
      const [, not, key = ""] = exists;
      requirements.push((labels) => (labels[key] !== undefined) === (not === ""));
    } else return undefined;
  }
  return (labels) => requirements.every((requirement) => requirement(labels));
}
