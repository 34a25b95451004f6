import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { reportOf } from "../plans";

/** Texts that nobody writes by accident, with what has to be escaped somewhere. */
const secretText = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9]{4,12}$/),
    fc.constantFrom("", '"', "\\", "\n", "/", "+", "<&>", " ", "é", "$", ": ", "- ", "{}", "'"),
    fc.stringMatching(/^[A-Z0-9]{4,12}$/),
  )
  .map(([start, middle, end]) => `Zq${start}${middle}${end}`);

type Tree = null | boolean | number | string | readonly Tree[] | { readonly [key: string]: Tree };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("plain", "other", 1, true, null),
    secretText,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "name", "value", "key", "x-y", "Data"), tie("tree"), {
      maxKeys: 4,
    }),
  ),
}));

/** Marks each of the secrets, or something around it. */
function marksOf(value: Tree, widen: () => boolean): unknown {
  if (typeof value === "string") return value.startsWith("Zq");
  if (Array.isArray(value)) {
    return widen() && holdsSecret(value) ? true : value.map((inner) => marksOf(inner, widen));
  }
  if (typeof value !== "object" || value === null) return false;
  if (widen() && holdsSecret(value)) return true;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, marksOf(inner, widen)]));
}

const holdsSecret = (value: Tree): boolean => secretsIn(value).length > 0;

function secretsIn(value: Tree): readonly string[] {
  if (typeof value === "string") return value.startsWith("Zq") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}

/** The same values where marks are lost: within JSON, YAML, a URL, base64, a command. */
const copies = (secrets: readonly string[]) => ({
  json: JSON.stringify({ deep: { value: secrets, text: `a ${secrets[0]} b` } }),
  nested: JSON.stringify({ inner: JSON.stringify(secrets) }),
  yaml: `values:\n${secrets.map((secret) => `  - ${JSON.stringify(secret)}\n`).join("")}`,
  url: `https://user:${encodeURIComponent(secrets[0] ?? "")}@host/${encodeURIComponent(secrets.at(-1) ?? "")}`,
  base64: Buffer.from(`prefix ${secrets[0]} suffix`).toString("base64"),
  wholeBase64: Buffer.from(secrets[0] ?? "").toString("base64"),
  command: `run --password ${secrets[0]} --other`,
  list: secrets,
});

function formsOf(secret: string): readonly string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64").replace(/=+$/, ""),
  ];
}

const resource = (
  name: string,
  before: Tree,
  after: Tree,
  marks: readonly [unknown, unknown],
  action: string,
) => ({
  address: `aws_thing.${name}`,
  mode: "managed",
  type: "aws_thing",
  name,
  change: {
    actions: action === "replace" ? ["delete", "create"] : [action],
    before: action === "create" ? null : { v: before },
    after: action === "delete" ? null : { v: after },
    after_unknown: {},
    before_sensitive: action === "create" ? false : { v: marks[0] },
    after_sensitive: action === "delete" ? false : { v: marks[1] },
  },
});

test("never shows a value that is marked anywhere, in any form, wherever it is used", () => {
  fc.assert(
    fc.property(
      fc.tuple(tree, secretText).map(([inner, secret]): Tree => ({ inner, secret })),
      fc.tuple(tree, secretText).map(([inner, secret]): Tree => ({ inner, secret })),
      fc.infiniteStream(fc.boolean()),
      fc.constantFrom("create", "update", "delete", "replace"),
      (before, after, stream, action) => {
        const widen = (): boolean => stream.next().value === true;
        const marks = [marksOf(before, widen), marksOf(after, widen)] as const;
        const secrets = [
          ...(action === "create" ? [] : secretsIn(before)),
          ...(action === "delete" ? [] : secretsIn(after)),
        ];
        const plan = {
          format_version: "1.2",
          terraform_version: "1.11.4",
          resource_changes: [
            resource("marked", before, after, marks, action),
            resource("copied", { none: 1 }, copies(secrets), [{}, {}], "update"),
            resource("keyed", {}, { [`k ${secrets[0]}`]: 1 }, [{}, {}], "update"),
          ],
          resource_drift: [resource("marked", after, before, [{}, {}], "update")],
          output_changes: {
            out: {
              actions: ["create"],
              before: null,
              after: copies(secrets),
              after_unknown: false,
              before_sensitive: false,
              after_sensitive: false,
            },
          },
          checks: [
            {
              address: { kind: "check", to_display: "check.a" },
              status: "fail",
              instances: [{ problems: [{ message: `it is ${secrets[0]}, not ${secrets.at(-1)}` }] }],
            },
          ],
        };
        const log = JSON.stringify({
          diagnostic: { severity: "error", summary: "bad", detail: `got ${secrets[0]} for it` },
        });
        const { report, notices } = reportOf(JSON.stringify(plan), log);
        const text = JSON.stringify({ report, notices });
        for (const secret of secrets) {
          for (const form of formsOf(secret)) {
            if (text.includes(form)) throw new Error(`${form} in ${text}`);
          }
        }
        expect(report.counts).toBeDefined();
      },
    ),
    { numRuns: 150, seed: 42 },
  );
});
