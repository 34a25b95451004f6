import { describe, expect, test } from "@jest/globals";
import { readManifests } from "../../../review/manifests/read";
import { compared, configMap, files, manifestsWith, object, told } from "./sides";

const whoami = { image: "traefik/whoami:v1.11.0" };

describe("what is read", () => {
  test("leaves out what is equal on both sides, whichever file it is in", () => {
    const [one, other] = [configMap("one", "  a: b\n"), configMap("other", "  a: b\n")];
    const { base, head, objects } = readManifests(files(one, other), files(`${other}---\n${one}`));
    expect({ base, head, objects }).toEqual({ base: [], head: [], objects: 2 });
  });

  test("knows each object by group, kind, namespace and name, and where it is written", () => {
    const { head } = readManifests(
      [],
      files(`${configMap("one", "  a: b\n")}---\n${object("Deployment", "one", "", "apps/v1")}`),
    );
    expect(head.map(({ identity, file, line }) => ({ ...identity, file, line }))).toEqual([
      { group: "", kind: "ConfigMap", namespace: "apps", name: "one", file: "0.yaml", line: 1 },
      { group: "apps", kind: "Deployment", namespace: "apps", name: "one", file: "0.yaml", line: 9 },
    ]);
  });

  test("takes lists apart", () => {
    const list =
      "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: other}}\n";
    expect(readManifests(files(list), files(list)).objects).toBe(2);
    expect(readManifests([], files(list)).head.map(({ identity: { name } }) => name)).toEqual([
      "one",
      "other",
    ]);
  });

  test("reads YAML 1.1, as Kubernetes does", () => {
    expect(told(files(configMap("one", "  on: yes\n")), files(configMap("one", '  "true": true\n')))).toEqual(
      [],
    );
  });

  test("passes over files of other tools and hidden ones", () => {
    const text = configMap("one", "  a: b\n");
    const others = ["values.yaml", ".published.json", ".github/x.yaml", "README.md", "cdk.tf.json"];
    expect(
      readManifests(
        [],
        others.map((path) => ({ path, text })),
      ),
    ).toMatchObject({ head: [], objects: 0 });
  });

  test("gives objects the namespace of their kustomization", () => {
    const head = [
      {
        path: "kustomization.yaml",
        text: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: shop\n",
      },
      { path: "one.yaml", text: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n" },
    ];
    expect(told([], head)).toEqual(["+ Kustomization .", "+ ConfigMap shop/one"]);
  });
});

describe("a kustomization", () => {
  const base = manifestsWith({ whoami });

  test("does not say once more which files come and go", () => {
    const head = manifestsWith({ whoami, other: whoami });
    expect(told(base, head).filter((line) => line.includes("Kustomization"))).toEqual([]);
  });

  test("says which files are no longer listed although they are there", () => {
    const head = base.map(({ path, text }) => ({ path, text: text.replace(/^- services\/.*\n/m, "") }));
    expect(told(base, head)).toEqual(["~ Kustomization .  resources: - services/apps/whoami.yaml"]);
  });

  test("counts as none of the objects", () => {
    const objects = base.flatMap(({ text }) => text.match(/^kind:/gm) ?? []).length - 1;
    expect(compared(base, base).report.objects).toBe(objects);
  });
});

describe("problems", () => {
  const [one, other] = [configMap("one", "  a: b\n"), configMap("one", "  a: c\n")];
  const twice = "ConfigMap apps/one is here a second time, first at 0.yaml:1";

  test("of two objects with one identity the first is compared, and the other is said to be there", () => {
    const { problems, head } = readManifests([], files(one, other));
    expect(head).toHaveLength(1);
    expect(problems).toEqual([
      { side: "head", file: "1.yaml", line: 1, column: 1, message: `${twice}; the first is compared` },
    ]);
  });

  test("a second one beside an object that does not change is not taken for a new one", () => {
    const { problems } = readManifests(files(one), files(one, other));
    expect(problems.map(({ side, file, message }) => `${side} ${file} ${message}`)).toEqual([
      `head 1.yaml ${twice}; the first is compared`,
    ]);
    expect(told(files(one), files(one, other))).toEqual([]);
  });

  test("two equal ones on both sides are said to be there, too", () => {
    expect(
      readManifests(files(one, one), files(one, one)).problems.map(({ side, message }) => [side, message]),
    ).toEqual([
      ["base", twice],
      ["head", twice],
    ]);
  });

  test("what is no YAML is said with its place in the file", () => {
    const { problems, head } = readManifests([], files(`${one}---\napiVersion: v1\nkind: {\n`));
    expect(head).toHaveLength(1);
    expect(problems).toMatchObject([{ side: "head", file: "0.yaml" }]);
    expect(problems[0]?.line).toBeGreaterThan(7);
  });

  test("aliases that multiply each other are refused", () => {
    const bomb = `${Array.from(
      { length: 12 },
      (_, level) =>
        `  l${level}: &l${level} [${Array(10)
          .fill(level === 0 ? "x" : `*l${level - 1}`)
          .join(", ")}]`,
    ).join("\n")}\n`;
    expect(readManifests([], files(configMap("bomb", bomb))).problems).toMatchObject([
      { message: expect.stringContaining("aliases") },
    ]);
  });
});
