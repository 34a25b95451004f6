import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { differencesOf } from "../../../review/manifests/differences";
import type { ManifestText } from "../../../review/manifests/documents";
import { identityOf, keyOf, peekIdentity } from "../../../review/manifests/identity";
import { readManifests } from "../../../review/manifests/read";
import { manifestText } from "../../../review/manifests/terminal";
import { objectsIn } from "../../../verify/input/load";
import { compared, manifestsWith } from "./sides";

const word = fc.constantFrom("a", "b", "c", "web", "80", "true", "x y", "");
const leaf = fc.oneof(word, fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constant(null));
const item = fc.record({ name: word, port: fc.integer({ min: 1, max: 3 }) });
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.array(item, { maxLength: 3 }),
    fc.dictionary(word, tie("value"), { maxKeys: 3 }),
  ),
})).value;

const anObject = fc.record({
  apiVersion: fc.constantFrom("v1", "apps/v1"),
  kind: fc.constantFrom("ConfigMap", "Widget", "Secret"),
  metadata: fc.record({ name: fc.constantFrom("one", "two", "three"), namespace: fc.constantFrom("x", "y") }),
  data: fc.dictionary(word, value, { maxKeys: 3 }),
});

/** Objects with identities of their own, each a file. */
const side = fc.uniqueArray(anObject, {
  maxLength: 6,
  selector: ({ apiVersion, kind, metadata: { name, namespace } }) =>
    [apiVersion, kind, name, namespace].join(" "),
});

const filesOf = (objects: readonly unknown[]): ManifestText[] =>
  objects.map((object, index) => ({ path: `${index}.yaml`, text: stringify(object, { version: "1.1" }) }));

const reversedKeys = (object: unknown): unknown => {
  if (Array.isArray(object)) return object.map(reversedKeys);
  if (typeof object !== "object" || object === null) return object;
  return Object.fromEntries(
    Object.entries(object)
      .reverse()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
};

test("nothing differs from itself, whatever the order of files and keys", () => {
  fc.assert(
    fc.property(side, (objects) => {
      const shuffled = filesOf([...objects].reverse().map(reversedKeys));
      expect(compared(filesOf(objects), shuffled).report.changes).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("what differs is the same from the other side, turned round", () => {
  const turned = { create: "delete", delete: "create", update: "update", rename: "rename" } as const;
  fc.assert(
    fc.property(side, side, (one, other) => {
      const forth = readManifests(filesOf(one), filesOf(other));
      const back = readManifests(filesOf(other), filesOf(one));
      const there = differencesOf(forth.base, forth.head).map(({ action, identity, renamedFrom }) =>
        [action, keyOf(renamedFrom ?? identity), keyOf(identity)].join("\n"),
      );
      const returned = differencesOf(back.base, back.head).map(({ action, identity, renamedFrom }) =>
        [turned[action], keyOf(identity), keyOf(renamedFrom ?? identity)].join("\n"),
      );
      expect(returned.sort()).toEqual(there.sort());
    }),
    { numRuns: 80 },
  );
});

test("every object of either side is equal on both or in one difference", () => {
  fc.assert(
    fc.property(side, side, (one, other) => {
      const { report } = compared(filesOf(one), filesOf(other));
      const { create, update, rename, delete: gone } = report.counts;
      expect(report.objects).toBe(other.length);
      expect(one.length - gone + create).toBe(other.length);
      expect(create + update + rename).toBeLessThanOrEqual(other.length);
    }),
    { numRuns: 60 },
  );
});

test("the report is the same to the byte, whatever the order of files and keys", () => {
  fc.assert(
    fc.property(side, side, (one, other) => {
      const tell = (base: readonly unknown[], head: readonly unknown[]): string => {
        const { report } = compared(filesOf(base), filesOf(head));
        const changes = report.changes.map((change) => ({ ...change, file: "" }));
        return JSON.stringify({ ...report, changes }) + manifestText(report);
      };
      expect(tell([...one].reverse().map(reversedKeys), [...other].reverse().map(reversedKeys))).toBe(
        tell(one, other),
      );
    }),
    { numRuns: 60 },
  );
});

test("no secret is in anything that leaves", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/=!$%-]{12,40}$/);
  fc.assert(
    fc.property(
      secret,
      secret,
      fc.constantFrom("data", "stringData"),
      side,
      (before, after, field, others) => {
        const sideWith = (password: string): ManifestText[] =>
          filesOf([
            ...others,
            {
              apiVersion: "v1",
              kind: "Secret",
              metadata: { name: "s", namespace: "z" },
              [field]: { key: field === "data" ? Buffer.from(password).toString("base64") : password },
            },
            {
              apiVersion: "v1",
              kind: "ConfigMap",
              metadata: { name: "c", namespace: "z" },
              data: {
                plain: password,
                within: `<${password}>`,
                file: `a:\n  b: ${JSON.stringify(password)}\n`,
              },
            },
          ]);
        const { read, report } = compared(sideWith(before), sideWith(after));
        const text = JSON.stringify([report, read.base, read.head]) + manifestText(report);
        for (const password of [before, after]) {
          for (const form of [password, Buffer.from(password).toString("base64")]) {
            expect(text.includes(form) || text.includes(JSON.stringify(form).slice(1, -1))).toBe(false);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an identity that is read off the lines of a document is the one that parsing finds", () => {
  const name = fc.constantFrom("one", "yes", "1e3", "o-n.e", "true", "a b", "x:y", "#z", "null", "on");
  const metadata = fc.record(
    {
      namespace: name,
      labels: fc.dictionary(name, name, { maxKeys: 2 }),
      ownerReferences: fc.array(fc.record({ name, kind: name }), { maxLength: 2 }),
      name,
    },
    { requiredKeys: [] },
  );
  const written = fc.record({
    object: fc.record({
      kind: name,
      data: fc.dictionary(name, fc.constantFrom("a\nkind: b\n", "c"), { maxKeys: 2 }),
      metadata,
      apiVersion: name,
    }),
    indent: fc.constantFrom(1, 2, 4),
    comment: fc.constantFrom("", "# kind: x\n", "---\n"),
    quotes: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const, "QUOTE_SINGLE" as const),
    lineWidth: fc.constantFrom(0, 20),
    ending: fc.constantFrom("\n", "\r\n"),
  });
  let peeked = 0;
  fc.assert(
    fc.property(written, ({ object, indent, comment, quotes, lineWidth, ending }) => {
      const yaml = stringify(object, { version: "1.1", indent, defaultStringType: quotes, lineWidth });
      const text = (comment + yaml).replaceAll("\n", ending);
      const identity = peekIdentity(text);
      if (identity === undefined) return;
      peeked += 1;
      const [parsed] = objectsIn("x.yaml", text).objects;
      expect(parsed && identityOf(parsed)).toEqual(identity);
    }),
    { numRuns: 300 },
  );
  expect(peeked).toBeGreaterThan(10);
});

test("the identity of all that Slipway writes can be read off its lines", () => {
  const files = manifestsWith({
    whoami: { image: "traefik/whoami:v1.11.0", expose: [{ host: "a.example.com" }] },
  });
  const documents = files
    .filter(({ path }) => path !== "kustomization.yaml")
    .flatMap(({ text }) => text.split(/^---$/m));
  expect(documents.filter((text) => peekIdentity(text) === undefined)).toEqual([]);
});
