import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  bytesOf,
  cleanPath,
  escapedPath,
  normalizePath,
  parsePath,
  routingPath,
} from "../../../verify/explain/url-path";

/** What Go's net/url and Traefik make of a path: what rules see, and what is sent on. */
const through = (path: string): readonly [string, string] | undefined => {
  const parsed = parsePath(bytesOf(path));
  if (parsed === undefined) return undefined;
  const url = cleanPath(normalizePath(parsed));
  return [routingPath(url), escapedPath(url)];
};

test.each([
  ["/", "/", "/"],
  ["/a/", "/a/", "/a/"],
  ["//a///b", "/a/b", "/a/b"],
  ["/a/./b/../c", "/a/c", "/a/c"],
  ["/a/..", "/", "/"],
  ["/a/b/..", "/a", "/a"],
  ["/a/b/../", "/a/", "/a/"],
  ["/%2e%2E/x", "/x", "/x"],
  ["/a%2F..%2Fb", "/a%2F..%2Fb", "/a%2F..%2Fb"],
  ["/a%2f/../b", "/b", "/b"],
  ["/%41%7e", "/A~", "/A~"],
  ["/a%20b", "/a b", "/a%20b"],
  ["/a%2520", "/a%2520", "/a%2520"],
  ["/ü", "/ü", "/%C3%BC"],
  ["/%c3%bc", "/ü", "/%C3%BC"],
  ["/a!b'(c)*", "/a!b'(c)*", "/a!b'(c)*"],
  ["/a%21", "/a%21", "/a%21"],
  ["/[x]", "/[x]", "/[x]"],
  ['/"<>', '/"<>', "/%22%3C%3E"],
  ['/a!b"', '/a%21b"', "/a%21b%22"],
  ["/%5C%7C", "/\\|", "/%5C%7C"],
  ["/a;b=c,d:e@f+g$h&i", "/a;b=c,d:e@f+g$h&i", "/a;b=c,d:e@f+g$h&i"],
])("%s is routed as %s and sent as %s", (path, routed, sent) => {
  expect(through(path)).toEqual([routed, sent]);
});

test.each(["/%", "/%4", "/%zz", "/a%2"])("%s is refused", (path) => {
  expect(through(path)).toBeUndefined();
});

test("sends on what comes back the same way", () => {
  const part = fc.constantFrom(
    "a",
    "/",
    "..",
    ".",
    "%2F",
    "%41",
    "%C3%BC",
    "ü",
    "!",
    '"',
    "%",
    "%25",
    ";",
    "~",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const first = through(`/${parts.join("")}`);
      if (first !== undefined) expect(through(first[1])).toEqual(first);
    }),
    { numRuns: 2_000 },
  );
});
