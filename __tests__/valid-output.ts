import { join } from "node:path";
import { expect } from "@jest/globals";
import { parseAllDocuments } from "yaml";
import { kubernetesFiles } from "../k8s/app";
import type { Platform } from "../platform/platform";
import { checkObjects } from "../verify/structural/objects";
import { schemaFolders, schemasIn } from "../verify/structural/schemas";
import { terraformJson } from "./outputs";
import { expectSoundStack } from "./stacks/sound-stack";

const findSchema = schemasIn(...schemaFolders.map((folder) => join(__dirname, "..", folder)));

/** Synthesizes both halves and expects of them what holds for every definition. */
export function expectValidOutput(platform: Platform): void {
  const terraform = terraformJson(platform);
  expect(Object.keys(terraform.resource.helm_release ?? {})).toHaveLength(releaseCount(platform));
  expectSoundStack(terraform);
  expectReferencesToExist(terraform.resource);

  const files = kubernetesFiles(platform);
  expect(checkObjects(files, findSchema)).toEqual([]);
  for (const { text, objects } of files) {
    const read = parseAllDocuments(text, { schema: "yaml-1.1" }).map((document) => document.toJS());
    expect(read).toEqual(JSON.parse(JSON.stringify(objects)));
  }
}

const autoscalerReleases = { none: 0, "cluster-autoscaler": 1, karpenter: 2 } as const;
const meshReleases = { none: 0, istio: 3, "istio-ambient": 5, consul: 2 } as const;

/** Traefik, cert-manager and the load balancer controller, and what the definition adds. */
const releaseCount = ({ dns, mesh, observability, releases, scaling }: Platform): number =>
  3 +
  meshReleases[mesh.target] +
  (observability.metrics === undefined ? 0 : 1) +
  (observability.traces === undefined ? 0 : 2) +
  // the class of their volumes
  (mesh.target === "consul" || observability.metrics !== undefined || observability.traces !== undefined
    ? 1
    : 0) +
  (releases.metricsServer === "chart" ? 1 : 0) +
  (dns.externalDns ? 1 : 0) +
  autoscalerReleases[scaling.kind];

/** No interpolation in the JSON names a resource that is not in it. */
function expectReferencesToExist(
  resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): void {
  const references = JSON.stringify(resources).match(/(?<=\$\{)(?:aws|helm)_\w+\.[\w-]+/g) ?? [];
  const missing = references.filter((reference) => {
    const [type = "", name = ""] = reference.split(".");
    return resources[type]?.[name] === undefined;
  });
  expect(missing).toEqual([]);
}
