type Cel = typeof import("@bufbuild/cel");
type Program = ReturnType<Cel["plan"]>;

let loaded: Cel | undefined;
const programs = new Map<string, Program>();

/**
 * The Common Expression Language. Loaded when it is first needed: most objects never need it, and loading (0.1 s)
 * takes longer than checking them.
 */
export const cel = (): Cel => {
  loaded ??= require("@bufbuild/cel") as Cel;
  return loaded;
};

/** An expression, read once. */
export function programOf(expression: string): Program {
  let program = programs.get(expression);
  if (program === undefined) {
    program = cel().plan(cel().celEnv(), cel().parse(expression));
    programs.set(expression, program);
  }
  return program;
}
