import type { LocatedObject } from "../input/located-object";
import { isRecord } from "../structural/record";
import { classReason } from "./ingress-object";
import type { SeenObjects } from "./objects";
import { qualified } from "./reference";

/** TLS options and the store, of which Traefik has one for all. */
export interface TlsConfiguration {
  /** By the name that references resolve to; `default` applies where none is named. */
  readonly options: ReadonlyMap<string, TlsOption>;
  /** TLSOptions named `default`: with more than one, Traefik's own defaults apply. */
  readonly defaultOptions: readonly LocatedObject[];
  /** TLSStores named `default`: with more than one, none applies. Others are never used. */
  readonly defaultStores: readonly LocatedObject[];
  readonly otherStores: readonly LocatedObject[];
  /** Secret of the certificate that is served where no other fits; undefined: one that Traefik signs itself. */
  readonly defaultCertificate?: SecretReference;
  /** Secrets whose certificates Traefik serves by the names in them, in the order in which it takes them. */
  readonly certificates: readonly SecretReference[];
}

export interface TlsOption {
  readonly name: string;
  /** Undefined for Traefik's own defaults. */
  readonly object?: LocatedObject;
  /** Whether a client whose server name fits no certificate is refused. */
  readonly sniStrict: boolean;
  /** Whether clients must show a certificate. */
  readonly clientAuth?: string;
}

export interface SecretReference {
  readonly namespace: string;
  readonly name: string;
  /** The objects that name it. */
  readonly from: readonly LocatedObject[];
}

/** Reads TLSOptions and TLSStores, and the secrets of the routes of class `ingressClass`. */
export function tlsConfiguration(objects: SeenObjects, ingressClass: string): TlsConfiguration {
  const routes = ["IngressRoute", "IngressRouteTCP"]
    .flatMap((kind) => objects.of(kind))
    .filter((object) => classReason(object, ingressClass) === undefined);
  const all = objects.of("TLSOption");
  const defaultOptions = all.filter(({ name }) => name === "default");
  const [onlyDefault] = defaultOptions.length === 1 ? defaultOptions : [];
  const options = new Map<string, TlsOption>([["default", optionOf("default", onlyDefault)]]);
  for (const object of all) {
    if (object.name === "default") continue;
    // kept under its name as it is, while references are normalised: "my.options" is never found
    const name = qualified(`${object.namespace}-${object.name}`);
    options.set(name, optionOf(name, object));
  }

  const stores = objects.of("TLSStore");
  const defaultStores = stores.filter(({ name }) => name === "default");
  const [store] = defaultStores.length === 1 ? defaultStores : [];
  const defaultCertificate =
    store === undefined ? undefined : secretIn(store, specOf(store).defaultCertificate);
  const named = [
    ...stores.flatMap((object) => listOf(specOf(object).certificates).map((item) => secretIn(object, item))),
    ...routes.map((object) => secretIn(object, passesThrough(object) ? undefined : specOf(object).tls)),
  ];
  const byName = new Map<string, SecretReference>();
  for (const secret of named) {
    if (secret === undefined) continue;
    const key = `${secret.namespace}/${secret.name}`;
    const known = byName.get(key);
    byName.set(key, { ...secret, from: [...(known?.from ?? []), ...secret.from] });
  }
  return {
    options,
    defaultOptions,
    defaultStores,
    otherStores: stores.filter(({ name }) => name !== "default"),
    ...(defaultCertificate !== undefined && { defaultCertificate }),
    certificates: [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, secret]) => secret),
  };
}

// --- internal ---

function optionOf(name: string, object: LocatedObject | undefined): TlsOption {
  const spec = object === undefined ? {} : specOf(object);
  const { clientAuthType, secretNames } = isRecord(spec.clientAuth)
    ? spec.clientAuth
    : { clientAuthType: undefined, secretNames: undefined };
  const clientAuth =
    typeof clientAuthType === "string" && clientAuthType !== ""
      ? clientAuthType
      : listOf(secretNames).length > 0
        ? "RequireAndVerifyClientCert"
        : undefined;
  return {
    name,
    ...(object !== undefined && { object }),
    sniStrict: spec.sniStrict === true,
    ...(clientAuth !== undefined && { clientAuth }),
  };
}

const specOf = ({ object }: LocatedObject): Readonly<Record<string, unknown>> =>
  isRecord(object.spec) ? object.spec : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const passesThrough = (object: LocatedObject): boolean => {
  const { tls } = specOf(object);
  return isRecord(tls) && tls.passthrough === true;
};

function secretIn(object: LocatedObject, value: unknown): SecretReference | undefined {
  const name = isRecord(value) ? value.secretName : undefined;
  return typeof name === "string" && name !== ""
    ? { namespace: object.namespace, name, from: [object] }
    : undefined;
}
