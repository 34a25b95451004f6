import { readFileSync } from "node:fs";
import { join } from "node:path";
import { kubernetesFiles } from "../../k8s/app";
import { checkDefinition } from "../../platform/definition/checks";
import { dottedPath } from "../../platform/definition/problem";
import { Definition } from "../../platform/definition/schema";
import { resolvePlatform } from "../../platform/resolve";
import { terraformApp } from "../../stacks/app";
import { type ChangedOption, changedOptions, withOption } from "./changed-options";

/** More changed options than this are not tried one by one. */
export const mostOptions = 20;

/** What one definition makes: each thing by its key, as text. */
export interface Output {
  /** By stack, then address. */
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** By group, kind, namespace and name. */
  readonly objects: ReadonlyMap<string, string>;
}

export interface FoundCauses {
  /** By stack, then address. */
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, Path>>;
  /** By group, kind, namespace and name. */
  readonly objects: ReadonlyMap<string, Path>;
  /** Why some changes have no cause, if that is so; one sentence. */
  readonly told?: string;
}

type Path = readonly (string | number)[];

export interface CausesProps {
  readonly before: Definition;
  readonly after: Definition;
  /** Makes both halves of a definition. @throws where it cannot */
  readonly make: (definition: Definition) => Output;
  /** Whether there is time for another definition. */
  readonly hasTime: () => boolean;
}

/**
 * Which option of a definition causes which change of the output: the one without whose change the output would be
 * different. That is tried, option by option, so it holds whatever the code does with them; what changes because the
 * code does is caused by no option. Where several have a part in a change, it is the one that undoes all of it, or
 * what they stand in together.
 */
export function findCauses({ before, after, make, hasTime }: CausesProps): FoundCauses {
  const options = changedOptions(before, after);
  if (options.length === 0) return none();
  if (options.length > mostOptions) {
    return none(
      `${options.length} options of the definition changed; which of them causes what is looked for among ${mostOptions} at most.`,
    );
  }
  const [old, proposed] = [make(before), make(after)];
  const [only] = options;
  const trials = options.length === 1 && only !== undefined ? [{ option: only, output: old }] : [];
  if (trials.length === 0) {
    const failed: ChangedOption[] = [];
    for (const option of options) {
      if (!hasTime()) return none("Which options of the definition cause what was not found in time.");
      const output = outputWith(option, after, make);
      if (output === undefined) failed.push(option);
      else trials.push({ option, output });
    }
    for (const option of parentsOf(failed, before)) {
      const output = hasTime() ? outputWith(option, after, make) : undefined;
      if (output !== undefined) trials.push({ option, output });
    }
  }
  const stacks = [...new Set([...old.resources.keys(), ...proposed.resources.keys()])];
  return {
    resources: new Map(
      stacks.map((stack) => [stack, causesAmong(trials, old, proposed, (it) => it.resources.get(stack))]),
    ),
    objects: causesAmong(trials, old, proposed, (it) => it.objects),
  };
}

/** Makes both halves of definitions, the Terraform half below a folder. */
export const outputMaker = (folder: string) => {
  let made = 0;
  return (definition: Definition): Output => {
    const platform = resolvePlatform(definition);
    made += 1;
    const directory = join(folder, String(made));
    terraformApp([platform], directory).synth();
    const names = [platform.name, ...(platform.bootstrap === undefined ? [] : [platform.bootstrap.name])];
    return {
      resources: new Map(
        names.map((name) => [
          name,
          resourcesIn(readFileSync(join(directory, "stacks", name, "cdk.tf.json"), "utf8")),
        ]),
      ),
      objects: new Map(
        kubernetesFiles(platform).flatMap(({ objects }) =>
          objects.map((object) => [keyOf(object), JSON.stringify(object)]),
        ),
      ),
    };
  };
};

// --- internal ---

const none = (told?: string): FoundCauses => ({
  resources: new Map(),
  objects: new Map(),
  ...(told !== undefined && { told }),
});

interface Trial {
  readonly option: ChangedOption;
  /** What would be proposed without the option's change. */
  readonly output: Output;
}

/** Undefined where the definition does not work without the option's change. */
function outputWith(option: ChangedOption, after: Definition, make: CausesProps["make"]): Output | undefined {
  const definition = withOption(after, option);
  if (!Definition.safeParse(definition).success || checkDefinition(definition).length > 0) return undefined;
  try {
    return make(definition);
  } catch {
    // what the checks let through need not be possible
    return undefined;
  }
}

/** What options stand in that go only together, as the choice of a kind and its settings do. */
function parentsOf(options: readonly ChangedOption[], before: Definition): readonly ChangedOption[] {
  const parents = new Map(
    options
      .filter(({ path }) => path.length > 1)
      .map(({ path }) => [dottedPath(path.slice(0, -1)), path.slice(0, -1)]),
  );
  return [...parents.values()].map((path) => ({ path, before: valueAt(before, path) }));
}

const valueAt = (definition: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    definition,
  );

function causesAmong(
  trials: readonly Trial[],
  old: Output,
  proposed: Output,
  part: (output: Output) => ReadonlyMap<string, string> | undefined,
): ReadonlyMap<string, Path> {
  const of = (output: Output, key: string) => part(output)?.get(key);
  const keys = new Set([old, proposed].flatMap((output) => [...(part(output)?.keys() ?? [])]));
  const found = new Map<string, Path>();
  for (const key of keys) {
    if (of(old, key) === of(proposed, key)) continue;
    const having = trials.filter(({ output }) => of(output, key) !== of(proposed, key));
    const undoing = having.filter(({ output }) => of(output, key) === of(old, key));
    const path = undoing.length > 0 ? commonPath(undoing) : commonPath(having);
    if (path !== undefined) found.set(key, path);
  }
  return found;
}

/** Undefined where there is none, or nothing that says more than a section of the definition. */
function commonPath(trials: readonly Trial[]): Path | undefined {
  const [first, ...others] = trials.map(({ option }) => option.path);
  if (first === undefined) return undefined;
  if (others.length === 0) return first;
  const length = first.findIndex((step, index) => others.some((path) => path[index] !== step));
  const common = length < 0 ? first : first.slice(0, length);
  return common.length > 1 ? common : undefined;
}

function resourcesIn(text: string): ReadonlyMap<string, string> {
  const { resource = {} } = JSON.parse(text) as { resource?: Record<string, Record<string, object>> };
  return new Map(
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, block]) => [`${type}.${name}`, JSON.stringify(block)] as const),
    ),
  );
}

function keyOf(object: object): string {
  const {
    apiVersion = "",
    kind = "",
    metadata = {},
  } = object as {
    apiVersion?: string;
    kind?: string;
    metadata?: { namespace?: string; name?: string };
  };
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return [group, kind, metadata.namespace ?? "", metadata.name ?? ""].join("/");
}
