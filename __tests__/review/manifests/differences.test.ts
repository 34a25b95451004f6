import { describe, expect, test } from "@jest/globals";
import { differencesOf } from "../../../review/manifests/differences";
import { readManifests } from "../../../review/manifests/read";
import { compared, configMap, files, manifestsWith, object, told } from "./sides";

const whoami = { image: "traefik/whoami:v1.11.0" };
const exposed = { ...whoami, expose: [{ host: "whoami.example.com" }] };

describe("an object", () => {
  test("is new, gone or changed, by what it is known by", () => {
    const base = files(configMap("one", "  a: b\n"), configMap("other", "  a: b\n"));
    const head = files(configMap("one", "  a: c\n"), configMap("third", "  x: y\n"));
    expect(told(base, head)).toEqual([
      "~ ConfigMap apps/one  data.a: b → c",
      "- ConfigMap apps/other",
      "+ ConfigMap apps/third",
    ]);
  });

  test("is the same whatever the order of its keys, its comments and its file", () => {
    const text = configMap("one", "  a: b\n  c: d\n");
    const other = `# why\nkind: ConfigMap\nmetadata: { namespace: apps, name: one }\ndata: { c: d, a: "b" }\napiVersion: v1\n`;
    expect(told(files(text), [{ path: "elsewhere/one.yaml", text: other }])).toEqual([]);
  });

  test("that loses a field that was null has not changed", () => {
    const text = object("ConfigMap", "one", "data:\n  a: b\n");
    expect(told(files(`${text}immutable: null\n`), files(text))).toEqual([]);
  });

  test("moves to another version of its group by changing", () => {
    const at = (version: string) => files(object("Widget", "one", "", `example.com/${version}`));
    expect(told(at("v1beta1"), at("v1"))).toEqual([
      "~ Widget apps/one  apiVersion: example.com/v1beta1 → example.com/v1",
    ]);
  });
});

describe("lists", () => {
  test("are compared by what identifies their items, not by place", () => {
    const container = (name: string, image: string) => `    - { name: ${name}, image: "${image}" }\n`;
    const pod = (...containers: readonly string[]) =>
      files(
        object(
          "Deployment",
          "one",
          `spec:\n  template:\n    spec:\n      containers:\n${containers.map((line) => `  ${line}`).join("")}`,
          "apps/v1",
        ),
      );
    const base = pod(container("app", "app:1"), container("proxy", "proxy:1"));
    const head = pod(container("proxy", "proxy:2"), container("app", "app:1"));
    expect(told(base, head)).toEqual([
      "~ Deployment apps/one  spec.template.spec.containers.proxy.image: proxy:1 → proxy:2",
    ]);
  });

  test("that are sets may come in any order", () => {
    const route = (entryPoints: string) =>
      files(object("IngressRoute", "one", `spec:\n  entryPoints: [${entryPoints}]\n`, "traefik.io/v1alpha1"));
    expect(told(route("web, websecure"), route("websecure, web"))).toEqual([]);
    expect(told(route("web, websecure"), route("websecure"))).toEqual([
      "~ IngressRoute apps/one  spec.entryPoints: - web",
    ]);
  });

  test("that are none may not", () => {
    const route = (middlewares: string) =>
      files(
        object(
          "IngressRoute",
          "one",
          `spec:\n  routes:\n  - { match: Host(\`a\`), kind: Rule, middlewares: [${middlewares}] }\n`,
          "traefik.io/v1alpha1",
        ),
      );
    const [auth, limit] = ["{ name: auth }", "{ name: limit }"];
    expect(told(route(`${auth}, ${limit}`), route(`${limit}, ${auth}`))).toEqual([
      '~ IngressRoute apps/one  spec.routes[0].middlewares: ["auth","limit"] → ["limit","auth"]',
    ]);
  });

  test("show a route whose rule changes as one that changes", () => {
    const base = manifestsWith({ whoami: exposed });
    const head = manifestsWith({ whoami: { ...whoami, expose: [{ host: "www.example.com" }] } });
    expect(told(base, head)).toEqual([
      '~ IngressRoute apps/whoami  spec.routes["Host(`whoami.example.com`)"].match → Host(`www.example.com`)',
    ]);
  });
});

