/** What the declarations of a binding's TypeScript say, before it is put together to a schema. */
export interface Declarations {
  /** Prefix of the names of the main class and of everything that belongs to it. */
  readonly main: Struct;
  /** Nested structures by name. */
  readonly structs: ReadonlyMap<string, Struct>;
}

/** Attributes and blocks of one level. */
export interface Struct {
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  /** `string`, `stringList`, `EksClusterVpcConfigList`: the innermost type, and what it is wrapped in. */
  readonly storage: string;
  /** The outermost wrapping, where it is said; `struct` and `simple` are none. */
  readonly outer: "simple" | "struct" | "list" | "set" | "map";
  /** A block by the generator's own account. */
  readonly form: "attribute" | "block" | "single-item-block";
}

/**
 * Reads the TypeScript of a binding. The generator writes each form in one way only (cdktf 0.21,
 * @cdktf/provider-generator: attributes-emitter and struct-emitter), so that line patterns are enough.
 */
export function readDeclarations(source: string): Declarations {
  const interfaces = new Map<string, string>();
  const mappers = new Map<string, string>();
  const references = new Map<string, string>();
  let main: { readonly text: string; readonly config: string } | undefined;
  for (const text of source.split(/^\}$/m)) {
    const [, kind, name = ""] = /^export (interface|function|class) (\w+)/m.exec(text) ?? [];
    if (kind === "interface") interfaces.set(name, text);
    if (kind === "function" && name.endsWith("ToHclTerraform")) mappers.set(name, text);
    if (kind !== "class") continue;
    if (name.endsWith("OutputReference")) references.set(name.slice(0, -"OutputReference".length), text);
    // the configuration is not always named after the class
    const [, config] =
      /^ {2}public constructor\(scope: Construct, id: string, config: (\w+)/m.exec(text) ?? [];
    if (config !== undefined) main = { text, config };
  }
  if (main === undefined) throw new Error("the binding has no class of a resource");

  const structs = new Map<string, Struct>();
  for (const [name, text] of interfaces) {
    if (name === main.config) continue;
    const mapper = mappers.get(`${name.charAt(0).toLowerCase()}${name.slice(1)}ToHclTerraform`) ?? "";
    structs.set(name, structOf(references.get(name), mapper, text));
  }
  return { main: structOf(main.text, main.text, interfaces.get(main.config) ?? ""), structs };
}

// --- internal ---

/**
 * Three places speak of one level: the class notes the flags of every attribute, the mapper tells blocks from
 * attributes, and the interface names single blocks in its comments. Structures of a provider have no class.
 */
function structOf(classText: string | undefined, mapperText: string, interfaceText: string): Struct {
  const inputs = new Map(inputsIn(mapperText).map((input) => [input.name, input]));
  const described = new Set([...interfaceText.matchAll(/^\s+\* (\w+) block$/gm)].map(([, name]) => name));
  const members = classText === undefined ? fromInterface(inputs, interfaceText) : notesIn(classText);
  return {
    members: members.map(({ storage, outer, ...flags }): Member => {
      const input = inputs.get(flags.name);
      if (input === undefined) return { ...flags, storage, outer, form: "attribute" };
      const single = input.outer === "struct" && described.has(flags.name);
      return {
        ...flags,
        storage: input.storage,
        outer: input.outer,
        form: single ? "block" : formOf(input),
      };
    }),
  };
}

interface Input {
  readonly name: string;
  readonly property: string;
  readonly mapper: string;
  readonly outer: Member["outer"];
  readonly storage: string;
}

/** What can be set, as the mapper to HCL writes it down. */
function inputsIn(text: string): Input[] {
  const entry =
    /^ +(\w+): \{\n +value: (.*)\((?:struct!|this)\.(\w+)(?:\.internalValue)?\),\n +isBlock: \w+,\n +type: "(\w+)",\n +storageClassType: "(\w+)",$/gm;
  return [...text.matchAll(entry)].map(([, name = "", mapper = "", property = "", outer, storage = ""]) => ({
    name,
    mapper,
    property,
    outer: outer as Member["outer"],
    storage,
  }));
}

function formOf({ mapper, outer }: Input): Member["form"] {
  if (outer !== "list" && outer !== "set") return "attribute";
  if (mapper.endsWith(", true)")) return "block";
  return mapper.includes("cdktf.listMapperHcl(") ? "attribute" : "single-item-block";
}

type Note = Omit<Member, "form">;

/** Flags of every attribute, from the comments of a class; the type where nothing but the class has it. */
function notesIn(text: string): Note[] {
  const note =
    /^ {2}\/\/ (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n(?: {2}private \w+ = new (?:cdktf\.)?(\w+)\(this, "\w+"(?:, (\w+))?\);\n| {2}private \w+\?: .*\n)? {2}public get \w+\(\) \{\n {4}return (.*);$/gm;
  return [...text.matchAll(note)].map(
    ([, name = "", computed, optional, required, stored, fromSet, access = ""]) => ({
      name,
      computed: computed === "true",
      optional: optional === "true",
      required: required === "true",
      ...(stored === undefined ? plainType(access) : storedType(stored, fromSet === "true")),
    }),
  );
}

function storedType(stored: string, fromSet: boolean): Pick<Note, "storage" | "outer"> {
  const storage = stored
    .replace(/OutputReference$/, "")
    .replace(/^(String|Number|Boolean|Any)(?=List|Map)/, (base) => base.toLowerCase());
  if (stored.endsWith("OutputReference")) return { storage, outer: "struct" };
  if (stored.endsWith("Map")) return { storage, outer: "map" };
  return { storage, outer: fromSet ? "set" : "list" };
}

/** `this.getStringAttribute('arn')`, `cdktf.Fn.tolist(this.getListAttribute('names'))`. */
function plainType(access: string): Pick<Note, "storage" | "outer"> {
  const [, getter = ""] = /this\.get(\w*)Attribute\(/.exec(access) ?? [];
  switch (getter) {
    case "String":
    case "Number":
    case "Boolean":
      return { storage: getter.toLowerCase(), outer: "simple" };
    case "List":
    case "NumberList":
      return {
        storage: getter === "List" ? "stringList" : "numberList",
        outer: access.includes("tolist") ? "set" : "list",
      };
    case "StringMap":
    case "NumberMap":
    case "BooleanMap":
    case "AnyMap":
      return { storage: `${getter.charAt(0).toLowerCase()}${getter.slice(1)}`, outer: "map" };
    default:
      // a subtree that the generator left out
      return { storage: "any", outer: "simple" };
  }
}

/** Structures of a provider's configuration: nothing there is computed. */
function fromInterface(inputs: ReadonlyMap<string, Input>, text: string): Note[] {
  return [...inputs.values()].map(({ name, property, storage, outer }) => {
    const optional = text.includes(`  readonly ${property}?: `);
    return { name, computed: false, optional, required: !optional, storage, outer };
  });
}
