import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { readDefinitions } from "../platform/definition/load";
import { formatProblem } from "../platform/definition/problem";

const root = resolve(__dirname, "..");
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

interface Example {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const examples: readonly Example[] = pages.flatMap((page) =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", text = ""]) => ({ page, language, text }),
  ),
);

const inLanguage = (language: string) => examples.filter((example) => example.language === language);

test("finds examples in every language that it checks", () => {
  expect(new Set(examples.map(({ language }) => language))).toEqual(new Set(["sh", "text", "ts", "yaml"]));
});

test("compiles every TypeScript example as the file that its first line names", () => {
  const folder = mkdtempSync(join(tmpdir(), "slipway-docs-"));
  try {
    for (const { text } of inLanguage("ts")) {
      const name = /^\/\/ (\S+\.ts)\n/.exec(text)?.[1];
      expect(name).toMatch(/^(stacks|k8s)\//);
      mkdirSync(join(folder, dirname(name ?? "")), { recursive: true });
      writeFileSync(join(folder, name ?? ""), text);
    }
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        // as if the examples stood in the project
        rootDirs: [folder, root],
        paths: { "*": [join(root, "node_modules", "*")] },
        typeRoots: [join(root, "node_modules", "@types")],
      },
      include: [join(folder, "**/*.ts")],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    const { status, stdout } = spawnSync("npx", ["tsc", "--project", folder], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("loads every example of a definition beside the definitions that are there", () => {
  for (const { text } of inLanguage("yaml")) {
    const folder = mkdtempSync(join(tmpdir(), "slipway-docs-"));
    try {
      for (const name of readdirSync(join(root, "environments"))) {
        if (name.endsWith(".yaml"))
          writeFileSync(join(folder, name), readFileSync(join(root, "environments", name)));
      }
      const name = /^name: (\S+)$/m.exec(text)?.[1];
      // a part of a definition is read on top of one that is there
      if (name === undefined) {
        const prod = readFileSync(join(root, "environments", "prod.yaml"), "utf8");
        // without its name it is what the part extends
        writeFileSync(join(folder, "prod.yaml"), prod.replace(/^name: prod$/m, ""));
        writeFileSync(join(folder, "part.yaml"), `extends: prod.yaml\nname: part\n${text}`);
      } else writeFileSync(join(folder, `${name}.yaml`), text);
      expect(readDefinitions(folder).problems.map(formatProblem)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

test("names only commands that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = examples
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => [...text.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name = ""]) => name))
    .filter((name) => name !== "ci");
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("links only to pages that exist", () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#]+)\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^https?:/.test(target) && !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});
