import { plan } from "../planning/plan";
import type { Path } from "../planning/replace";
import type { Block, ProviderSchema } from "../schema/block";
import { encodeSchema } from "../schema/encode";
import type { Overlay } from "../schema/overlay";
import { type Forms, fromProvider, makeUp } from "../values/made-up";
import { emptyObject, fromState } from "../values/state";
import {
  canonical,
  type DynamicValue,
  decodeValue,
  encodeValue,
  isObject,
  type Value,
} from "../values/value";

/** A provider made from its schema: each procedure of the protocol as a function of its message. */
export interface Provider {
  /** Schemas of the types that are needed now; asked for once by every command. */
  readonly schema: () => ProviderSchema;
  readonly overlay: Overlay;
  readonly forms: Forms;
}

/** What a connection has been told: Terraform opens one for each instance of a provider in each command. */
export interface Session {
  configuration: Value;
  /** How often an object of the same configuration was made. */
  readonly made: Map<string, number>;
}

export const openSession = (): Session => ({ configuration: null, made: new Map() });

/** Fields of the requests that are read here; each message has some of them. */
export interface Request {
  readonly typeName: string;
  readonly id: string;
  readonly config: DynamicValue;
  readonly currentState: DynamicValue;
  readonly priorState: DynamicValue;
  readonly proposedNewState: DynamicValue;
  readonly plannedState: DynamicValue;
  readonly rawState: { readonly json: Uint8Array };
  readonly private: Uint8Array;
  readonly priorPrivate: Uint8Array;
  readonly plannedPrivate: Uint8Array;
}

export type Procedure = (request: Request, session: Session) => object;

/** The procedures of a provider by their names in the protocol. */
export function procedures(provider: Provider): Readonly<Record<string, Procedure>> {
  let schema: ProviderSchema | undefined;
  const current = (): ProviderSchema => {
    schema ??= provider.schema();
    return schema;
  };
  const resource = (type: string): Block => blockOf(current().resources, type);
  const dataSource = (type: string): Block => blockOf(current().dataSources, type);

  return {
    GetProviderSchema: () => {
      schema = provider.schema();
      return {
        provider: encodeSchema(schema.provider),
        resourceSchemas: mapValues(schema.resources, encodeSchema),
        dataSourceSchemas: mapValues(schema.dataSources, encodeSchema),
        // core then keeps the schema for all instances of the provider in a command
        serverCapabilities: { getProviderSchemaOptional: true },
      };
    },
    ValidateProviderConfig: () => ({ diagnostics: [] }),
    ValidateResourceConfig: ({ typeName, config }) => ({
      diagnostics: unconfigurable(resource(typeName), decodeValue(config)),
    }),
    ValidateDataResourceConfig: ({ typeName, config }) => ({
      diagnostics: unconfigurable(dataSource(typeName), decodeValue(config)),
    }),
    UpgradeResourceState: ({ typeName, rawState }) => {
      const state = JSON.parse(Buffer.from(rawState.json).toString()) as Value;
      return { upgradedState: encodeValue(fromState(resource(typeName), state)) };
    },
    ConfigureProvider: ({ config }, session) => {
      session.configuration = decodeValue(config);
      return { diagnostics: [] };
    },
    ReadResource: ({ currentState, private: kept }) => ({ newState: currentState, private: kept }),
    PlanResourceChange: (
      { typeName, priorState, proposedNewState, config: configured, priorPrivate },
      session,
    ) => {
      const block = resource(typeName);
      const config = decodeValue(configured);
      const { planned, replace, legacy } = plan({
        block,
        overlay: provider.overlay.types[typeName],
        prior: decodeValue(priorState),
        madeUp: madeUpIn(priorPrivate),
        proposed: decodeValue(proposedNewState),
        fromProvider: (proposed) =>
          fromProvider(provider.forms, block, session.configuration, { config, proposed }),
      });
      return {
        plannedState: encodeValue(planned),
        requiresReplace: replace.map(encodePath),
        plannedPrivate: priorPrivate,
        legacyTypeSystem: legacy,
      };
    },
    ApplyResourceChange: ({ typeName, plannedState, config: configured, plannedPrivate }, session) => {
      const [planned, config] = [decodeValue(plannedState), decodeValue(configured)];
      if (!isObject(planned)) return { newState: plannedState };
      const count = countUp(session.made, `${typeName} ${canonical(planned)}`);
      const { object, paths } = makeUp(planned, {
        forms: provider.forms,
        type: typeName,
        block: resource(typeName),
        configuration: session.configuration,
        seed: String(count),
      });
      // what was made up before still is, unless the configuration has since said it
      const before = madeUpIn(plannedPrivate).filter(
        (path) => !isObject(config) || (config[path] ?? null) === null,
      );
      return { newState: encodeValue(object), private: keepMadeUp([...before, ...paths]) };
    },
    ImportResourceState: ({ typeName, id }) => {
      const state: Value = { ...emptyObject(resource(typeName)), id };
      return { importedResources: [{ typeName, state: encodeValue(state) }] };
    },
    ReadDataSource: ({ typeName, config }, session) => {
      const block = dataSource(typeName);
      const { planned } = plan({
        block,
        overlay: undefined,
        prior: null,
        madeUp: [],
        proposed: decodeValue(config),
        fromProvider: (proposed) =>
          fromProvider(provider.forms, block, session.configuration, { config: proposed, proposed }),
      });
      const making = {
        forms: provider.forms,
        type: typeName,
        block,
        configuration: session.configuration,
        seed: "",
      };
      return { state: encodeValue(isObject(planned) ? makeUp(planned, making).object : planned) };
    },
    StopProvider: () => ({ Error: "" }),
  };
}

// --- internal ---

function blockOf(blocks: Readonly<Record<string, Block>>, type: string): Block {
  const block = blocks[type];
  if (block === undefined) throw new Error(`no schema of ${type} was given to Terraform`);
  return block;
}

/** Terraform keeps a provider's own notes on an object beside its state; here, which of its values are made up. */
const keepMadeUp = (paths: readonly string[]): Uint8Array =>
  Buffer.from(JSON.stringify([...new Set(paths)].sort()));

const madeUpIn = (notes: Uint8Array): readonly string[] =>
  notes.length === 0 ? [] : JSON.parse(Buffer.from(notes).toString());

/** Values for attributes that the provider alone decides, of which the schema tells Terraform but core lets them pass. */
function unconfigurable(block: Block, config: Value): object[] {
  if (!isObject(config)) return [];
  return block.attributes
    .filter(({ name, computed, optional }) => computed && !optional && config[name] !== null)
    .map(({ name }) => ({
      severity: "ERROR",
      summary: "Value for unconfigurable attribute",
      detail: `Can't configure a value for "${name}": the provider decides it.`,
      attribute: encodePath([name]),
    }));
}

const encodePath = (path: Path): object => ({
  steps: path.map((step) => (typeof step === "number" ? { elementKeyInt: step } : { attributeName: step })),
});

function countUp(counts: Map<string, number>, key: string): number {
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return count;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
