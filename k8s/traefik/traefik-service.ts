import type { ApiObjectMetadata } from "cdk8s";
import type { Construct } from "constructs";
import { TraefikService } from "../../imports/traefik.io";
import { statusFault } from "../../traefik/statuses";
import { type ServiceReference, type StickyCookie, serviceFields, stickyFields } from "./service-reference";
import { thaw } from "./thaw";

/** What every TraefikService is called; it and the services that it names live in one namespace. */
interface Identified {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the object. @default - none of its own */
  readonly labels?: Readonly<Record<string, string>>;
}

/** A service with its share of the requests. */
export interface WeightedReference extends ServiceReference {
  /** Share beside the weights of the others; 0 for none. @default 1 */
  readonly weight?: number;
}

export interface WeightedTraefikServiceProps extends Identified {
  readonly services: readonly WeightedReference[];
  /** Keeps a client with the service that it had first. @default - each request is shared out anew */
  readonly sticky?: { readonly cookie: StickyCookie };
}

/** Shares requests among services by weight, as in a canary release. */
export class WeightedTraefikService extends TraefikService {
  constructor(scope: Construct, id: string, props: WeightedTraefikServiceProps) {
    const { services, sticky } = props;
    super(scope, id, {
      metadata: metadata(props),
      spec: { weighted: { services: services.map(weightedFields), sticky: stickyFields(sticky) } },
    });
    this.node.addValidation({
      validate: () => [...weightFaults(services), ...stickyFaults(services, sticky)],
    });
  }
}

export interface HighestRandomWeightTraefikServiceProps extends Identified {
  readonly services: readonly WeightedReference[];
}

/** Shares clients among services by weight: an address always comes to the same one, without a cookie. */
export class HighestRandomWeightTraefikService extends TraefikService {
  constructor(scope: Construct, id: string, props: HighestRandomWeightTraefikServiceProps) {
    const { services } = props;
    super(scope, id, {
      metadata: metadata(props),
      spec: { highestRandomWeight: { services: services.map(weightedFields) } },
    });
    this.node.addValidation({ validate: () => weightFaults(services) });
  }
}

/** A service that gets copies of requests. */
export interface MirrorReference extends ServiceReference {
  /** Requests in a hundred that are copied to it. */
  readonly percent: number;
}

export interface MirroringTraefikServiceProps extends Identified {
  /** The service that answers. */
  readonly service: ServiceReference;
  /** Services whose answers are thrown away; what else they do, such as writing, happens. */
  readonly mirrors: readonly MirrorReference[];
  /** Whether copies have the request's body. @default true */
  readonly mirrorBody?: boolean;
  /** Most bytes of a body that is copied; requests with more are not. -1 for any. @default -1 */
  readonly maxBodySize?: number;
}

/** Sends copies of requests to further services. */
export class MirroringTraefikService extends TraefikService {
  constructor(scope: Construct, id: string, props: MirroringTraefikServiceProps) {
    const { service, mirrors, mirrorBody, maxBodySize } = props;
    super(scope, id, {
      metadata: metadata(props),
      spec: {
        mirroring: {
          ...serviceFields(service),
          mirrorBody,
          maxBodySize,
          mirrors: mirrors.map(({ percent, ...mirror }) => ({ ...serviceFields(mirror), percent })),
        },
      },
    });
    this.node.addValidation({
      validate: () => [
        ...[service, ...mirrors].flatMap(referenceFaults),
        ...(mirrors.length === 0
          ? ["has no mirrors, so nothing is copied; route to the service itself"]
          : []),
        ...mirrors.flatMap(({ name, percent }) =>
          isWhole(percent, 0, 100)
            ? []
            : [`copies ${percent} per cent to ${name}; Traefik takes whole numbers from 0 to 100`],
        ),
        ...byteFaults("maxBodySize", maxBodySize),
      ],
    });
  }
}

export interface FailoverTraefikServiceProps extends Identified {
  readonly service: ServiceReference;
  /** Who answers instead when the service does so with one of the statuses. */
  readonly fallback: ServiceReference;
  readonly errors: {
    /** Statuses, each a single one or one range: `503`, `500-504`. */
    readonly status: readonly string[];
    /** Most bytes of a request's body that are kept to ask again; -1 for any. @default -1 */
    readonly maxRequestBodyBytes?: number;
  };
}

