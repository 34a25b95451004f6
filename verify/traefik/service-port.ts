import type { LocatedObject } from "../input/located-object";
import type { Path } from "../structural/path";
import { isRecord } from "../structural/record";
import type { ReasonCode } from "./model";
import type { KubernetesProvider } from "./static-configuration";

export interface ServicePort {
  readonly number: number;
  readonly name?: string;
}

/** The port of a Service that a reference means: by its number or its name, never by targetPort. */
export function servicePort(service: LocatedObject | undefined, port: unknown): ServicePort | undefined {
  if (service === undefined) return typeof port === "number" ? { number: port } : undefined;
  for (const candidate of portsOf(service)) {
    if (candidate.port === port || (typeof port === "string" && candidate.name === port)) {
      const { port: number, name } = candidate;
      if (typeof number === "number") return { number, ...(typeof name === "string" && { name }) };
    }
  }
  return typeof port === "number" && isExternalName(service) ? { number: port } : undefined;
}

export interface PortProblem {
  readonly code: ReasonCode;
  readonly message: string;
  /** Within the reference. */
  readonly path: Path;
}

interface PortProps {
  readonly provider: KubernetesProvider;
  readonly nativeLb: boolean;
  readonly http: boolean;
}

/** Why a reference finds no servers in a Service; a Service that is not among the objects is trusted. */
export function portProblem(
  service: LocatedObject | undefined,
  item: Readonly<Record<string, unknown>>,
  { provider, nativeLb, http }: PortProps,
): PortProblem | undefined {
  const { port, scheme, healthCheck } = item;
  if (port === undefined || port === null || port === 0 || port === "") {
    return { code: "service-port-missing", message: "the reference names no port", path: ["port"] };
  }
  if (http && typeof scheme === "string" && !["", "http", "https", "h2c"].includes(scheme)) {
    return {
      code: "service-invalid",
      message: `${scheme} is no scheme; there are http, https and h2c`,
      path: ["scheme"],
    };
  }
  if (service === undefined) return undefined;
  const external = isExternalName(service);
  if (external && !provider.allowExternalNameServices) {
    return {
      code: "service-invalid",
      message: "is an ExternalName, and allowExternalNameServices is off",
      path: ["name"],
    };
  }
  if (servicePort(service, port) === undefined) {
    const ports = portsOf(service).map(({ name, port: number }) =>
      typeof name === "string" ? `${number} (${name})` : String(number),
    );
    const known = ports.length === 0 ? "it has none" : `it has ${ports.join(", ")}`;
    return { code: "service-port-missing", message: `has no port ${String(port)}; ${known}`, path: ["port"] };
  }
  if (http && isRecord(healthCheck) && !external) {
    return {
      code: "service-invalid",
      message: "healthCheck is for ExternalName Services only",
      path: ["healthCheck"],
    };
  }
  if (nativeLb && !external && specOf(service).clusterIP === "None") {
    return {
      code: "service-invalid",
      message: "is headless, and nativeLB needs its cluster address",
      path: ["nativeLB"],
    };
  }
  return undefined;
}

// --- internal ---

const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> =>
  isRecord(object.spec) ? object.spec : {};

const isExternalName = (service: LocatedObject): boolean => specOf(service).type === "ExternalName";

const portsOf = (service: LocatedObject): readonly Readonly<Record<string, unknown>>[] => {
  const { ports } = specOf(service);
  return Array.isArray(ports) ? ports.filter(isRecord) : [];
};
