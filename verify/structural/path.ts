/** Where something is in an object: keys and indices from its root. */
export type Path = readonly (string | number)[];

/** `["spec", "routes", 0, "match"]` gives `spec.routes[0].match`; keys with other characters stand in brackets. */
export const dotted = (path: Path): string =>
  path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[\w-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
