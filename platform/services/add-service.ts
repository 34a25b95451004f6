import type * as z from "zod";
import { checkDefinition } from "../definition/checks";
import { inspect } from "../definition/issues";
import { dottedPath } from "../definition/problem";
import { Service as ServiceSchema } from "../definition/schema/service";
import type { Platform } from "../platform";
import { resolveServices } from "../services";
import type { Service } from "./model";

/** A service as code gives it: the same options as in a definition, with the same defaults. */
export type ServiceInput = z.input<typeof ServiceSchema>;

/**
 * Resolves a service that code adds to those of the definition, checked as if it stood there.
 *
 * @throws one error with everything that is wrong, each with the path of its option
 */
export function addService(platform: Platform, name: string, input: ServiceInput): Service {
  const { definition } = platform;
  const refuse = (problems: readonly string[]): never => {
    const lines = problems.map((problem) => `  ${problem}`).join("\n");
    throw new Error(`the service ${name} cannot be made:\n${lines}`);
  };
  if (Object.hasOwn(definition.services, name))
    refuse(["is in the definition already; give it another name"]);
  const inspection = inspect(ServiceSchema, input);
  if (inspection.kind === "invalid") {
    return refuse(inspection.findings.map(({ path, message }) => `${dottedPath(path)}  ${message}`));
  }
  const services = { ...definition.services, [name]: inspection.value };
  const isWritten = ([section, service, ...path]: readonly (string | number)[]) =>
    section === "services" && service === name && isGiven(input, path);
  const failures = checkDefinition({ ...definition, services }, isWritten);
  if (failures.length > 0) refuse(failures.map(({ path, message }) => `${dottedPath(path)}  ${message}`));
  if (!platform.namespaces.includes(inspection.value.namespace)) {
    refuse([
      `namespace  no service of the definition is in ${inspection.value.namespace}, which would not be made`,
    ]);
  }
  const resolved = resolveServices(services, definition);
  const service = resolved.find((each) => each.name === name);
  return service ?? refuse(["is lost"]);
}

// --- internal ---

/** Whether something stands at a path below the service, by default or not. */
function isGiven(value: unknown, path: readonly (string | number)[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return value !== undefined;
  if (typeof value !== "object" || value === null) return false;
  return isGiven((value as Readonly<Record<string | number, unknown>>)[step], rest);
}
