import type { Release, TerraformResource } from "../input/input";
import { limits } from "../input/limits";
import type { LocatedObject, Location } from "../input/located-object";
import { dotted, type Path } from "../structural/path";
import { type CheckId, checkIds, checks, type Severity } from "./registry";

/** What is wrong, where, what comes of it, and what to do. */
export interface Finding extends Location {
  readonly check: CheckId;
  readonly severity: Severity;
  readonly file: string;
  /** `Kind namespace/name`, a release, or a Terraform address; empty for a whole file. */
  readonly object: string;
  /** Dotted path in the object; empty for the whole of it. */
  readonly path: string;
  /** What is wrong and what happens at run time. */
  readonly happens: string;
  readonly fix: string;
}

/** What a finding can be about. */
export type Subject = LocatedObject | Release | TerraformResource;

/** A finding before its place is looked up, which means reading the file again. */
export interface Draft {
  readonly check: CheckId;
  readonly severity: Severity;
  readonly about: Subject;
  readonly path: Path;
  readonly happens: string;
  readonly fix: string;
}

export interface DraftProps {
  /** What is wrong and what happens at run time: one sentence. */
  readonly happens: string;
  /** What to do: one sentence. */
  readonly fix: string;
  /** @default - that of the check */
  readonly severity?: Severity;
}

export const draft = (check: CheckId, about: Subject, path: Path, props: DraftProps): Draft => ({
  check,
  severity: checks[check].severity,
  about,
  path,
  ...props,
});

/** `IngressRoute apps/web`, `release traefik`, `aws_lb.main` */
export function nameOf(about: Subject): string {
  if ("attributes" in about) return about.address;
  if ("chart" in about) return about.address ?? `values of ${about.chart}`;
  const { kind, name, object } = about;
  const namespace = (object.metadata as { readonly namespace?: unknown } | undefined)?.namespace;
  return [kind, [namespace, name].filter((part) => typeof part === "string" && part !== "").join("/")]
    .filter((part) => part !== "")
    .join(" ");
}

/** Findings with their places, in the order of files, lines and ids. */
export function locateAll(drafts: readonly Draft[]): Finding[] {
  // those of one object follow each other, so that its text is parsed once
  const byObject = new Map<Subject, Draft[]>();
  for (const one of drafts) {
    const list = byObject.get(one.about);
    if (list === undefined) byObject.set(one.about, [one]);
    else list.push(one);
  }
  const findings: Finding[] = [];
  const placed = new Set([...byObject.keys()].slice(0, limits.placedObjects));
  for (const [about, list] of byObject) {
    for (const { check, severity, path, happens, fix } of list) {
      findings.push({
        check,
        severity,
        file: about.file,
        ...about.locate(placed.has(about) ? path : []),
        object: onOneLine(nameOf(about)),
        path: onOneLine(dotted(path)),
        happens: onOneLine(happens),
        fix: onOneLine(fix),
      });
    }
  }
  return findings;
}

/** Longer than any message of ours; only one that quotes its whole input gets there. */
const longest = 600;

/** What manifests say may hold anything, also what a terminal would obey. */
export function onOneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const rank = new Map(checkIds.map((id, index) => [id, index]));

export const inReadingOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort(
    (a, b) =>
      compare(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      (rank.get(a.check) ?? 0) - (rank.get(b.check) ?? 0) ||
      compare(a.happens, b.happens),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
