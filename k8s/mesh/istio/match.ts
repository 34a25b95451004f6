import type { Match } from "../../../platform/services/model";

/** What requests a route is for, all of which must hold; undefined for any. */
export function requestMatch({ methods, headers, cookies, query }: Omit<Match, "clients">) {
  const patterns = cookiePatterns(Object.entries(cookies));
  const match = {
    ...(methods.length > 0 && { method: anyOf(methods) }),
    ...((Object.keys(headers).length > 0 || patterns.length > 0) && {
      headers: {
        // Envoy knows them in lower case only
        ...Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), { exact: value }]),
        ),
        ...(patterns.length > 0 && { cookie: { regex: patterns.join("|") } }),
      },
    }),
    ...(Object.keys(query).length > 0 && {
      queryParams: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, { exact: value }])),
    }),
  };
  return Object.keys(match).length === 0 ? undefined : match;
}

// --- internal ---

const anyOf = (methods: readonly string[]) =>
  methods.length === 1 ? { exact: methods[0] } : { regex: methods.join("|") };

type Cookies = readonly (readonly [string, string])[];

/**
 * Expressions of RE2, one of which matches the whole header where all cookies are in it (RFC 6265, 4.2.1): there is
 * one for each order of them, as RE2 cannot look ahead and a header can be named once.
 */
const cookiePatterns = (cookies: Cookies): readonly string[] =>
  cookies.length === 0
    ? []
    : permutations(cookies).map(
        (order) =>
          `(?:.*;\\s*)?${order.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join(";\\s*(?:.*;\\s*)?")}\\s*(?:;.*)?`,
      );

function permutations(cookies: Cookies): readonly Cookies[] {
  if (cookies.length <= 1) return [cookies];
  return cookies.flatMap((first, index) =>
    permutations(cookies.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

/** Text in RE2, where it stands for itself. */
const escaped = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
