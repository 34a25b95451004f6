import type * as z from "zod";
import type { CheckFailure, IsWritten } from "./checks";
import type { SharedFailure } from "./checks/environments";
import type { Extended } from "./extend";
import { describeUnknownKey, type Finding, inspect } from "./issues";
import { type Problem, problemAt } from "./problem";
import { find, locate, type Path, plain } from "./tree";

/** What a definition has to satisfy. */
export interface Rules<S extends z.ZodObject> {
  readonly schema: S;
  /** Checks whole environments against each other. @default - nothing is checked */
  readonly checkTogether?: (definitions: readonly z.output<S>[]) => readonly SharedFailure[];
  readonly check: (sections: Partial<z.output<S>>, isWritten: IsWritten) => readonly CheckFailure[];
}

export type Validation<T> =
  | { readonly kind: "valid"; readonly definition: T }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

/**
 * Checks a whole environment: each section by itself, so that one broken section hides nothing in the others, then
 * the sound ones against each other.
 */
export function validate<S extends z.ZodObject>(
  extended: Extended,
  stem: string,
  rules: Rules<S>,
): Validation<z.output<S>> {
  const { sections, findings } = inspectSections(extended, rules.schema);
  const name = find(extended.own.root, ["name"]);
  if (findings.every(({ path }) => path[0] !== "name") && name?.kind === "scalar" && name.value !== stem) {
    const message = `must be ${JSON.stringify(stem)}, as the file is ${stem}.yaml; not ${JSON.stringify(name.value)}`;
    findings.push({ path: ["name"], message });
  }
  const isWritten: IsWritten = (path) => find(extended.merged, path) !== undefined;
  const failures: readonly Finding[] = rules.check(sections, isWritten);
  const problems = [...findings, ...failures].map((finding) => locateFinding(extended, finding));
  // every section is there and valid, so together they are the schema's output
  return problems.length === 0
    ? { kind: "valid", definition: sections as z.output<S> }
    : { kind: "invalid", problems };
}

/**
 * Checks a part on its own: a shared file, or an environment that extends a broken one. What is absent may stand
 * elsewhere, so only what is there is judged.
 */
export function validatePart<S extends z.ZodObject>(extended: Extended, rules: Rules<S>): Problem[] {
  return inspectSections(extended, rules.schema)
    .findings.filter(({ path, about }) => about === undefined || (about === "absent" && isInList(path)))
    .map((finding) => locateFinding(extended, finding));
}

// ---

function inspectSections<S extends z.ZodObject>({ merged }: Extended, schema: S) {
  const sections: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [key, section] of Object.entries<z.core.$ZodType>(schema.shape)) {
    const entry = merged.entries.get(key);
    // zod would build what is behind it, only to find that nothing is there
    if (entry === undefined && (section._zod.def.type as string) === "optional") continue;
    const sourceText = (path: Path) => {
      const written = entry && find(entry.value, path);
      return written?.kind === "scalar" ? written.source : undefined;
    };
    const inspection = inspect(section as z.ZodType, entry && plain(entry.value), sourceText);
    if (inspection.kind === "valid") {
      // zod leaves an optional key that is absent out of its output
      if (inspection.value !== undefined) sections[key] = inspection.value;
    } else {
      findings.push(...inspection.findings.map((finding) => ({ ...finding, path: [key, ...finding.path] })));
      const sound = soundEntries(section as z.ZodType, entry && plain(entry.value), inspection.findings);
      if (sound !== undefined) sections[key] = sound;
    }
  }
  const known = Object.keys(schema.shape);
  for (const key of merged.entries.keys()) {
    if (!known.includes(key)) {
      findings.push({ path: [key], message: describeUnknownKey(key, [...known, "extends"]), key: true });
    }
  }
  return { sections: sections as Partial<z.output<S>>, findings };
}

/**
 * What is left of a section of named entries without the broken ones, so that one broken service does not keep the
 * others from being checked against each other. Undefined where a section is not made of such entries.
 */
function soundEntries(section: z.ZodType, value: unknown, findings: readonly Finding[]): unknown {
  const broken = new Set(findings.map(({ path }) => path[0]));
  if (!isNamed(section) || typeof value !== "object" || value === null || broken.has(undefined))
    return undefined;
  const sound = Object.fromEntries(Object.entries(value).filter(([name]) => !broken.has(name)));
  const inspection = inspect(section, sound);
  return inspection.kind === "valid" ? inspection.value : undefined;
}

function isNamed(section: z.ZodType): boolean {
  const { type, innerType } = section.def as { type: string; innerType?: z.ZodType };
  return type === "record" || (innerType !== undefined && isNamed(innerType));
}

export function locateFinding({ own, merged }: Extended, { path, message, key, about }: Finding): Problem {
  // what is missing is added to the environment's own file; only a list is taken whole from where it stands
  const written = about === "absent" && !isInList(path) ? own.root : merged;
  return problemAt(locate(written, path, { key }), path, message);
}

function isInList(path: Path): boolean {
  return path.some((step) => typeof step === "number");
}
