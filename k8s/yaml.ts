import { type CollectionTag, type ScalarTag, stringify } from "yaml";

/**
 * Strings that kubectl and the controllers take for something else although YAML 1.1 leaves them alone: go-yaml
 * reads integers with Go's `strconv.ParseInt(text, 0, 64)` after dropping underscores, so `0o17`, `0X1F` and `1_e3`
 * are numbers to it; `=` and `<<` are types of their own. Whatever looks like a number is quoted, even if it is not
 * one, such as an address or a commit: a reader should not have to work it out either.
 */
const mistakable: ScalarTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  // tests strings only; no value is written in this form
  identify: () => false,
  test: /^([-+]?[.\d][\dA-Fa-fOoXx_.+-]*|=|<<)$/,
  resolve: Number,
};

/** Text of a file: one document for each object, keys in the objects' own order. */
export const manifestText = (objects: readonly object[]): string =>
  flat(
    objects
      .map((object) =>
        stringify(object, {
          // go-yaml still reads `on`, `0777` and `12:30` as YAML 1.1 does
          schema: "yaml-1.1",
          // without the type of merge keys, which would leave the string `<<` unquoted
          customTags: (tags) => [
            ...tags.filter((tag) => typeof tag === "string" || !isMerge(tag)),
            mistakable,
          ],
          indentSeq: false,
          lineWidth: 0,
          aliasDuplicateObjects: false,
        }),
      )
      .join("---\n"),
  );

/**
 * The same text as one run of characters. The library's is a tree of all the pieces that it was put together from,
 * which would stay in memory with it: ten thousand services took four times the time, spent on moving them about.
 */
const flat = (text: string): string => Buffer.from(text, "utf8").toString("utf8");

const isMerge = ({ tag }: ScalarTag | CollectionTag): boolean => tag === "tag:yaml.org,2002:merge";
