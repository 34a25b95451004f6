import { byCodeUnit } from "../order";

/** A spot in a file as an editor counts: lines and columns from 1, columns in UTF-16 code units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong with a definition, at the spot where it is to be put right. */
export interface Problem extends Place {
  /** Dotted path of the option, `services.whoami.expose[0].host`; empty when the whole file is meant. */
  readonly path: string;
  /** One line: what is wrong and what would be right. */
  readonly message: string;
}

/** Longer than any message of ours; only a message that quotes its whole input gets there. */
const longestMessage = 500;

export function problemAt(place: Place, path: readonly PropertyKey[], message: string): Problem {
  const line = message.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  const { file, line: lineNumber, column } = place;
  const shortened = line.length > longestMessage ? `${line.slice(0, longestMessage)}…` : line;
  return { file, line: lineNumber, column, path: dottedPath(path), message: shortened };
}

/** A problem of the file as a whole: there is no better spot than its beginning. */
export function problemOfFile(file: string, message: string): Problem {
  return problemAt({ file, line: 1, column: 1 }, [], message);
}

/** `["a", "b", 0, "c.d"]` → `a.b[0]["c.d"]` */
export function dottedPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const key = String(step);
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

export function formatProblem({ file, line, column, path, message }: Problem): string {
  return [`${file}:${line}:${column}`, ...(path === "" ? [] : [path]), message].join("  ");
}

/** In the order of reading, each once: environments that share a file find its problems together. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      byCodeUnit(a.file, b.file) || a.line - b.line || a.column - b.column || byCodeUnit(a.path, b.path),
  );
}
