import { canonical, isRecord } from "../differences/value";
import type { PlanJson } from "./parse";

/**
 * What stands in two stacks, in the form of a plan: which resources are new, gone or written differently. Values that
 * Terraform would compute stay the expressions that they are, and whether a change needs a new object is not known.
 *
 * @param before text of a `cdk.tf.json`; undefined where there was no stack
 * @param after the same of what is proposed; undefined where there will be none
 */
export function writtenPlan(before: string | undefined, after: string | undefined): PlanJson {
  const [old, proposed] = [resourcesIn(before), resourcesIn(after)];
  const addresses = [...new Set([...old.keys(), ...proposed.keys()])].sort();
  return {
    format_version: "1.2",
    terraform_version: "",
    applyable: true,
    complete: true,
    errored: false,
    resource_changes: addresses.map((address) => changeOf(address, old.get(address), proposed.get(address))),
    output_changes: outputChanges(before, after),
    configuration: { root_module: { resources: configured(after === undefined ? old : proposed) } },
  };
}

// --- internal ---

interface Written {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
}

/** What is said about a resource rather than given to its provider (Terraform, meta-arguments). */
const metaArguments = [
  "//",
  "count",
  "depends_on",
  "for_each",
  "lifecycle",
  "provider",
  "provisioner",
  "connection",
];

function resourcesIn(stack: string | undefined): ReadonlyMap<string, Written> {
  const root = rootOf(stack);
  return new Map([...sectionOf(root.resource, "managed", ""), ...sectionOf(root.data, "data", "data.")]);
}

function sectionOf(section: unknown, mode: Written["mode"], prefix: string): [string, Written][] {
  return entries(section).flatMap(([type, named]) =>
    entries(named).flatMap(([name, block]): [string, Written][] => {
      if (!isRecord(block)) return [];
      const { depends_on: dependsOn } = block;
      const attributes = Object.fromEntries(
        Object.entries(block).filter(([key]) => !metaArguments.includes(key)),
      );
      return [
        [
          `${prefix}${type}.${name}`,
          {
            mode,
            type,
            name,
            attributes,
            dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
          },
        ],
      ];
    }),
  );
}

function changeOf(address: string, before: Written | undefined, after: Written | undefined) {
  const { mode, type, name } = (after ?? before) as Written;
  return {
    address,
    mode,
    type,
    name,
    change: {
      actions: [actionOf(before, after)],
      before: before?.attributes ?? null,
      after: after?.attributes ?? null,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    },
  };
}

function actionOf(before: Written | undefined, after: Written | undefined): string {
  if (after?.mode === "data") return "read";
  if (before === undefined) return "create";
  if (after === undefined) return "delete";
  return canonical(before.attributes) === canonical(after.attributes) ? "no-op" : "update";
}

function outputChanges(before: string | undefined, after: string | undefined) {
  const values = [before, after].map(
    (stack) =>
      new Map(
        entries(rootOf(stack).output).map(
          ([name, output]) => [name, isRecord(output) ? output : {}] as const,
        ),
      ),
  );
  const [old = new Map<string, Readonly<Record<string, unknown>>>(), proposed = old] = values;
  const names = [...new Set([...old.keys(), ...proposed.keys()])];
  return Object.fromEntries(
    names.map((name) => {
      const [was, is] = [old.get(name), proposed.get(name)];
      const changed = canonical(was?.value) !== canonical(is?.value);
      const action =
        was === undefined ? "create" : is === undefined ? "delete" : changed ? "update" : "no-op";
      const sensitive = was?.sensitive === true || is?.sensitive === true;
      return [
        name,
        {
          actions: [action],
          before: was?.value ?? null,
          after: is?.value ?? null,
          after_unknown: false,
          before_sensitive: sensitive,
          after_sensitive: sensitive,
        },
      ];
    }),
  );
}

/** As Terraform lists the references of a resource. */
const configured = (resources: ReadonlyMap<string, Written>) =>
  [...resources].map(([address, { mode, type, name, attributes, dependsOn }]) => ({
    address,
    mode,
    type,
    name,
    expressions: Object.fromEntries(
      Object.entries(attributes).map(([attribute, value]) => [
        attribute,
        { references: referencesIn(JSON.stringify(value)) },
      ]),
    ),
    depends_on: dependsOn,
  }));

/** `${aws_vpc.main.id}` refers to `aws_vpc.main.id`, and with that to `aws_vpc.main`. */
const referencesIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/(?<!\$)\$\{[^}]*\}/g)].flatMap(([expression]) =>
      [...expression.matchAll(/\b((?:data\.)?[a-z][a-z0-9]*_\w+\.[\w-]+)((?:\.\w+)*)/g)].flatMap(
        ([whole, resource = ""]) => [whole, resource],
      ),
    ),
  ),
];

const entries = (value: unknown): [string, unknown][] => (isRecord(value) ? Object.entries(value) : []);

function rootOf(stack: string | undefined): Readonly<Record<string, unknown>> {
  const root: unknown = stack === undefined ? {} : JSON.parse(stack);
  return isRecord(root) ? root : {};
}
