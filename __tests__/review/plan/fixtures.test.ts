import { describe, expect, test } from "@jest/globals";
import type { AttributeChange, PlanReport, Shown } from "../../../review/report/report";
import { planLog, planNames, planText, reportOf } from "../plans";

/** A report in few lines, as a reader would note it down. */
function noted({ changes, folds, drift, outputs, counts }: PlanReport): string[] {
  return [
    `counts ${Object.entries(counts)
      .map(([action, count]) => `${action} ${count}`)
      .join(", ")}`,
    ...changes.flatMap(
      ({ address, deposed, action, because, movedFrom, attributes, foldedAttributes, followers }) => [
        `${action} ${address}${deposed === undefined ? "" : ` deposed ${deposed}`}${
          movedFrom === undefined ? "" : ` from ${movedFrom}`
        }${because === undefined ? "" : `: ${because}`}`,
        ...attributes.map(attribute),
        ...foldedAttributes.map(({ reason, count }) => `  … ${count} ${reason}`),
        ...followers.map((address) => `  followed by ${address}`),
      ],
    ),
    ...folds.flatMap(({ kind, text, addresses }) => [`fold ${kind}, ${addresses.length}: ${text}`]),
    ...drift.flatMap(({ address, fate, attributes }) => [
      `drift ${fate} ${address}`,
      ...attributes.map(attribute),
    ]),
    ...outputs.map(
      ({ name, action, before, after }) => `output ${action} ${name} ${value(before)} → ${value(after)}`,
    ),
  ];
}

function attribute({ path, kind, before, after, format, forcesReplacement }: AttributeChange): string {
  const sign = { added: "+", removed: "-", changed: "~", sensitivity: "sensitivity" }[kind];
  const sides = [before, after].filter((side) => side !== undefined).map(value);
  return `  ${sign} ${path.join(".")} ${sides.join(" → ")}${format === undefined ? "" : ` (${format})`}${
    forcesReplacement ? " forces replacement" : ""
  }`;
}

function value(side: Shown | undefined): string {
  if (side === undefined) return "";
  if (side.kind === "value") return JSON.stringify(side.value);
  return side.kind === "sensitive" ? `#${side.ordinal}` : "?";
}

describe("plans that Terraform made", () => {
  for (const name of planNames) {
    test(name, () => {
      const { report, notices } = reportOf(planText(name), name === "06-errored" ? planLog(name) : undefined);
      expect(
        [...notices.map(({ kind, text }) => `${kind}: ${text}`), ...noted(report)].join("\n"),
      ).toMatchSnapshot();
    });
  }
});
