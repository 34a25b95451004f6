/** A piece of text that is shown whole or not at all. */
export interface Unit {
  readonly text: string;
  /** What comes first when there is not room for everything; equal ones in their order. */
  readonly priority: number;
}

/** Units under one heading. */
export interface Section {
  readonly heading: string;
  /** Whether the heading stands even without units. @default false */
  readonly always?: boolean;
  readonly units: readonly Unit[];
  /** What is said of units that there is no room for. */
  readonly leftOut: (count: number) => string;
}

/**
 * Sections in as many bytes as there are. Whatever is short of room is left out as a whole and counted in its section,
 * never cut: a comment that ends within a fence or a tag would spoil what comes after it.
 */
export function withinBudget(sections: readonly Section[], bytes: number): string {
  const filled = sections.filter(({ units, always }) => always === true || units.length > 0);
  // every heading and every count may be needed
  let left =
    bytes -
    filled.reduce((sum, { heading, units, leftOut }) => sum + size(heading) + size(leftOut(units.length)), 0);
  const all = filled.flatMap((section, index) =>
    section.units.map((unit, order) => ({ index, order, unit })),
  );
  all.sort((a, b) => a.unit.priority - b.unit.priority || a.index - b.index || a.order - b.order);
  const kept = new Set<Unit>();
  for (const { unit } of all) {
    const needed = size(unit.text);
    if (needed > left) continue;
    left -= needed;
    kept.add(unit);
  }
  return filled
    .map(({ heading, units, leftOut }) => {
      const shown = units.filter((unit) => kept.has(unit));
      const missing = units.length - shown.length;
      return [heading, ...shown.map(({ text }) => text), ...(missing === 0 ? [] : [leftOut(missing)])].join(
        "\n",
      );
    })
    .join("\n\n");
}

// --- internal ---

/** In UTF-8, with what separates it from the next. */
const size = (text: string): number => Buffer.byteLength(text) + 2;
