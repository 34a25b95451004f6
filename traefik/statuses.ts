/**
 * What is wrong with an item of a list of statuses, or undefined. The resource's own pattern lets through lists such
 * as `500,502`, which Traefik then fails to read (pkg/types, NewHTTPCodeRanges).
 */
export function statusFault(text: string): string | undefined {
  if (text.includes(",")) {
    return `holds several at once, which Traefik cannot read; make each a list item of its own: ${text
      .split(",")
      .filter((part) => part !== "")
      .map((part) => `"${part.trim()}"`)
      .join(", ")}`;
  }
  const [from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text)?.slice(1) ?? [];
  if (from === undefined || to === undefined) {
    return `must be one status or a range, such as "404" or "500-599"; not "${text}"`;
  }
  return from <= to
    ? undefined
    : `goes from ${from} down to ${to} and matches nothing; write "${to}-${from}"`;
}
