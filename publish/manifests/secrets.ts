import { credentialIn } from "../../review/secrets/credentials";
import { isRecord } from "../../verify/structural/record";
import { type Refusal, refusal } from "../refusal";
import type { PublishedObject } from "./content";
import { isDefinition } from "./kinds";
import { nameOf } from "./layout";

/**
 * Finds what must not be committed: Secrets with something in them, and what looks like a password, a token or a key
 * elsewhere. What is found is named by its place and never shown.
 *
 * @param allowed names of objects that may be published all the same, such as `ConfigMap apps/web`
 */
export function secretRefusals(
  objects: readonly PublishedObject[],
  allowed: ReadonlySet<string>,
): readonly Refusal[] {
  return objects
    .filter((object) => !allowed.has(nameOf(object)))
    .flatMap((object) =>
      secretsIn(object).map(({ path, what }) =>
        refusal(
          "SECRET",
          object.source,
          `${nameOf(object)} has ${what} in ${path}; ${elsewhere}, or say --allow-secret ${allowedName(object)} if it is none`,
        ),
      ),
    );
}

/** `ConfigMap/apps/web`, as it is given on the command line. */
export const allowedName = (object: PublishedObject): string => nameOf(object).replace(" ", "/");

// --- internal ---

const elsewhere = "keep it in a secret store and name it by an ExternalSecret, or seal or encrypt it";

interface Found {
  readonly path: string;
  readonly what: string;
}

function secretsIn({ group, kind, object }: PublishedObject): readonly Found[] {
  if (group === "" && kind === "Secret") return inSecret(object);
  // descriptions and examples, of nobody's
  if (isDefinition({ group, kind })) return [];
  // what is in it can be read by its controller alone
  if (group === "bitnami.com" && kind === "SealedSecret") return [];
  return [...texts(object, [])].flatMap(({ path, name, text }) => {
    const what = looksSecret(text);
    if (what !== undefined) return [{ path: dotted(path), what }];
    const isText = kind === "ConfigMap" || path.includes("args") || path.includes("command");
    const values = [{ name, value: text }, ...(isText ? assignments(text) : [])];
    // names of Secrets and of keys in them, and what tells objects apart
    const named =
      path[0] === "metadata" ? undefined : values.find((one) => isSecretValue(one.name, one.value));
    return named === undefined
      ? []
      : [{ path: dotted(path), what: `what looks like the ${kindOf(named.name)} ${named.name}` }];
  });
}

/** A Secret may be published when it is empty, or encrypted by SOPS, which leaves its kind as it is. */
function inSecret(object: Readonly<Record<string, unknown>>): readonly Found[] {
  if (isRecord(object.sops) && typeof object.sops.mac === "string") return [];
  return ["data", "stringData"].flatMap((part) => {
    const value = object[part];
    const keys = isRecord(value) ? Object.keys(value) : [];
    return keys.map((key) => ({ path: `${part}.${key}`, what: "a value in clear" }));
  });
}

interface Text {
  readonly path: readonly (string | number)[];
  /** The last key on the way to it, or the environment variable that it is the value of. */
  readonly name: string;
  readonly text: string;
}

function* texts(value: unknown, path: readonly (string | number)[], variable?: string): Generator<Text> {
  if (typeof value === "string") {
    const key = path.findLast((part) => typeof part === "string");
    yield { path, name: variable ?? `${key ?? ""}`, text: value };
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* texts(item, [...path, index]);
    return;
  }
  if (!isRecord(value)) return;
  for (const [key, item] of Object.entries(value)) {
    const name = key === "value" && typeof value.name === "string" ? value.name : undefined;
    yield* texts(item, [...path, key], name);
  }
}

/** Values with names in a text: `--token=…`, `password: …`, `DB_PASSWORD=…`, a line each. */
function assignments(text: string): readonly { readonly name: string; readonly value: string }[] {
  return text.split("\n").flatMap((line) => {
    const [, name, value] =
      /^\s*(?:-{1,2}|export\s+)?["']?([\w.-]+)["']?\s*[:=]\s*["']?(.*?)["']?,?\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
}

/** A secret that is known by its form, wherever it stands. */
function looksSecret(text: string): string | undefined {
  const credential = credentialIn(text);
  if (credential !== undefined) return credential;
  if (/\$(?:2[aby]|apr1)\$[\w./$]{20,}/.test(text)) return "the hash of a password";
  return /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]+:[^\s/@$]{3,}@/i.test(text) ? "a URL with a password" : undefined;
}

const word = (words: string): RegExp => new RegExp(`(?:^|[_.-]|(?<=[a-z])(?=[A-Z]))(?:${words})$`, "i");
const password = word("password|passwd|pwd|passphrase");
const key = word("secret|token|credentials?|api[_.-]?key|access[_.-]?key|private[_.-]?key");

const kindOf = (name: string): string => (password.test(name) ? "password" : "secret");

/** Whether a value with a name is a password, or a key that nobody could have made up. */
function isSecretValue(name: string, value: string): boolean {
  // a reference to it, a place in another text, a file
  if (value === "" || /^(?:\$[({A-Z]|\/|\.{1,2}\/|https?:|<|\{\{|\*+$)|\s/.test(value)) return false;
  return password.test(name) ? value.length >= 4 : key.test(name) && isRandom(value);
}

/** Whether a text is none that a person would choose as a name. */
function isRandom(text: string): boolean {
  if (text.length < 8) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9-]/].filter((kind) => kind.test(text)).length;
  return entropy(text) >= 2.5 && (kinds >= 3 || (kinds === 2 && /\d/.test(text) && text.length >= 16));
}

/** Bits for each character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce(
    (sum, count) => sum - (count / text.length) * Math.log2(count / text.length),
    0,
  );
}

const dotted = (path: readonly (string | number)[]): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join("");
