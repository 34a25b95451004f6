import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readDefinitions } from "../../../platform/definition/load";
import type { Definition } from "../../../platform/definition/schema";
import { resolvePlatform } from "../../../platform/resolve";
import { expectValidOutput } from "../../valid-output";

/** What is done with each mutated definition that loads without a problem. */
const afterLoading = (definition: Definition): void => expectValidOutput(resolvePlatform(definition));

const files = ["base.yaml", "prod.yaml"] as const;
const originals = files.map((name) => readFileSync(resolve(__dirname, "../../../environments", name)));

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "slipway-mutations-"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** A small generator of pseudorandom numbers (mulberry32): the same seed makes the same mutations everywhere. */
function generator(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: <T>(items: readonly T[]): T => items[below(items.length)] as T };
}

type Random = ReturnType<typeof generator>;

// biome-ignore format: one odd value beside the other
const oddValues = [
  "", "null", "~", "true", "no", "0", "-1", "1e999", ".nan", ".inf", "0x1F", "0o17", "007", "1.10", "2001-01-01", "12:30:45",
  '""', "''", '" "', '"\\0"', '"a\\nb"', '"\\ud800"', "[]", "{}", "[[]]", "[null]", "{a: b}", "{? a}", "*nowhere", "&a [*a]",
  "&x y", "!!int 5", "!!str 5", "!secret x", "|", ">-", "|\n    text", "- x", "a: b", "@x", "%x", "`x`", "# x", "'", '"', "[", "{",
  "$\u007bname}", "{{ name }}", "<<", "💥", "\u202Eabc", "x".repeat(5000), "9".repeat(400), "/", "*", "?", ":", "-",
];
const oddKeys = [
  "__proto__",
  "constructor",
  "<<",
  '""',
  "[a]",
  "? a",
  "*a",
  "toString",
  "name",
  "0",
  "null",
  "💥",
  "a.b",
  "extends",
];

const mutations: Readonly<Record<string, (lines: string[], random: Random) => string[]>> = {
  "deletes a line": (lines, { below }) => lines.toSpliced(below(lines.length), 1),
  "repeats a line": (lines, { below, pick }) => lines.toSpliced(below(lines.length), 0, pick(lines)),
  "swaps two lines": (lines, { below }) => {
    const [a, b] = [below(lines.length), below(lines.length)];
    return lines.with(a, lines[b] ?? "").with(b, lines[a] ?? "");
  },
  "indents a line": (lines, random) =>
    change(lines, random, (line) => random.pick([" ", "  ", "\t", "    "]) + line),
  "outdents a line": (lines, random) => change(lines, random, (line) => line.replace(/^ {1,2}/, "")),
  "renames a key": (lines, random) =>
    change(lines, random, (line) => line.replace(/[\w.-]+(?=:)/, (key) => misspell(key, random))),
  "takes an odd key": (lines, random) =>
    change(lines, random, (line) => line.replace(/[\w.-]+(?=:)/, () => random.pick(oddKeys))),
  "takes an odd value": (lines, random) =>
    change(lines, random, (line) => line.replace(/(?<=: |- ).*$/, () => random.pick(oddValues))),
  "takes another's value": (lines, random) => {
    const [, value = ""] = /: (.*)$/.exec(random.pick(lines)) ?? [];
    return change(lines, random, (line) => line.replace(/(?<=: ).*$/, () => value));
  },
  "changes a digit": (lines, random) =>
    change(lines, random, (line) => line.replace(/\d(?=\D*$)/, () => String(random.below(10)))),
  "changes a letter": (lines, random) =>
    change(lines, random, (line) => line.replace(/(?<=: .*)[a-z](?=\W*$)/, () => random.pick([..."abcxyz"]))),
  "inserts a character": (lines, random) =>
    change(lines, random, (line) => {
      const at = random.below(line.length + 1);
      return line.slice(0, at) + random.pick([..."[]{}:,#&*!|>'\"%@`-? \0\u001b\u2028"]) + line.slice(at);
    }),
};

function change(lines: string[], random: Random, edit: (line: string) => string): string[] {
  // a mutation of a line that it does not apply to would be none
  const candidates = lines.flatMap((line, index) => (edit(line) === line ? [] : [index]));
  const index = random.pick(candidates) ?? 0;
  return lines.with(index, edit(lines[index] ?? ""));
}

function misspell(key: string, { below, pick }: Random): string {
  const at = below(key.length);
  return key.slice(0, at) + pick(["", "x", "X", "_"]) + key.slice(at + 1);
}

function mutate(original: Buffer, random: Random): { how: string; content: Buffer } {
  if (random.below(8) === 0) {
    const content = Buffer.from(original);
    content[random.below(content.length)] = random.below(256);
    return { how: "flips a byte", content };
  }
  const how = random.pick(Object.keys(mutations));
  const lines = mutations[how]?.(original.toString("utf8").split("\n"), random) ?? [];
  return { how, content: Buffer.from(lines.join("\n")) };
}

function readMutated(seed: number) {
  const random = generator(seed);
  const directory = join(scratch, String(seed));
  mkdirSync(directory, { recursive: true });
  const victim = random.below(files.length);
  const history: string[] = [];
  for (const [index, name] of files.entries()) {
    let content = originals[index] as Buffer;
    for (let round = index === victim ? 1 + random.below(2) : 0; round > 0; round--) {
      const mutation = mutate(content, random);
      content = mutation.content;
      history.push(`${name} ${mutation.how}`);
    }
    writeFileSync(join(directory, name), content);
  }
  return { history, ...readDefinitions(directory) };
}

const seeds = Array.from({ length: 200 }, (_, index) => index + 1);

test.each(seeds)("definition %i loads, or says what is wrong and where", (seed) => {
  const { history, definitions, problems } = readMutated(seed);
  if (problems.length === 0) {
    expect({ history, names: definitions.map(({ definition }) => definition.name) }).toEqual({
      history,
      names: ["prod"],
    });
    for (const { definition } of definitions) afterLoading(definition);
    return;
  }
  for (const problem of problems) {
    expect(problem.file).toMatch(/\/(base|prod)\.yaml$/);
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(problem.message).toMatch(/^[^\p{Cc}\u2028\u2029]{3,520}$/u);
  }
});

test("some of them load, most do not, each in its own way", () => {
  const all = seeds.map(readMutated);
  const messages = new Set(all.flatMap(({ problems }) => problems.map(({ message }) => message)));
  const loaded = all.filter(({ problems }) => problems.length === 0).length;
  // bounds, as the environments change: enough of each kind to mean something
  expect(loaded).toBeGreaterThan(25);
  expect(messages.size).toBeGreaterThan(100);
});
