import { isIPv4, isIPv6 } from "node:net";

interface Format {
  readonly accepts: (value: string) => boolean;
  /** What a right value looks like, as the end of "must be …". */
  readonly expected: string;
}

/**
 * Formats of strings that are checked. The API server checks some twenty names and ignores every other
 * (apiextensions-apiserver, pkg/apiserver/validation/formats.go); `npm run imports` stops at one that is missing here.
 */
export const stringFormats: Readonly<Record<string, Format>> = {
  // the empty string is refused there too
  byte: {
    accepts: (value) => value.length > 0 && value.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value),
    expected: "base64",
  },
  "date-time": {
    accepts: (value) =>
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i.test(value) &&
      !Number.isNaN(Date.parse(value)),
    expected: "a date and time such as 2026-01-31T12:00:00Z",
  },
  ipv4: { accepts: isIPv4, expected: "an IPv4 address" },
  ipv6: { accepts: isIPv6, expected: "an IPv6 address" },
};

/** Formats of numbers: the API server ignores them all. */
export const numberFormats: readonly string[] = ["int32", "int64", "float", "double"];
