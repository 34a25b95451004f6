/** A header's name as Go keeps it, `x-canary` → `X-Canary`; names with other characters stay as they are. */
export const canonicalHeader = (name: string): string =>
  /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)
    ? name.replace(/[A-Za-z]+/g, (letters, offset: number) =>
        offset === 0 || name[offset - 1] === "-"
          ? `${letters.slice(0, 1).toUpperCase()}${letters.slice(1).toLowerCase()}`
          : letters.toLowerCase(),
      )
    : name;
