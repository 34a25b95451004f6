import type { RuleContext } from "./rule";

/** Computes something about a context when it is first asked for, and keeps it as long as the context. */
export function oncePerContext<T>(compute: (context: RuleContext) => T): (context: RuleContext) => T {
  const known = new WeakMap<RuleContext, { readonly value: T }>();
  return (context) => {
    const before = known.get(context) ?? { value: compute(context) };
    known.set(context, before);
    return before.value;
  };
}
