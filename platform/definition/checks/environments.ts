import { defaultStateKey } from "../../account";
import { bootstrapName } from "../../bootstrap";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

/** A failure of one of several environments. */
export interface SharedFailure extends CheckFailure {
  /** Position of the environment in what was checked. */
  readonly environment: number;
}

/** Checks that no two environments would take each other's place: their state, or the names that lead to them. */
export function checkEnvironments(definitions: readonly Definition[]): readonly SharedFailure[] {
  return [
    ...sharedBy(
      definitions,
      ["aws", "state"],
      stateOf,
      (name) => `is the state of ${name} too; deploying one would destroy the other`,
    ),
    ...sharedBy(
      definitions,
      ["domain"],
      domainOf,
      (name) => `is the domain of ${name} too; both would write its alias records`,
    ),
    ...sharedBy(
      definitions,
      ["aws", "state", "create"],
      ({ aws: { state } }) => (state?.create === true ? state.bucket : undefined),
      (name) => `makes the bucket that ${name} makes; leave it to one of the two`,
    ),
    ...sharedBy(
      definitions,
      ["delivery", "github"],
      ({ aws, delivery: { github } }) =>
        github !== undefined && github.provider === undefined ? aws.account : undefined,
      (name) =>
        `makes the account's identity provider for GitHub, as ${name} does; an account has one, so name it here as provider`,
    ),
    ...sharedBy(
      definitions,
      ["domain", "createZone"],
      ({ domain }) => (domain.createZone ? domain.name : undefined),
      (name) => `makes the zone that ${name} makes; leave it to one of the two`,
    ),
    ...namedLikeBootstrap(definitions),
  ];
}

// --- internal ---

function stateOf({ name, aws: { region, state } }: Definition): string | undefined {
  if (state === undefined) return undefined;
  return [state.bucket, state.region ?? region, state.key ?? defaultStateKey(name)].join("\n");
}

const domainOf = ({ domain }: Definition): string => `${domain.name}\n${domain.zoneId}`;

function sharedBy(
  definitions: readonly Definition[],
  path: readonly string[],
  identify: (definition: Definition) => string | undefined,
  describe: (name: string) => string,
): SharedFailure[] {
  const first = new Map<string, string>();
  return definitions.flatMap((definition, environment) => {
    const identity = identify(definition);
    if (identity === undefined) return [];
    const other = first.get(identity);
    if (other === undefined) first.set(identity, definition.name);
    return other === undefined ? [] : [{ environment, path, message: describe(other) }];
  });
}

/** The stacks of all environments stand in one folder. */
const namedLikeBootstrap = (definitions: readonly Definition[]): SharedFailure[] =>
  definitions.flatMap(({ name }, environment) => {
    const other = definitions.find((candidate) => bootstrapName(candidate.name) === name);
    return other === undefined
      ? []
      : [{ environment, path: ["name"], message: `is the name of the bootstrap stack of ${other.name}` }];
  });
