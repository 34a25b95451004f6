import type { RuleProblem } from "./problem";
import { type Token, tokens } from "./token";
import type { RuleMatcher, RuleTree } from "./tree";

export interface Names {
  readonly canonicalName: (spelling: string) => string | undefined;
  /** What to say of a matcher that does not exist. */
  readonly unknownMatcher: (spelling: string) => string;
}

export type Syntax =
  | { readonly ok: true; readonly tree: RuleTree }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Go's parser gives up at 100,000 levels; operators in a row count too (go/parser, maxNestLev). */
const deepestGo = 100_000;

/** Levels of `&&` in `||` in `&&`…; Traefik takes more, and nobody could say what such a rule matches. */
const deepestTree = 500;

/** Reads the expression without recursion: brackets may be many. Reports unknown matchers all at once. */
export function readSyntax(text: string, names: Names): Syntax {
  const reader = new Reader(text, names);
  try {
    const tree = reader.read();
    return reader.unknown.length > 0 ? { ok: false, problems: reader.unknown } : { ok: true, tree };
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    return { ok: false, problems: [error.problem, ...reader.unknown].sort((a, b) => a.offset - b.offset) };
  }
}

// --- internal ---

class SyntaxProblem extends Error {
  constructor(readonly problem: RuleProblem) {
    super(problem.message);
  }
}

/** An operand with the `!` before it; those are pushed down at the end, once for all. */
interface Operand {
  readonly node: Group | RuleMatcher;
  readonly negated: boolean;
}

interface Group {
  readonly kind: "and" | "or";
  readonly operands: Operand[];
  depth: number;
}

/** What is open at one level of brackets: `a || b && ` waits for an operand of both. */
interface Level {
  readonly bangs: number;
  or: Operand | undefined;
  and: Operand | undefined;
  /** Operators so far. */
  operators: number;
}

class Reader {
  readonly unknown: RuleProblem[] = [];
  private readonly text: string;
  private readonly source: Generator<Token, undefined>;
  private token: Token;

  constructor(
    text: string,
    private readonly names: Names,
  ) {
    this.text = text;
    this.source = tokens(text);
    this.token = { kind: "end", text: "", offset: 0 };
  }

  read(): RuleTree {
    this.next();
    const levels: Level[] = [{ bangs: 0, or: undefined, and: undefined, operators: 0 }];
    let nesting = 0;
    while (true) {
      let bangs = 0;
      while (this.isOperator("!") || this.isOperator("(")) {
        nesting++;
        if (nesting > deepestGo)
          this.fail("nests deeper than 100,000 levels, where Traefik's parser gives up");
        if (this.isOperator("!")) bangs++;
        else {
          levels.push({ bangs, or: undefined, and: undefined, operators: 0 });
          bangs = 0;
        }
        this.next();
      }
      let operand: Operand = { node: this.matcher(), negated: bangs % 2 === 1 };
      nesting -= bangs;
      while (true) {
        const level = levels.at(-1) as Level;
        if (this.isOperator("&&") || this.isOperator("||")) {
          const operator = this.token.text;
          level.and = this.join("and", level.and, operand);
          if (operator === "||") {
            level.or = this.join("or", level.or, level.and);
            level.and = undefined;
          }
          level.operators++;
          nesting++;
          if (nesting > deepestGo)
            this.fail("has more than 100,000 operators, where Traefik's parser gives up");
          this.next();
          break;
        }
        operand = this.join("or", level.or, this.join("and", level.and, operand));
        nesting -= level.operators;
        if (levels.length === 1) {
          this.end();
          return pushDown(operand, false);
        }
        if (!this.isOperator(")")) this.fail(`a bracket is not closed: expected ), ${this.found()}`);
        this.next();
        this.refusePostfix();
        levels.pop();
        nesting -= 1 + level.bangs;
        operand = { node: operand.node, negated: operand.negated !== (level.bangs % 2 === 1) };
      }
    }
  }

  /** `left op right`, or `right` where nothing is open. */
  private join(kind: "and" | "or", left: Operand | undefined, right: Operand): Operand {
    if (left === undefined) return right;
    const depth = depthOf(right) + 1;
    if (left.node.kind === kind && !left.negated) {
      left.node.operands.push(right);
      left.node.depth = Math.max(left.node.depth, depth);
      return this.limited(left);
    }
    return this.limited({
      node: { kind, operands: [left, right], depth: Math.max(depthOf(left) + 1, depth) },
      negated: false,
    });
  }

  private limited(operand: Operand): Operand {
    if (depthOf(operand) > deepestTree) this.fail(`nests && and || deeper than ${deepestTree} levels`);
    return operand;
  }

  /** `Name("argument", …)`, the only operand there is. */
  private matcher(): RuleMatcher {
    const { kind, text, offset } = this.token;
    if (kind === "string")
      this.fail(`${shown(text)} stands alone; a rule is made of matchers, as in Host(${shown(text)})`);
    if (kind === "literal") this.fail(`${shown(text)} is no matcher`);
    if (kind !== "name") this.fail(this.expectedOperand());
    this.next();
    if (this.isOperator(".")) this.fail(`a matcher's name has no dot: ${shown(text)}.`, offset);
    if (!this.isOperator("(")) this.fail(this.expectedCall(text), offset);
    this.next();
    const values = this.values(text);
    this.refusePostfix();
    const name = this.names.canonicalName(text);
    if (name === undefined) this.unknown.push({ offset, message: this.names.unknownMatcher(text) });
    return { kind: "matcher", name: name ?? text, negated: false, values, offset };
  }

