import type { ServicePort } from "../../../services/model";
import { isHttp, servicePorts } from "../../../services/ports";
import type { CheckFailure, IsWritten } from "../../checks";
import type { Definition } from "../../schema";
import { didYouMean } from "../../suggest";
import type { MiddlewareSurroundings } from "../middleware";

export type ServiceDefinition = Definition["services"][string];

/** A service that is checked, and what stands around it. */
export interface ServiceContext {
  readonly name: string;
  readonly service: ServiceDefinition;
  /** Where the service stands. */
  readonly path: readonly (string | number)[];
  readonly sections: Partial<Definition>;
  readonly services: Definition["services"];
  readonly isWritten: IsWritten;
  /** Services that Traefik turns to on others' behalf: for copies, for errors, to ask who may pass. */
  readonly targets: ReadonlySet<string>;
  /** What middlewares of a namespace may refer to. */
  readonly surroundingsIn: (namespace: string) => MiddlewareSurroundings;
}

/** What is wrong at a place below the service. */
export const fault = (
  { path }: ServiceContext,
  steps: readonly (string | number)[],
  message: string,
): CheckFailure => ({ path: [...path, ...steps], message });

/** What is wrong with the key at a place below the service. */
export const keyFault = (
  context: ServiceContext,
  steps: readonly (string | number)[],
  message: string,
): CheckFailure => ({ ...fault(context, steps, message), key: true });

/** As many names as a reader takes in at a glance. */
const mostNames = 12;

/** `; did you mean …?`, or which there are. */
export function describeOthers(thing: string, given: string, others: readonly string[]): string {
  if (others.length === 0) return `; there are no ${thing}`;
  const suggestion = didYouMean(given, others);
  if (suggestion !== "" || others.length > mostNames) return suggestion;
  return `; the ${thing} are ${others.join(", ")}`;
}

/** The port that a place names, or what is wrong with the name. */
export function checkPort(
  context: ServiceContext,
  steps: readonly (string | number)[],
  port: string | undefined,
): CheckFailure[] {
  if (port === undefined) return [];
  const names = servicePorts(context.service).map(({ name }) => name);
  if (names.includes(port)) return [];
  return [fault(context, steps, `no port is named ${port}${describeOthers("ports", port, names)}`)];
}

/** The port that a name means, the service's own without one. */
export function portNamed({ service }: ServiceContext, port: string | undefined): ServicePort {
  const ports = servicePorts(service);
  return ports.find(({ name }) => name === port) ?? ports[0];
}

/** What is wrong with the version that a place names. */
export function checkVersion(
  context: ServiceContext,
  steps: readonly (string | number)[],
  version: string | undefined,
): CheckFailure[] {
  if (version === undefined) return [];
  const { versions } = context.service;
  if (Object.hasOwn(versions, version) || context.isWritten([...context.path, "versions", version]))
    return [];
  const others = Object.keys(versions);
  return [
    fault(context, steps, `no version is named ${version}${describeOthers("versions", version, others)}`),
  ];
}

/** Whether a mesh carries what is sent to the service. */
export const isCarried = ({ sections, service }: ServiceContext): boolean =>
  sections.mesh !== undefined && sections.mesh !== "none" && service.protocol !== "udp";

/** Whether Traefik carries calls of other services. */
export const isProxied = (context: ServiceContext): boolean =>
  context.service.callers.length > 0 &&
  context.sections.ingress?.forCallers === true &&
  !isCarried(context) &&
  servicePorts(context.service).some(({ protocol }) => isHttp(protocol));

/** Whether calls of other services pass a proxy, a mesh's or Traefik. */
export const callersPassProxy = (context: ServiceContext): boolean =>
  isProxied(context) || (context.service.callers.length > 0 && isCarried(context));
