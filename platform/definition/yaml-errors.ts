import type { YAMLError } from "yaml";

/** The YAML library's error as one sentence for somebody who does not know the YAML grammar's terms. */
export function describeYamlError({ code, message }: Pick<YAMLError, "code" | "message">): string {
  const said = message.split("\n", 1)[0]?.trim() ?? "";
  switch (code) {
    case "TAB_AS_INDENT":
      return "a tab cannot indent in YAML; use spaces";
    case "BLOCK_AS_IMPLICIT_KEY":
      return 'a value here cannot contain another "key: value"; quote the value, or check the indentation';
    case "MULTILINE_IMPLICIT_KEY":
      return 'expected "key: value"; a colon followed by a space is missing, or the indentation is wrong';
    case "NON_STRING_KEY":
      return "a key must be a string, not a list, a mapping or an alias";
    case "TAG_RESOLVE_FAILED":
      return `the tag ${said.replace(/^Unresolved tag: /, "").replace("tag:yaml.org,2002:", "!!")} is not known; remove it`;
    case "RESOURCE_EXHAUSTION":
      return nestedTooDeeply;
    case "BAD_INDENT":
      if (said.startsWith("All mapping items"))
        return "the keys of one mapping must begin in the same column";
      if (said.startsWith("Flow")) return describeOpenBracket(said);
      return asClause(said);
    case "MISSING_CHAR":
      if (said.startsWith("Missing closing")) return "the quoted string that begins here is never closed";
      if (said.startsWith("Implicit map keys")) return "a key must be followed by a colon and a value";
      return asClause(said);
    case "UNEXPECTED_TOKEN":
      return "this does not belong here; check the indentation, quotes and brackets up to here";
    case "BAD_SCALAR_START":
      return `a value that begins with ${said.at(-1)} must be quoted`;
    default:
      return asClause(said);
  }
}

export const nestedTooDeeply = "lists and mappings are nested too deeply here";

// ---

/** `Flow sequence in block collection must be sufficiently indented and end with a ]` */
function describeOpenBracket(said: string): string {
  const close = said.at(-1) === "}" ? "}" : "]";
  const [open, thing] = close === "}" ? ["{", "mapping"] : ["[", "list"];
  return `a ${thing} begun with ${open} must end with ${close}, and all of it be indented more than its key`;
}

/** Lower case, no final period; a first word such as YAML stays as it is. */
function asClause(sentence: string): string {
  const clause = sentence.replace(/\.$/, "");
  return /^[A-Z][a-z]|^A /.test(clause) ? clause.charAt(0).toLowerCase() + clause.slice(1) : clause;
}