  private expectedCall(name: string): string {
    const known = this.names.canonicalName(name) !== undefined;
    if (this.isOperator(":")) return `${shown(name)}: is the form of Traefik v1; write ${shown(name)}(\`…\`)`;
    if (known) return `${name} takes its argument in round brackets: ${name}(\`…\`)`;
    if (/^not$/i.test(name)) return `${name} is not possible here; write !`;
    return `${shown(name)} is not defined; a rule is made of matchers such as Host(\`example.com\`)`;
  }

  private values(name: string): string[] {
    const values: string[] = [];
    while (!this.isOperator(")")) {
      if (this.token.kind !== "string") this.fail(this.expectedString(name));
      values.push(this.token.value);
      this.next();
      const spread = this.isOperator("...");
      if (spread) this.next();
      if (this.isOperator(",")) {
        this.next();
        if (!spread) continue;
      }
      if (!this.isOperator(")")) this.fail(this.expectedClose());
    }
    this.next();
    return values;
  }

  private expectedString(name: string): string {
    const { kind, text, offset } = this.token;
    if (kind === "literal" && text.startsWith("'")) {
      return "text stands in backquotes or double quotes, never in single quotes";
    }
    if (kind === "name" || kind === "literal") {
      const meant = shown(/^[^`"',()\n]*/.exec(this.text.slice(offset, offset + 100))?.[0].trim() ?? text);
      return `${meant} is not text: write it in backquotes, ${name}(\`${meant}\`)`;
    }
    if (this.isOperator("(")) return `an argument has no brackets around it: ${name}(\`…\`)`;
    return `expected text in backquotes, ${this.found()}`;
  }

  private expectedClose(): string {
    const { kind, text } = this.token;
    if (kind === "operator" && text === "+") return "texts are not joined by +; write one";
    return `expected , or ), ${this.found()}`;
  }

  private expectedOperand(): string {
    if (this.token.kind === "end")
      return "expected a matcher such as Host(`example.com`), found the end of the rule";
    return `expected a matcher such as Host(\`example.com\`), ${this.found()}`;
  }

  /** Go would read `Host(…)(…)`, `Host(…)[…]`, `Host(…){…}` and `Host(…).x` as one operand, which no rule can use. */
  private refusePostfix(): void {
    if (["(", "[", "{", "."].some((operator) => this.isOperator(operator))) {
      this.fail(`expected && or ||, ${this.found()}`);
    }
  }

  private end(): void {
    if (this.token.kind === "newline") this.next();
    if (this.token.kind === "end") return;
    const { kind, text } = this.token;
    if (kind === "operator") {
      const advice: Readonly<Record<string, string>> = {
        "&": "write &&",
        "|": "write ||",
        ",": "join matchers with && or ||",
        ";": "join matchers with && or ||",
        ")": "it closes nothing",
      };
      this.fail(`${text} is not possible here; ${advice[text] ?? "rules know only &&, || and !"}`);
    }
    if (kind === "name" && /^(and|or)$/i.test(text)) {
      this.fail(`${text} is not possible here; write ${text.toLowerCase() === "and" ? "&&" : "||"}`);
    }
    this.fail(`expected && or ||, ${this.found()}`);
  }

  private next(): void {
    const { value } = this.source.next();
    if (value === undefined) return;
    if (value.kind === "illegal") throw new SyntaxProblem({ offset: value.offset, message: value.message });
    // behind a complete operand, a line may only end where the rule does
    if (value.kind === "newline") {
      const { value: following } = this.source.next();
      if (following?.kind === "illegal") {
        throw new SyntaxProblem({ offset: following.offset, message: following.message });
      }
      if (following !== undefined && following.kind !== "end") {
        const { text, offset } = following;
        const advice = ["&&", "||", ")"].includes(text)
          ? `put ${text} at the end of that line`
          : "put &&, || or a comma at its end";
        throw new SyntaxProblem({
          offset,
          message: `a line cannot begin with ${shown(text)}: Go ends the expression with the line before; ${advice}, or the rule on one line (YAML's >-)`,
        });
      }
      this.token = following ?? value;
      return;
    }
    this.token = value;
  }

  private isOperator(text: string): boolean {
    return this.token.kind === "operator" && this.token.text === text;
  }

  private found(): string {
    const { kind, text } = this.token;
    return `found ${kind === "end" || kind === "newline" ? "the end of the rule" : shown(text)}`;
  }

  private fail(message: string, offset = this.token.offset): never {
    throw new SyntaxProblem({ offset, message });
  }
}

const depthOf = ({ node }: Operand): number => (node.kind === "matcher" ? 0 : node.depth);

/** De Morgan, from the top: no deeper than the group, whose depth is limited. */
function pushDown({ node, negated }: Operand, outer: boolean): RuleTree {
  const not = negated !== outer;
  if (node.kind === "matcher") return not ? { ...node, negated: true } : node;
  const kind = not ? (node.kind === "and" ? "or" : "and") : node.kind;
  const [first, ...rest] = node.operands.map((operand) => pushDown(operand, not));
  // `!(a || b) && c` and `!a && !b && c` are the same tree
  const head = first?.kind === kind ? first.operands : first === undefined ? [] : [first];
  return { kind, operands: [...head, ...rest] };
}

const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
