import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type Loaded, readDefinitions, readDefinitionsBy } from "../../../platform/definition/load";
import { formatProblem } from "../../../platform/definition/problem";
import type { Rules } from "../../../platform/definition/validate";

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]+$/, { error: "must be lower-case letters" })
    .describe("Name of the environment."),
  cluster: z.strictObject({
    version: z.enum(["1.34", "1.35"]).describe("Kubernetes version."),
    admins: z.array(z.string()).default([]),
  }),
  services: z
    .record(
      z.string(),
      z.strictObject({
        image: z.string().describe("Container image."),
        expose: z
          .array(z.strictObject({ host: z.string().describe("Host that requests name.") }))
          .default([]),
        min: z.int().default(1),
        max: z.int().default(9),
      }),
    )
    .default({}),
});

const rules: Rules<typeof schema> = {
  schema,
  check: ({ services = {} }) =>
    Object.entries(services).flatMap(([name, { min, max }]) =>
      min > max
        ? [{ path: ["services", name, "min"], message: `must not be above max, which is ${max}` }]
        : [],
    ),
};

const sound = (name: string) => `name: ${name}\ncluster: { version: "1.35" }\n`;

let directory: string;
beforeEach(() => {
  directory = join(realpathSync(mkdtempSync(join(tmpdir(), "slipway-"))), "environments");
  mkdirSync(directory);
});
afterEach(() => rmSync(join(directory, ".."), { recursive: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
}

/** What is shown, with the temporary directory's place left out. */
function shown({ problems }: Pick<Loaded, "problems">): string[] {
  const above = `${relative("", join(directory, ".."))}/`;
  return problems.map(formatProblem).map((line) => line.replace(above, ""));
}

function load(files: Readonly<Record<string, string | Uint8Array>>, only?: readonly string[]) {
  write(files);
  const loaded = readDefinitionsBy(rules, directory, { only });
  return {
    problems: shown(loaded),
    names: loaded.definitions.map(({ definition }) => definition.name),
    definitions: loaded.definitions,
  };
}

describe("loads", () => {
  test("environments in the order of their files, with defaults, and without the parts they share", () => {
    const { definitions, problems } = load({
      "prod.yaml": "extends: base.yaml\nname: prod\n",
      "base.yaml": 'cluster: { version: "1.35", admins: [a] }\n',
      "dev.yaml": 'extends: base.yaml\nname: dev\ncluster: { version: "1.34" }\n',
      ".#dev.yaml": "an editor's lock",
      "platform.schema.json": "{}",
    });
    expect(problems).toEqual([]);
    expect(definitions.map(({ file, definition }) => [file.split("/").at(-1), definition])).toEqual([
      ["dev.yaml", { name: "dev", cluster: { version: "1.34", admins: ["a"] }, services: {} }],
      ["prod.yaml", { name: "prod", cluster: { version: "1.35", admins: ["a"] }, services: {} }],
    ]);
  });

  test("an environment that another one extends", () => {
    const loaded = load({ "dev.yaml": sound("dev"), "test.yaml": "extends: dev.yaml\nname: test\n" });
    expect(loaded).toMatchObject({ names: ["dev", "test"], problems: [] });
  });

  test("the sound environments beside a broken one", () => {
    expect(load({ "dev.yaml": sound("dev"), "prod.yaml": "name: prod\n" })).toMatchObject({
      names: ["dev"],
      problems: ["environments/prod.yaml:1:1  cluster  is required"],
    });
  });

  test("the repository's own environments", () => {
    const { definitions, problems } = readDefinitions("environments");
    expect(problems).toEqual([]);
    expect(definitions.map(({ file }) => file)).toEqual(
      expect.arrayContaining(["environments/dev.yaml", "environments/prod.yaml"]),
    );
  });
});

describe("reports", () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      "an unknown key, a wrong type and a wrong choice together",
      { "dev.yaml": "name: dev\ncluster:\n  versoin: x\n  version: 1.35\n  admins: me\nkernel: 1\n" },
      [
        'environments/dev.yaml:3:3  cluster.versoin  unknown key "versoin"; did you mean "version"?',
        'environments/dev.yaml:4:12  cluster.version  must be a string, not a number (quote it: "1.35")',
        'environments/dev.yaml:5:11  cluster.admins  must be a list, not the string "me" (write ["me"])',
        'environments/dev.yaml:6:1  kernel  unknown key "kernel"; allowed: name, cluster, services, extends',
      ],
    ],
    [
      "a number as it was written",
      { "dev.yaml": "name: dev\ncluster: { version: 1.30 }\n" },
      ['environments/dev.yaml:2:21  cluster.version  must be a string, not a number (quote it: "1.30")'],
    ],
    [
      "broken files next to each other",
      { "dev.yaml": "a: [", "prod.yaml": "a: 1\na: 2\n", "test.yaml": "name: test\ncluster: {}\n" },
      [
        "environments/dev.yaml:1:5  a list begun with [ must end with ], and all of it be indented more than its key",
        'environments/prod.yaml:2:1  a  the key "a" is here a second time; it is first in line 1',
        "environments/test.yaml:2:1  cluster.version  is required: Kubernetes version",
      ],
    ],
    [
      "an inherited value once, in the file that it comes from",
      {
        "base.yaml": 'cluster:\n  version: "1.36"\n',
        "dev.yaml": "extends: base.yaml\nname: dev\n",
        "prod.yaml": "extends: base.yaml\nname: prod\n",
      },
      ['environments/base.yaml:2:12  cluster.version  must be one of 1.34, 1.35; not "1.36"'],
    ],
    [
      "a shared value that every environment replaces",
      {
        "base.yaml": "cluster: { version: 5, admins: [] }\nservices: { a: {} }\n",
        "dev.yaml": `extends: base.yaml\n${sound("dev")}services: { a: { image: x } }\n`,
      },
      ['environments/base.yaml:1:21  cluster.version  must be a string, not a number (quote it: "5")'],
    ],
    [
      "a missing key in the environment's own file, at what is around it",
      {
        "base.yaml": "services:\n  a: { min: 2 }\n",
        "dev.yaml": `extends: base.yaml\n${sound("dev")}services:\n  a:\n    max: 3\n`,
        "prod.yaml": `extends: base.yaml\n${sound("prod")}`,
      },
      [
        "environments/dev.yaml:5:3  services.a.image  is required: Container image",
        "environments/prod.yaml:1:1  services.a.image  is required: Container image",
      ],
    ],
    [
      "a missing key where it was taken away",
      {
        "base.yaml": 'cluster: { version: "1.35" }\n',
        "dev.yaml": "extends: base.yaml\nname: dev\ncluster: { version: null }\n",
      },
      ["environments/dev.yaml:3:21  cluster.version  is required: Kubernetes version"],
    ],
    [
      "a key missing in an inherited list, in that list",
      {
        "base.yaml": "services:\n  a:\n    image: x\n    expose:\n      - {}\n",
        "dev.yaml": `extends: base.yaml\n${sound("dev")}`,
      },
      ["environments/base.yaml:5:9  services.a.expose[0].host  is required: Host that requests name"],
    ],
    [
      "a conflict between the values of two files, at the value that the check names",
      {
        "base.yaml": "services:\n  a: { image: x, min: 5 }\n",
        "dev.yaml": `extends: base.yaml\n${sound("dev")}services:\n  a: { max: 3 }\n`,
      },
      ["environments/base.yaml:2:23  services.a.min  must not be above max, which is 3"],
    ],
    [
      "a conflict in a sound section beside a broken section",
      { "dev.yaml": "name: dev\ncluster: 5\nservices: { a: { image: x, min: 5, max: 1 } }\n" },
      [
        "environments/dev.yaml:2:10  cluster  must be a mapping, not the number 5",
        "environments/dev.yaml:3:33  services.a.min  must not be above max, which is 1",
      ],
    ],
    [
      "a null that removes nothing",
      { "dev.yaml": `${sound("dev")}services:\n` },
      ["environments/dev.yaml:3:10  services  must be a mapping; nothing is written here"],
    ],
    [
      "a missing `extends` without what it would have brought",
      { "dev.yaml": "extends: gone.yaml\nname: dev\nkernel: 1\n" },
      [
        "environments/dev.yaml:1:10  extends  there is no file gone.yaml in this directory (dev.yaml → gone.yaml)",
        'environments/dev.yaml:3:1  kernel  unknown key "kernel"; allowed: name, cluster, services, extends',
      ],
    ],
    [
      "a broken base and what is wrong in the file that extends it",
      { "base.yaml": "a: @b\n", "dev.yaml": "extends: base.yaml\nname: dev\ncluster: { version: 2 }\n" },
      [
        "environments/base.yaml:1:4  a value that begins with @ must be quoted",
        'environments/dev.yaml:3:21  cluster.version  must be a string, not a number (quote it: "2")',
      ],
    ],
    [
      "a circle",
      {
        "base.yaml": "extends: dev.yaml\n",
        "dev.yaml": "extends: base.yaml\nname: dev\n",
        "prod.yaml": `extends: base.yaml\n${sound("prod")}`,
      },
      ["environments/dev.yaml:1:10  extends  goes in a circle: dev.yaml → base.yaml → dev.yaml"],
    ],
    [
      "a name that is not the file's",
      { "dev.yaml": sound("prod") },
      ['environments/dev.yaml:1:7  name  must be "dev", as the file is dev.yaml; not "prod"'],
    ],
    [
      "a name that is no name only as that",
      { "dev.yaml": sound("Prod") },
      ["environments/dev.yaml:1:7  name  must be lower-case letters"],
    ],
    [
      "a missing name",
      { "dev.yaml": 'cluster: { version: "1.35" }\n' },
      ["environments/dev.yaml:1:1  name  is required: Name of the environment"],
    ],
    [
      "a missing name that is another environment's",
      { "dev.yaml": sound("dev"), "prod.yaml": "extends: dev.yaml\n" },
      ["environments/prod.yaml:1:1  name  is required: Name of the environment"],
    ],
    [
      ".yml",
      { "dev.yaml": sound("dev"), "prod.yml": sound("prod"), "test.YAML": "" },
      [
        "environments/prod.yml:1:1  only .yaml files are read; rename it to prod.yaml, or move it elsewhere",
        "environments/test.YAML:1:1  only .yaml files are read; rename it to test.yaml, or move it elsewhere",
      ],
    ],
    [
      "parts without an environment",
      { "a.yaml": "extends: b.yaml\n", "b.yaml": "extends: a.yaml\n" },
      [
        "environments:1:1  there is no environment here; describe one in a file such as dev.yaml",
        "environments/a.yaml:1:10  extends  goes in a circle: a.yaml → b.yaml → a.yaml",
      ],
    ],
    [
      "an empty file",
      { "dev.yaml": "# later\n" },
      ['environments/dev.yaml:1:1  the file is empty; it must be a mapping such as "name: dev"'],
    ],
  ])("%s", (_name, files, expected) => {
    expect(load(files).problems).toEqual(expected);
  });
});

