import { type Bindings, hasType, type Subject, sourceOf, typesIn } from "./bindings";
import type { Block, ProviderSchema } from "./block";
import { deriveBlock } from "./derive";
import { markSensitive, type Overlay } from "./overlay";

/** Derives schemas of a provider, each type once. */
export interface Schemas {
  /** Of the types that are named; those that the provider does not have are left out, so that Terraform says so. */
  of(types: TypeNames): ProviderSchema;
  all(): ProviderSchema;
}

export interface TypeNames {
  readonly resources: ReadonlySet<string>;
  readonly dataSources: ReadonlySet<string>;
}

export function schemasFrom(bindings: Bindings, overlay: Overlay): Schemas {
  const derived = new Map<string, Block>();
  const block = (subject: Subject): Block => {
    const key = subject.kind === "provider" ? "" : `${subject.kind} ${subject.type}`;
    const before = derived.get(key);
    if (before !== undefined) return before;
    const made = derive(bindings, subject, overlay);
    derived.set(key, made);
    return made;
  };
  const blocks = (kind: "resource" | "dataSource", types: Iterable<string>): Record<string, Block> =>
    Object.fromEntries(
      [...types]
        .filter((type) => hasType(bindings, { kind, type }))
        .sort()
        .map((type) => [type, block({ kind, type })]),
    );
  const of = ({ resources, dataSources }: TypeNames): ProviderSchema => ({
    provider: block({ kind: "provider" }),
    resources: blocks("resource", resources),
    dataSources: blocks("dataSource", dataSources),
  });
  return { of, all: () => of(allTypes(bindings)) };
}

/** The schema of one subject, with what the overlay knows of it. */
export function derive(bindings: Bindings, subject: Subject, overlay: Overlay): Block {
  const block = deriveBlock(sourceOf(bindings, subject), overlay.protocol);
  switch (subject.kind) {
    case "provider":
      // the generator adds it; Terraform keeps it to itself
      return { ...block, attributes: block.attributes.filter(({ name }) => name !== "alias") };
    case "resource":
      return markSensitive(block, overlay.types[subject.type]?.sensitive);
    case "dataSource":
      return block;
    default:
      return subject satisfies never;
  }
}

export function allTypes(bindings: Bindings): TypeNames {
  const ofKind = (kind: Subject["kind"]) =>
    new Set(
      typesIn(bindings).flatMap((subject) =>
        subject.kind === kind && "type" in subject ? [subject.type] : [],
      ),
    );
  return { resources: ofKind("resource"), dataSources: ofKind("dataSource") };
}
