/** How a chart's version moves: what a reader of its release notes has to look for. */
export type VersionStep = "same" | "patch" | "minor" | "major" | "back" | "unclear";

/** Compares versions as Helm reads them (SemVer 2, with or without a leading `v`). */
export function versionStep(before: string | undefined, after: string | undefined): VersionStep {
  if (before === undefined || after === undefined) return before === after ? "same" : "unclear";
  const [one, other] = [parts(before), parts(after)];
  if (one === undefined || other === undefined) return before === after ? "same" : "unclear";
  const [first, second, third] = other.map((part, index) => part - (one[index] ?? 0)) as [
    number,
    number,
    number,
  ];
  if (first !== 0) return first > 0 ? "major" : "back";
  // before 1.0, a minor version may break (SemVer 2, item 4)
  if (second !== 0) return second < 0 ? "back" : other[0] === 0 ? "major" : "minor";
  if (third !== 0) return third > 0 ? "patch" : "back";
  return suffix(before) === suffix(after) ? "same" : "patch";
}

// --- internal ---

function parts(version: string): readonly number[] | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
  return match === null ? undefined : match.slice(1, 4).map(Number);
}

const suffix = (version: string): string => /[-+].*$/.exec(version)?.[0] ?? "";
