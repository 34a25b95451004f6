/**
 * What Traefik knows an object by: `<namespace>-<name>` with every run of other characters made one dash
 * (pkg/provider, Normalize). Two objects of one kind with the same id take each other's place without a word.
 */
export const traefikId = (namespace: string, name: string): string =>
  `${namespace}-${name}`.replace(/[^\p{L}\p{N}]+/gu, "-");
