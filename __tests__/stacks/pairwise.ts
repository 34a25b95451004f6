/** Settings of switches by name. */
export type Combination = Readonly<Record<string, string>>;

/**
 * Few combinations in which every pair of settings of two switches occurs: each one is built setting by setting, taking
 * whatever completes most pairs that are still missing. The same for the same input.
 */
export function pairwise(switches: Readonly<Record<string, readonly string[]>>): readonly Combination[] {
  const names = Object.keys(switches);
  const missing = new Set(
    names.flatMap((a, position) =>
      names
        .slice(position + 1)
        .flatMap((b) => (switches[a] ?? []).flatMap((x) => (switches[b] ?? []).map((y) => pair(a, x, b, y)))),
    ),
  );
  const combinations: Combination[] = [];
  while (missing.size > 0) {
    const combination = nextCombination(switches, missing);
    for (const found of pairsOf(combination, names)) missing.delete(found);
    combinations.push(combination);
  }
  return combinations;
}

const pair = (a: string, x: string, b: string, y: string): string => [a, x, b, y].join("\n");

const pairsOf = (combination: Combination, names: readonly string[]): string[] =>
  names.flatMap((a, position) =>
    names.slice(position + 1).map((b) => pair(a, combination[a] ?? "", b, combination[b] ?? "")),
  );

function nextCombination(
  switches: Readonly<Record<string, readonly string[]>>,
  missing: ReadonlySet<string>,
): Combination {
  // begins with a pair that is missing, so that each combination completes at least one
  const [a = "", x = "", b = "", y = ""] = ([...missing][0] ?? "").split("\n");
  const chosen: Record<string, string> = { [a]: x, [b]: y };
  const names = Object.keys(switches);
  for (const name of names.filter((other) => chosen[other] === undefined)) {
    const gain = (setting: string) =>
      Object.entries(chosen).filter(([other, value]) =>
        names.indexOf(other) < names.indexOf(name)
          ? missing.has(pair(other, value, name, setting))
          : missing.has(pair(name, setting, other, value)),
      ).length;
    const [best = ""] = [...(switches[name] ?? [])].sort((one, two) => gain(two) - gain(one));
    chosen[name] = best;
  }
  return chosen;
}