/** Asks another service when the first one fails. */
export class FailoverTraefikService extends TraefikService {
  constructor(scope: Construct, id: string, props: FailoverTraefikServiceProps) {
    const { service, fallback, errors } = props;
    super(scope, id, {
      metadata: metadata(props),
      spec: {
        failover: {
          service: serviceFields(service),
          fallback: serviceFields(fallback),
          errors: thaw(errors),
        },
      },
    });
    this.node.addValidation({
      validate: () => [
        ...[service, fallback].flatMap(referenceFaults),
        ...(addressOf(service) === addressOf(fallback)
          ? [`falls back from ${service.name} to itself; name another service`]
          : []),
        // a Service of Kubernetes has no health check by which Traefik could tell otherwise (pkg/server/service)
        ...(errors.status.length === 0
          ? ["names no status on which to fall back; without one Traefik drops every route with this service"]
          : []),
        ...errors.status.flatMap((status) => {
          const fault = statusFault(status);
          return fault === undefined ? [] : [`falls back on the status "${status}", which ${fault}`];
        }),
        ...byteFaults("errors.maxRequestBodyBytes", errors.maxRequestBodyBytes),
      ],
    });
  }
}

// --- internal ---

const metadata = ({ name, namespace, labels }: Identified): ApiObjectMetadata => ({
  name,
  namespace,
  labels,
});

const weightedFields = ({ weight, ...reference }: WeightedReference) => ({
  ...serviceFields(reference),
  weight,
});

const addressOf = ({ kind = "Service", name, port }: ServiceReference): string =>
  `${kind} ${name} ${port ?? ""}`;

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

/** What Traefik would drop the route for, or ignore without a word. */
function referenceFaults(reference: ServiceReference): string[] {
  const { kind = "Service", name, port } = reference;
  if (kind === "Service")
    return port === undefined ? [`names no port of the Service ${name}; Traefik would drop the route`] : [];
  return Object.entries(reference)
    .filter(([key, value]) => value !== undefined && !forTraefikServices.includes(key))
    .map(([key]) => `gives ${key} for the TraefikService ${name}, which Traefik ignores; it has its own`);
}

const forTraefikServices = ["kind", "name", "middlewares", "weight", "percent"];

function weightFaults(services: readonly WeightedReference[]): string[] {
  const weights = services.map(({ weight = 1 }) => weight);
  return [
    ...services.flatMap(referenceFaults),
    ...(services.length === 0 ? ["names no services; Traefik would answer 503"] : []),
    ...services.flatMap(({ name, weight = 1 }) =>
      isWhole(weight, 0, Number.MAX_SAFE_INTEGER)
        ? []
        : [`gives ${name} the weight ${weight}; it must be a whole number, 0 or more`],
    ),
    ...(services.length > 0 && weights.every((weight) => weight === 0)
      ? ["gives every service the weight 0, so that Traefik would answer 503"]
      : []),
    ...services.flatMap((service, index) => {
      const isRepeated = services.slice(0, index).some((other) => addressOf(other) === addressOf(service));
      return isRepeated ? [`names ${service.name} a second time; Traefik would keep the options of one`] : [];
    }),
  ];
}

/** A client stays with its pod only if each choice on the way to it is kept. */
function stickyFaults(
  services: readonly WeightedReference[],
  sticky: WeightedTraefikServiceProps["sticky"],
): string[] {
  const owned = services.filter(({ kind = "Service" }) => kind === "Service");
  const kept = owned.filter((service) => service.sticky !== undefined);
  if (kept.length === 0) return [];
  return [
    ...(sticky === undefined
      ? [`keeps clients with a pod of ${kept[0]?.name} but not with the service; give sticky here too`]
      : []),
    ...owned
      .filter((service) => service.sticky === undefined)
      .map(
        ({ name }) =>
          `keeps clients with their pods, but not those of ${name}; give all services the same stickiness`,
      ),
    ...kept
      .filter(
        ({ sticky: own }) =>
          sticky !== undefined && own?.cookie.name !== undefined && own.cookie.name === sticky.cookie.name,
      )
      .map(
        ({ name, sticky: own }) =>
          `has the cookie ${own?.cookie.name} for itself and for ${name}; give them different names`,
      ),
  ];
}

const byteFaults = (option: string, bytes: number | undefined): string[] =>
  bytes === undefined || isWhole(bytes, -1, Number.MAX_SAFE_INTEGER)
    ? []
    : [`has ${bytes} as ${option}; it must be a number of bytes, or -1 for any`];
