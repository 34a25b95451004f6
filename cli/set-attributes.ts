import { dirname } from "node:path";
import { findBindings, type Subject, sourceOf, typesIn } from "../rehearse/schema/bindings";
import { type Block, isNested, type NestedType, type Type } from "../rehearse/schema/block";
import { deriveBlock } from "../rehearse/schema/derive";

/**
 * `review/plan/sets.json`: which attributes are sets, in which order means nothing. A plan does not say it, and asking
 * the provider takes an installation of it; the bindings that this project has know it as well.
 */
export function setAttributes(): string {
  const { version, directory, ...rest } = findBindings("aws", dirname(__dirname));
  const lines = typesIn({ version, directory, ...rest })
    .flatMap((subject) => (subject.kind === "resource" ? [{ subject, sets: setsOf(subject) }] : []))
    .filter(({ sets }) => sets.length > 0)
    .map(({ subject, sets }) => `    ${JSON.stringify(subject.type)}: ${JSON.stringify(sets)}`)
    .sort();
  const head = `"provider": "hashicorp/aws",\n  "version": ${JSON.stringify(version)}`;
  return `{\n  ${head},\n  "sets": {\n${lines.join(",\n")}\n  }\n}\n`;
}

/** Paths of names, such as `vpc_config.subnet_ids`; sorted. */
export function setsOf(subject: Subject): readonly string[] {
  const bindings = findBindings("aws", dirname(__dirname));
  return setsIn(deriveBlock(sourceOf(bindings, subject), 5), []).sort();
}

// --- internal ---

const setsIn = ({ attributes, blocks }: Block, path: readonly string[]): string[] => [
  ...attributes.flatMap(({ name, type }) => setsInType(type, [...path, name])),
  ...blocks.flatMap(({ name, nesting, block }) => [
    ...(nesting === "set" ? [[...path, name].join(".")] : []),
    ...setsIn(block, [...path, name]),
  ]),
];

function setsInType(type: Type | NestedType, path: readonly string[]): string[] {
  if (isNested(type)) {
    const own = type.nesting === "set" ? [path.join(".")] : [];
    return [
      ...own,
      ...type.attributes.flatMap(({ name, type: inner }) => setsInType(inner, [...path, name])),
    ];
  }
  if (typeof type === "string") return [];
  if (type[0] === "object") {
    return Object.entries(type[1]).flatMap(([name, inner]) => setsInType(inner, [...path, name]));
  }
  return [...(type[0] === "set" ? [path.join(".")] : []), ...setsInType(type[1], path)];
}