describe("reports a file that cannot be read", () => {
  test.each<[string, () => void, string]>([
    ["a directory", () => mkdirSync(join(directory, "base.yaml")), "this is a directory, not a file"],
    [
      "a dangling link",
      () => symlinkSync("nowhere.yaml", join(directory, "base.yaml")),
      "this is a link to a file that does not exist",
    ],
    [
      "a link to itself",
      () => symlinkSync("base.yaml", join(directory, "base.yaml")),
      "cannot be read: its symbolic links go in a circle",
    ],
    [
      "a device",
      () => symlinkSync("/dev/zero", join(directory, "base.yaml")),
      "this is a device or a pipe, not a file",
    ],
    [
      "10 MB",
      () => write({ "base.yaml": Buffer.alloc(10_000_000, "#") }),
      "the file has 10000000 bytes; a definition has at most 1048576 (1 MiB)",
    ],
  ])("%s", (_name, make, message) => {
    make();
    expect(load({ "dev.yaml": "extends: base.yaml\nname: dev\n" }).problems).toEqual([
      `environments/base.yaml:1:1  ${message}`,
      "environments/dev.yaml:1:10  extends  base.yaml cannot be read (dev.yaml → base.yaml)",
    ]);
  });

  test.each<[string, () => string, string]>([
    ["a missing directory", () => join(directory, "gone"), "environments/gone:1:1  does not exist"],
    [
      "an empty directory",
      () => directory,
      "environments:1:1  there is no environment here; describe one in a file such as dev.yaml",
    ],
    [
      "a file in the directory's place",
      () => {
        write({ "dev.yaml": "" });
        return join(directory, "dev.yaml");
      },
      "environments/dev.yaml:1:1  is not a directory",
    ],
  ])("%s", (_name, make, expected) => {
    expect(shown(readDefinitions(make()))).toEqual([expected]);
  });
});

describe("given names", () => {
  const files = {
    "base.yaml": "cluster: { admins: 5 }\n",
    "broken.yaml": "a: @b\n",
    "dev.yaml": sound("dev"),
    "prod.yaml": `extends: base.yaml\n${sound("prod")}kernel: 1\n`,
  };
  const shared = "environments/base.yaml:1:20  cluster.admins  must be a list, not the number 5 (write [5])";

  test("loads only those, and still reports what is wrong in shared parts", () => {
    expect(load(files, ["dev"])).toMatchObject({ names: ["dev"], problems: [shared] });
  });

  test("reports an unknown one with the known ones", () => {
    expect(load(files, ["dev", "prdo"])).toMatchObject({
      names: ["dev"],
      problems: [
        'environments:1:1  there is no environment "prdo"; known: broken, dev, prod; did you mean "prod"?',
        shared,
      ],
    });
  });

  test("loads none when there are none", () => {
    expect(load(files, [])).toMatchObject({ names: [], problems: [shared] });
  });
});
