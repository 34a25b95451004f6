import { kubernetesFiles } from "../../../k8s/app";
import { differencesOf } from "../../../review/manifests/differences";
import type { ManifestText } from "../../../review/manifests/documents";
import { type ReadManifests, readManifests } from "../../../review/manifests/read";
import { manifestReport } from "../../../review/manifests/report";
import { manifestText } from "../../../review/manifests/terminal";
import type { ManifestReport } from "../../../review/report/report";
import { samplePlatform } from "../../platform/sample";

export type Services = NonNullable<Parameters<typeof samplePlatform>[0]>["services"];

/** The manifests of an environment with these services, as files. */
export const manifestsWith = (services: Services): readonly ManifestText[] =>
  kubernetesFiles(samplePlatform({ services })).map(({ path, text }) => ({ path, text }));

/** Each text as a file of its own. */
export const files = (...texts: readonly string[]): readonly ManifestText[] =>
  texts.map((text, index) => ({ path: `${index}.yaml`, text }));

export interface Compared {
  readonly read: ReadManifests;
  readonly report: ManifestReport;
}

export function compared(base: readonly ManifestText[], head: readonly ManifestText[]): Compared {
  const read = readManifests(base, head);
  return {
    read,
    report: manifestReport({ differences: differencesOf(read.base, read.head), objects: read.objects }),
  };
}

/** The difference as a person reads it, line by line, without the sum. */
export const told = (base: readonly ManifestText[], head: readonly ManifestText[]): readonly string[] =>
  manifestText(compared(base, head).report).trimEnd().split("\n").slice(0, -1);

/** An object in YAML. */
export const object = (kind: string, name: string, rest = "", apiVersion = "v1"): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: apps\n${rest}`;

export const configMap = (name: string, data: string): string => object("ConfigMap", name, `data:\n${data}`);
