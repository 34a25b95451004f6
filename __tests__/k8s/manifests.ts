import { kubernetesFiles } from "../../k8s/app";
import type { ManifestFile } from "../../k8s/manifest-file";
import type { Platform } from "../../platform/platform";
import { samplePlatform } from "../platform/sample";

/** An object as the API server would read it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests look at every kind of object, each with a shape of its own
  readonly spec: any;
}

type Services = NonNullable<Parameters<typeof samplePlatform>[0]>["services"];

/** The objects of an environment with these services only. */
export const objectsOf = (services: Services): readonly Manifest[] =>
  allObjects(samplePlatform({ services }));

export const allObjects = (platform: Platform): readonly Manifest[] => manifestsIn(kubernetesFiles(platform));

/** What the files hold for the API server; the kustomization is for who applies them. */
export const manifestsIn = (files: readonly ManifestFile[]): readonly Manifest[] =>
  files
    .filter(({ path }) => path !== "kustomization.yaml")
    .flatMap(({ objects }) => objects as readonly Manifest[]);

/** The only object of that kind and name. */
export function find(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} objects are ${kind} ${name}`);
  return only;
}

/** Names of the objects of a kind, in order. */
export const namesOf = (objects: readonly Manifest[], kind: string): readonly string[] =>
  objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);

export const container = (objects: readonly Manifest[], service: string) =>
  find(objects, "Deployment", service).spec.template.spec.containers[0];
