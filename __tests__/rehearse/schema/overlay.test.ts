import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findBindings } from "../../../rehearse/schema/bindings";
import type { Attribute, Block } from "../../../rehearse/schema/block";
import { isNested } from "../../../rehearse/schema/block";
import { markSensitive, readOverlay, type TypeOverlay } from "../../../rehearse/schema/overlay";
import { attribute, nestedBlock, resource, root } from "../bindings";

const providers = readdirSync(join(root, "rehearse", "overlays")).map((name) => name.replace(".json", ""));
const entries: readonly (readonly [string, TypeOverlay])[] = providers.flatMap((provider) =>
  Object.entries(readOverlay(provider).types),
);

/** The attribute at a dotted path, through blocks and nested attributes. */
function at(block: Block, [name = "", ...rest]: readonly string[]): Attribute | undefined {
  const nested = block.blocks.find((candidate) => candidate.name === name);
  if (nested !== undefined) return at(nested.block, rest);
  const found = block.attributes.find((candidate) => candidate.name === name);
  if (found === undefined || rest.length === 0) return found;
  return isNested(found.type) ? at({ attributes: found.type.attributes, blocks: [] }, rest) : undefined;
}

const wrong = (
  paths: (overlay: TypeOverlay) => readonly string[],
  isRight: (found: Attribute, path: string, overlay: TypeOverlay) => boolean,
): string[] =>
  entries.flatMap(([type, overlay]) => {
    const block = resource(type);
    return paths(overlay)
      .filter((path) => {
        const found = at(block, path.split("."));
        return found === undefined || !isRight(found, path, overlay);
      })
      .map((path) => `${type}.${path}`);
  });

test("is of the release of the provider that the bindings are of", () => {
  for (const provider of providers) {
    expect(readOverlay(provider).version).toBe(findBindings(provider, root).version);
  }
});

test("names for every type the file, and the commit, in which it was read", () => {
  const unread = entries.filter(
    ([, { sources }]) =>
      sources.length === 0 || sources.some((source) => !/^[\w/]+\.go@[0-9a-f]{12}$/.test(source)),
  );
  expect(unread.map(([type]) => type)).toEqual([]);
});

test("names attributes that exist and can be set, where a change replaces the object", () => {
  expect(
    wrong(
      ({ replace = [] }) => replace,
      ({ required, optional }) => required || optional,
    ),
  ).toEqual([]);
});

test("gives defaults of the attribute's type to what need not be set", () => {
  const typeOf = (value: unknown) => (typeof value === "boolean" ? "bool" : typeof value);
  expect(
    wrong(
      ({ defaults = {} }) => Object.keys(defaults),
      ({ type, required }, path, { defaults = {} }) =>
        !required && (defaults[path] === null || type === typeOf(defaults[path])),
    ),
  ).toEqual([]);
});

test("names computed attributes as changing, and as exceptions only what exists", () => {
  expect(
    wrong(
      ({ changing = {} }) => Object.keys(changing),
      ({ computed }) => computed,
    ),
  ).toEqual([]);
  expect(
    wrong(
      ({ changing = {} }) => Object.values(changing).flat(),
      () => true,
    ),
  ).toEqual([]);
});

test("names sensitive attributes that exist, and marks them at any depth", () => {
  expect(
    wrong(
      ({ sensitive = [] }) => sensitive,
      () => true,
    ),
  ).toEqual([]);
  const oidc = nestedBlock(
    nestedBlock(resource("aws_lb_listener"), "default_action").block,
    "authenticate_oidc",
  );
  expect(attribute(oidc.block, "client_secret").sensitive).toBe(true);
  expect(attribute(oidc.block, "client_id").sensitive).toBeUndefined();
  expect(at(resource("helm_release"), ["set_sensitive", "value"])?.sensitive).toBe(true);
  const block = { attributes: [], blocks: [] };
  expect(markSensitive(block)).toBe(block);
});
