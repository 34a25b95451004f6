import { byCodeUnit } from "../code-unit";
import type { PublishedObject } from "./content";
import { isDefinition, stageOf, stages } from "./kinds";
import { keyOf } from "./layout";

/** All objects as one stream, in an order in which `kubectl apply -f` takes them. */
export const bundleText = (objects: readonly PublishedObject[]): string => stream(inOrder(objects));

/**
 * What is applied by hand once, so that a controller does the rest: namespaces and definitions, and what tells the
 * controller where everything is. Undefined where nothing tells it.
 */
export function firstInstallText(
  objects: readonly PublishedObject[],
  controllers: readonly PublishedObject[],
): string | undefined {
  if (controllers.length === 0) return undefined;
  const before = objects.filter((object) => stageOf(object) === "namespace" || isDefinition(object));
  // in the order in which they refer to each other, as they were written
  return stream([...inOrder(before), ...controllers]);
}

// --- internal ---

const inOrder = (objects: readonly PublishedObject[]): readonly PublishedObject[] =>
  [...objects].sort(
    (a, b) => stages.indexOf(stageOf(a)) - stages.indexOf(stageOf(b)) || byCodeUnit(keyOf(a), keyOf(b)),
  );

const stream = (objects: readonly PublishedObject[]): string =>
  objects.map(({ text }) => text.replace(/\n*$/, "\n")).join("---\n");
