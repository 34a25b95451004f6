import { limits } from "./limits";

/**
 * Why a parsed document must not be walked: one that is nested too deeply, contains itself, or grows beyond measure
 * when its aliases are written out. It looks at each value once, without recursion.
 */
export function tooLarge(root: unknown): string | undefined {
  /** Values in a mapping or list, those behind its aliases counted each time. */
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  let written = 0;
  const stack: { readonly value: object; readonly items: readonly unknown[]; next: number; size: number }[] =
    [];
  const enter = (value: object): void => {
    open.add(value);
    stack.push({ value, items: Array.isArray(value) ? value : Object.values(value), next: 0, size: 1 });
  };
  if (isCollection(root)) enter(root);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (stack.length > limits.documentDepth) {
      return `mappings and lists are nested more than ${limits.documentDepth} levels deep`;
    }
    if (top.next === top.items.length) {
      stack.pop();
      open.delete(top.value);
      sizes.set(top.value, top.size);
      const outer = stack.at(-1);
      if (outer !== undefined) outer.size += top.size;
      continue;
    }
    const item = top.items[top.next++];
    written += 1;
    if (!isCollection(item)) top.size += 1;
    else if (open.has(item)) return "an alias names what it stands in, so the document has no end";
    else {
      const known = sizes.get(item);
      if (known === undefined) enter(item);
      else top.size += known;
    }
    if (top.size > limits.aliasedValues && top.size > 3 * written) {
      return "its aliases multiply each other beyond what any cluster would take";
    }
  }
  return undefined;
}

const isCollection = (value: unknown): value is object => typeof value === "object" && value !== null;
