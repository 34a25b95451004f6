import { byCodeUnit } from "../code-unit";

export const kustomizationName = "kustomization.yaml";

/**
 * The list of all files, so that `kubectl apply -k` and GitOps controllers take the folder as a whole. It depends on
 * their paths alone.
 */
export function kustomizationText(paths: Iterable<string>): string {
  const sorted = [...paths].sort((a, b) => rankOf(a) - rankOf(b) || byCodeUnit(a, b));
  return [
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    "resources:",
    ...sorted.map((path) => `- ${path}`),
    "",
  ].join("\n");
}

// --- internal ---

/** Whoever applies files in order needs namespaces, then definitions, before what is in or of them. */
function rankOf(path: string): number {
  const [folder, type] = path.split("/");
  if (folder !== "_cluster") return 2;
  if (type === "namespace") return 0;
  return type === "customresourcedefinition.apiextensions.k8s.io" ? 1 : 2;
}
