import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { charts } from "../platform/versions";

const root = resolve(__dirname, "..");

/** Three numbers with dots, but not the four of an address. */
const version = /(?<![\d.])v?\d+\.\d+\.\d+(?![\d.]*\.\d|\d)/g;

test("spells versions in platform/versions.ts only", () => {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => /^(main\.ts|bench|cli|k8s|output|platform|rehearse|stacks|verify)/.test(file))
    .filter((file) => file !== "platform/versions.ts");
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((file) => {
    const code = readFileSync(resolve(root, file), "utf8")
      .split("\n")
      // a comment or an error message may give an example
      .filter((line) => !/^\s*(\/\/|\/?\*)|error: |such as |message/.test(line))
      .join("\n");
    return (code.match(version) ?? []).map((text) => `${file}: ${text}`);
  });
  expect(found).toEqual([]);
});

test.each(Object.entries(charts))("pins chart %s exactly", (_name, chart) => {
  expect(chart.version).toMatch(/^v?\d+\.\d+\.\d+$/);
});
