import { App, Chart } from "cdk8s";
import type { Platform } from "../../platform/platform";
import { filesOf } from "../files";
import { managedBy } from "../labels";
import type { ManifestFile } from "../manifest-file";
import { ArgoCdFile } from "./argo-cd-file";
import { FluxFile } from "./flux-file";

/** What tells a controller to apply the environment, whose files are given; none where there is no controller. */
export function gitopsFiles(
  { name, gitops }: Platform,
  files: readonly ManifestFile[],
): readonly ManifestFile[] {
  if (gitops === undefined) return [];
  const chart = new Chart(new App({ outdir: "dist", recordConstructMetadata: false }), name, {
    labels: managedBy,
  });
  switch (gitops.kind) {
    case "argocd":
      new ArgoCdFile(chart, "gitops", {
        name,
        argocd: gitops,
        objects: files.flatMap(({ objects }) => objects),
      });
      break;
    case "flux":
      new FluxFile(chart, "gitops", { name, flux: gitops });
      break;
    default:
      gitops satisfies never;
  }
  return filesOf(chart);
}
