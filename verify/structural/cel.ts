type Cel = typeof import("@bufbuild/cel");
type Strings = typeof import("@bufbuild/cel/ext");
type Program = ReturnType<Cel["plan"]>;

let loaded: Cel | undefined;
let made: ReturnType<Cel["celEnv"]> | undefined;
const programs = new Map<string, Program>();

/**
 * The Common Expression Language. Loaded when it is first needed: most objects never need it, and loading (0.1 s)
 * takes longer than checking them.
 */
export const cel = (): Cel => {
  loaded ??= require("@bufbuild/cel") as Cel;
  return loaded;
};

/** What rules may call: the language's own functions, and those for strings that the API server adds. */
export const environment = (): ReturnType<Cel["celEnv"]> => {
  made ??= cel().celEnv({ funcs: (require("@bufbuild/cel/ext") as Strings).strings });
  return made;
};

/** An expression, read once. */
export function programOf(expression: string): Program {
  let program = programs.get(expression);
  if (program === undefined) {
    program = cel().plan(environment(), cel().parse(expression));
    programs.set(expression, program);
  }
  return program;
}