describe("texts", () => {
  test("that hold YAML are compared by key", () => {
    const map = (level: string) =>
      files(configMap("one", `  app.yaml: |\n    # how loud\n    log: { level: ${level} }\n    port: 80\n`));
    expect(told(map("info"), map("debug"))).toEqual([
      '~ ConfigMap apps/one  data["app.yaml"].log.level: info → debug',
    ]);
  });

  test("that hold lines are told by how many of them differ", () => {
    const map = (line: string) =>
      files(configMap("one", `  motd: |\n    Hello there\n    ${line}\n    Bye now\n`));
    expect(told(map("one two"), map("three four"))).toEqual([
      "~ ConfigMap apps/one  data.motd: 1 line new, 1 gone",
    ]);
  });
});

describe("what is renamed", () => {
  const hashed = (hash: string, level: string) => configMap(`config-${hash}`, `  level: ${level}\n`);
  const user = (config: string) =>
    object(
      "Deployment",
      "app",
      `spec:\n  template:\n    spec:\n      volumes:\n      - { name: config, configMap: { name: ${config} } }\n`,
      "apps/v1",
    );

  test("is one whose name has a hash of what it holds; who refers to it is one line", () => {
    const base = files(hashed("6f8k2t5b9c", "info"), user("config-6f8k2t5b9c"));
    const head = files(hashed("7d4c2m9kbg", "debug"), user("config-7d4c2m9kbg"));
    expect(told(base, head)).toEqual([
      "> ConfigMap apps/config-7d4c2m9kbg, was ConfigMap apps/config-6f8k2t5b9c  data.level: info → debug",
      "= 1 object  refers to config-7d4c2m9kbg instead of config-6f8k2t5b9c: Deployment apps/app",
    ]);
  });

  test("is one that is equal but for its name", () => {
    const [data, other] = ["  a: b\n  c: d\n  e: f\n", "  x: y\n  z: z\n"];
    const base = files(configMap("one", data), configMap("other", other));
    const head = files(configMap("uno", data), configMap("other", other));
    expect(told(base, head)).toEqual(["> ConfigMap apps/uno, was ConfigMap apps/one"]);
  });

  test("is every object of a service, where it gets another name", () => {
    const base = manifestsWith({ whoami: exposed });
    const head = manifestsWith({ hello: exposed });
    const { counts } = compared(base, head).report;
    expect({ ...counts, update: 0 }).toEqual({ create: 0, delete: 0, update: 0, rename: counts.rename });
    expect(counts.rename).toBeGreaterThan(5);
  });

  test("is not a service that goes while another one comes", () => {
    const base = manifestsWith({ whoami: exposed });
    const head = manifestsWith({ shop: { image: "shop:1", port: 9000, replicas: { min: 5, max: 9 } } });
    expect(compared(base, head).report.counts.rename).toBe(0);
  });

  test("is nothing that loses data by it", () => {
    const claim = (name: string) =>
      files(object("PersistentVolumeClaim", name, "spec:\n  accessModes: [ReadWriteOnce]\n"));
    expect(told(claim("one"), claim("two"))).toEqual([
      "- PersistentVolumeClaim apps/one",
      "+ PersistentVolumeClaim apps/two",
    ]);
  });
});

test("rules get whole objects, with both sides of what changes", () => {
  const { base, head } = readManifests(
    files(configMap("one", "  a: b\n")),
    files(configMap("one", "  a: c\n")),
  );
  expect(differencesOf(base, head)).toMatchObject([
    {
      identity: { group: "", kind: "ConfigMap", namespace: "apps", name: "one" },
      action: "update",
      before: { file: "0.yaml", apiVersion: "v1", object: { data: { a: "b" } } },
      after: { file: "0.yaml", apiVersion: "v1", object: { data: { a: "c" } } },
    },
  ]);
});
