import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { htmlReport } from "../../../review/render/html";
import { escaped } from "../../../review/render/html-text";
import { layoutOf } from "../../../review/render/picture-svg";
import { finding, fullReport, reportOf } from "./reports";

const page = htmlReport(fullReport);

test("makes the same page of the same report", () => {
  expect(htmlReport(structuredClone(fullReport))).toBe(page);
});

test("loads nothing, and lets nothing else run", () => {
  expect(page).not.toMatch(/\b(src|href)="(?!#)/);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const digestOf = (element: string): string => {
    const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? "";
    return createHash("sha256").update(text).digest("base64");
  };
  expect(policy).toBe(
    `default-src 'none'; style-src 'sha256-${digestOf("style")}'; script-src 'sha256-${digestOf("script")}'; base-uri 'none'; form-action 'none'`,
  );
});

test("escapes whatever somebody wrote", () => {
  const hostile = `"><script>alert(1)</script>`;
  const text = htmlReport(reportOf({ findings: [finding("R", { happens: hostile, subject: hostile })] }));
  expect(text.match(/<script/g)).toHaveLength(1);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (any) => !/[<>"']|[\u202A-\u202E]/.test(escaped(any))),
  );
});

test("gives every node of a picture a place of its own, and lines past a column a row of theirs", () => {
  const [picture] = fullReport.environments[0]?.pictures ?? [];
  if (picture === undefined) throw new Error("there is no picture");
  const { places, ways } = layoutOf(picture);
  const spots = [...places.values()].map(({ x, y }) => `${x} ${y}`);
  expect(new Set(spots).size).toBe(spots.length);
  const past = picture.edges.find(({ from, to }) => from === "r" && to === "s");
  expect(past === undefined ? undefined : ways.get(past)).toHaveLength(1);
});

test("says each change of a picture in a mark too", () => {
  expect(page).toContain("~ apps/whoami");
  expect(page).toContain("+ apps/whoami-rate-limit");
});
