import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { withinBudget } from "../../../review/render/budget";
import { commentMarker, markdownReport } from "../../../review/render/markdown";
import { markdownCode, markdownFence, markdownText } from "../../../review/render/markdown-text";
import { changed, finding, fullReport, manifests, object, plan, reportOf, resource } from "./reports";

const linesOf = (text: string): readonly string[] => text.split("\n");

test("says the verdict first, then what could hurt, then where it all comes from", () => {
  expect(markdownReport(fullReport)).toMatchSnapshot();
});

test("begins with the marker by which a pipeline finds its comment again", () => {
  expect(markdownReport(reportOf()).startsWith(`${commentMarker}\n`)).toBe(true);
});

test("says that nothing changes", () => {
  expect(markdownReport(reportOf({ plan: plan({ counts: { "no-op": 3 } }) }))).toBe(
    `${commentMarker}\n## Review: nothing changes\n\n### prod\n\nTerraform: no changes (planned by Terraform 1.11.4)  \nNothing changes.  \n`,
  );
});

test("shows twenty findings of level HIGH, and counts the others", () => {
  const findings = Array.from({ length: 30 }, (_, index) =>
    finding("EKS-NET-001", { subject: `sg.${index}` }),
  );
  const lines = linesOf(markdownReport(reportOf({ findings })));
  expect(lines.filter((line) => line.startsWith("- **HIGH**"))).toHaveLength(20);
  expect(lines).toContain("- … 10 more findings of level HIGH in review.html");
});

test("shows 80 resources with 39 that differ in tags alone in under 150 lines", () => {
  const changes = Array.from({ length: 9 }, (_, index) =>
    resource(`aws_eks_addon.a${index}`, {
      attributes: [changed(["version"], "1", "2"), changed(["size"], 1, 2)],
    }),
  );
  const tagged = Array.from({ length: 39 }, (_, index) => `aws_subnet.s${index}`);
  const still = Array.from({ length: 32 }, (_, index) => `aws_route.r${index}`);
  const report = reportOf({
    plan: plan({
      changes,
      folds: [
        { kind: "tags", text: "tags.a: 1 → 2", addresses: tagged },
        { kind: "no-op", text: "no change", addresses: still },
      ],
    }),
  });
  expect(linesOf(markdownReport(report)).length).toBeLessThan(150);
});

describe("with more than a comment takes", () => {
  const many = Array.from({ length: 5000 }, (_, index) => object(`service-${index}`));
  const report = reportOf({
    manifests: manifests(many),
    findings: [finding("EKS-LIFE-001", { level: "stop" })],
  });
  const text = markdownReport(report);

  test("stays within it", () => {
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(text)).toBeGreaterThan(50_000);
  });

  test("shows what could hurt before all else", () => {
    expect(text).toContain("**STOP** `EKS-LIFE-001`");
  });

  test("says what is left to the HTML report", () => {
    const shown = linesOf(text).filter((line) => line.startsWith("- **changed** `Deployment")).length;
    expect(text).toContain(`_${5000 - shown} more objects in review.html._`);
  });
});

test("never cuts a piece, and never takes more bytes than there are", () => {
  const unit = fc.record({ text: fc.string({ unit: "grapheme", maxLength: 60 }), priority: fc.nat(3) });
  const section = fc.record({
    heading: fc.constantFrom("#### a", "#### b"),
    units: fc.array(unit, { maxLength: 12 }),
    leftOut: fc.constant((count: number) => `${count} more`),
  });
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 4 }),
      fc.integer({ min: 200, max: 900 }),
      (sections, bytes) => {
        const text = withinBudget(sections, bytes);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes);
        const units = sections.flatMap(({ units: own }) => own.map((one) => one.text));
        const whole = withinBudget(sections, 1_000_000);
        for (const one of units) expect(whole).toContain(one);
      },
    ),
  );
});

describe("text that somebody else wrote", () => {
  test.each([
    ["@everyone look", "&#64;everyone look"],
    ["closes #12", "closes &#35;12"],
    ["<img src=x>", "&#60;img src=x&#62;"],
    ["[link](http://evil)", "&#91;link&#93;(http://evil)"],
    ["`code` *bold* _soft_", "&#96;code&#96; &#42;bold&#42; &#95;soft&#95;"],
    ["snake_case_name", "snake_case_name"],
    ["a\u202Eb\u200Bc", "a\uFFFDb\uFFFDc"],
    ["two\nlines", "two lines"],
  ])("%j reads as it is", (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });

  test("cannot end a code span", () => {
    expect(markdownCode("a `b` ``c")).toBe("```a `b` ``c```");
  });

  test("cannot end a fence", () => {
    expect(markdownFence("diff", ["+ ```", "- x"])).toBe("````diff\n+ ```\n- x\n````");
  });

  test("stays one line in a code span, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const code = markdownCode(text);
        expect(code).not.toContain("\n");
        const [, fence = "", inner = ""] = /^(`+)([\s\S]*)\1$/.exec(code) ?? [];
        expect((inner.match(/`+/g) ?? []).every((run) => run.length < fence.length)).toBe(true);
      }),
    );
  });
});
