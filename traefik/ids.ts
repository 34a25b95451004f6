/** Whatever is neither letter nor digit becomes one dash, and none stands at either end (pkg/provider, Normalize). */
export const normalized = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join("-");

/**
 * What Traefik knows an object by: `<namespace>-<name>`, normalized. Two objects of one kind with the same id take each
 * other's place without a word.
 */
export const traefikId = (namespace: string, name: string): string => normalized(`${namespace}-${name}`);
