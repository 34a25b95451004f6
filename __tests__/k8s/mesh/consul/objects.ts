import { type DefinitionInput, resolve, small } from "../../../outputs";
import { allObjects, find, type Manifest } from "../../manifests";

export const image = "example/a:1";

export type Services = NonNullable<DefinitionInput["services"]>;
export type Service = Services[string];

/** The platform of a small definition with these services under Consul. */
export const consulPlatform = (services: Services, sections: Partial<DefinitionInput> = {}) =>
  resolve({ ...small, mesh: "consul", services, ...sections });

export const consulObjects = (services: Services, sections: Partial<DefinitionInput> = {}) =>
  allObjects(consulPlatform(services, sections));

/** The service `a`, which `b` calls and which is open to the outside at `a.example.com`. */
export const called = (a: Partial<Service> = {}): Services => ({
  a: { image, callers: ["b"], expose: [{ host: "a.example.com" }], ...a },
  b: { image },
});

/** The spec of the object of a kind that belongs to the service `a`. */
export const specOfA = (kind: string, a: Partial<Service> = {}): Manifest["spec"] =>
  find(consulObjects(called(a)), kind, "a").spec;

export const versions = { v1: { weight: 90 }, v2: { weight: 10 } };
