import { join } from "node:path";
import { kubernetesFiles } from "../../../k8s/app";
import type { ManifestFile } from "../../../k8s/manifest-file";
import { checkObjects } from "../../../verify/structural/objects";
import { schemaFolders, schemasIn } from "../../../verify/structural/schemas";
import { type DefinitionInput, resolve, small } from "../../outputs";
import { type Manifest, manifestsIn } from "../manifests";

const findSchema = schemasIn(...schemaFolders.map((folder) => join(__dirname, "..", "..", "..", folder)));

/** The files of an environment with these services and a mesh, each object as the definition of its kind wants it. */
export function meshFiles(
  mesh: NonNullable<DefinitionInput["mesh"]>,
  services: NonNullable<DefinitionInput["services"]>,
  sections: Partial<DefinitionInput> = {},
): readonly ManifestFile[] {
  const files = kubernetesFiles(resolve({ ...small, mesh, services, ...sections }));
  const wrong = checkObjects(files, findSchema);
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong, null, 1));
  return files;
}

/** The same as objects. */
export const meshObjects = (...props: Parameters<typeof meshFiles>): readonly Manifest[] =>
  manifestsIn(meshFiles(...props));

/** Text of the objects that a mesh alone reads, under the files that they are in. */
export const meshText = (files: readonly ManifestFile[]): string =>
  files
    .flatMap(({ path, text }) => {
      const documents = text
        .split("---\n")
        .filter((it) => /^apiVersion: (\w+\.istio\.io|gateway\.networking)/.test(it));
      return documents.length === 0 ? [] : [`# ${path}\n${documents.join("---\n")}`];
    })
    .join("\n");
