import { byCodeUnit } from "../platform/order";
import { manifestFile } from "./files";
import type { ManifestFile } from "./manifest-file";

/** The list of all files, so that `kubectl apply -k` and GitOps controllers take the folder as a whole. */
export function kustomization(files: readonly ManifestFile[]): ManifestFile {
  const paths = files.map(({ path }) => path).sort(byCodeUnit);
  const isNamespace = (path: string) => path.startsWith("namespaces/");
  return manifestFile("kustomization.yaml", [
    {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      // whoever applies them in order needs the namespaces before what is in them
      resources: [...paths.filter(isNamespace), ...paths.filter((path) => !isNamespace(path))],
    },
  ]);
}
