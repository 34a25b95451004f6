/** What `additionalArguments` of the chart set, by the option's name in small letters. */
export interface Arguments {
  readonly settings: ReadonlyMap<string, string>;
  /** Names of entry points that have an address there, as they are spelled. */
  readonly entryPoints: readonly string[];
}

/** Reads `--entryPoints.mqtt.address=:1883`; an option without a value is true. */
export function argumentsIn(values: unknown): Arguments {
  const pairs = (Array.isArray(values) ? values : []).flatMap((value: unknown): [string, string][] => {
    if (typeof value !== "string") return [];
    const [, name, setting = "true"] = /^--([^=\s]+)(?:=(.*))?$/s.exec(value.trim()) ?? [];
    return name === undefined ? [] : [[name, setting]];
  });
  return {
    settings: new Map(pairs.map(([name, setting]) => [name.toLowerCase(), setting])),
    entryPoints: pairs.flatMap(([name]) => /^entrypoints\.([^.]+)\.address$/i.exec(name)?.[1] ?? []),
  };
}
