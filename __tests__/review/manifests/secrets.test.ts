import { describe, expect, test } from "@jest/globals";
import { manifestText } from "../../../review/manifests/terminal";
import { compared, configMap, files, object, told } from "./sides";

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const secret = (data: string) => object("Secret", "db", data);

/** Everything that leaves: the report as JSON and as text. */
const everything = (...sides: Parameters<typeof compared>): string => {
  const { report, read } = compared(...sides);
  return JSON.stringify([report, read.base, read.head, read.problems]) + manifestText(report);
};

describe("a value of a Secret", () => {
  test("shows that it changed, and nothing of it", () => {
    const base = files(secret(`data:\n  password: ${base64("hunter2-old")}\n`));
    const head = files(secret(`data:\n  password: ${base64("hunter2-new")}\n`));
    expect(told(base, head)).toEqual(["~ Secret apps/db  data.password: (sensitive #1) → (sensitive #2)"]);
    expect(everything(base, head)).not.toMatch(/hunter2|aHVudGVy/);
  });

  test("is the same wherever it stands: in a variable, within a text, encoded", () => {
    const password = "correct horse battery";
    const config = configMap(
      "app",
      `  plain: "${password}"\n  within: "use ${password} here"\n  encoded: ${base64(password)}\n`,
    );
    expect(told([], files(secret(`stringData:\n  password: ${password}\n`), config))).toEqual([
      "+ ConfigMap apps/app",
      "+ Secret apps/db",
    ]);
    expect(everything([], files(secret(`stringData:\n  password: ${password}\n`), config))).not.toContain(
      "horse",
    );
  });

  test("is covered elsewhere although its own object does not change", () => {
    const own = secret("stringData:\n  password: hunter2-hunter2\n");
    const head = files(own, configMap("app", "  motd: today hunter2-hunter2 is the word\n"));
    expect(everything(files(own), head)).not.toContain("hunter2");
  });

  test("never hides what objects are known by", () => {
    const own = secret("stringData:\n  user: whoami\n");
    const head = files(own, object("Service", "whoami"), object("Service", "other"));
    expect(told(files(own), head)).toEqual(["+ Service apps/other", "+ Service apps/whoami"]);
  });
});

describe("what is secret by its name or its look is covered", () => {
  const changed = (before: string, after: string, kind = "Deployment") =>
    told(files(object(kind, "app", before)), files(object(kind, "app", after)));

  test("a variable", () => {
    const variable = (value: string) =>
      `spec:\n  env:\n  - { name: DB_PASSWORD, value: ${value} }\n  - { name: LOG, value: ${value}x }\n`;
    expect(changed(variable("alpha-one"), variable("beta-two"))).toEqual([
      "~ Deployment apps/app",
      "    spec.env.DB_PASSWORD.value: (sensitive #1) → (sensitive #2)",
      "    spec.env.LOG.value: (sensitive #1)x → (sensitive #2)x",
    ]);
  });

  test("an argument, and what follows one", () => {
    const args = (value: string) => `spec:\n  args: [--token=${value}, --password, ${value}y]\n`;
    expect(changed(args("alpha-one"), args("beta-two")).join("\n")).not.toMatch(/alpha|beta/);
  });

  test("users of Traefik's basic authentication", () => {
    const users = (hash: string) => `spec:\n  basicAuth:\n    users: ["admin:$apr1$${hash}"]\n`;
    expect(changed(users("H6uskkkW"), users("IgXLP6ew"), "Middleware").join("\n")).not.toMatch(/apr1|uskkk/);
  });

  test("a header with credentials", () => {
    const header = (value: string) =>
      `spec:\n  headers:\n    customRequestHeaders:\n      Authorization: Basic ${value}\n`;
    expect(changed(header("YWxwaGE6b25l"), header("YmV0YTp0d28="), "Middleware")).toEqual([
      "~ Middleware apps/app  spec.headers.customRequestHeaders.Authorization: (sensitive #1) → (sensitive #2)",
    ]);
  });

  test("a key in a file of a ConfigMap", () => {
    const file = (value: string) =>
      `data:\n  app.yaml: |\n    db:\n      host: db\n      password: ${value}\n`;
    expect(changed(file("alpha-one"), file("beta-two"), "ConfigMap")).toEqual([
      '~ ConfigMap apps/app  data["app.yaml"].db.password: (sensitive #1) → (sensitive #2)',
    ]);
  });

  test("an object within an annotation of kubectl", () => {
    const applied = (value: string) => {
      const inner = { apiVersion: "v1", kind: "Secret", data: { password: base64(value) } };
      return `last-applied: ${JSON.stringify(JSON.stringify(inner))}\n`;
    };
    expect(changed(applied("alpha-one"), applied("beta-two"), "ConfigMap").join("\n")).not.toMatch(
      /YWxwaGE|YmV0YS/,
    );
  });

  test("but not the name of a Secret", () => {
    const reference = (name: string) => `spec:\n  basicAuth:\n    secret: ${name}\n`;
    expect(changed(reference("users-one"), reference("users-two"), "Middleware")).toEqual([
      "~ Middleware apps/app  spec.basicAuth.secret: users-one → users-two",
    ]);
  });
});
