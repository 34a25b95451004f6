import { join } from "../../publish/changes";
import type { PublicationPlan } from "../../publish/plan";
import { differencesOf } from "../../review/manifests/differences";
import { readManifests } from "../../review/manifests/read";
import { manifestReport } from "../../review/manifests/report";
import { manifestText } from "../../review/manifests/terminal";

/**
 * What changes in the objects, as the review shows it, with secrets covered.
 *
 * @param before contents of the files that change or go, by their path in the repository
 */
export function objectDifference(
  { publication, changes, files }: PublicationPlan,
  before: ReadonlyMap<string, string>,
): string {
  const objects = changes.filter(({ path }) => path.endsWith(".yaml") && path.includes("/"));
  const sides = objects.map(({ action, path }) => {
    const whole = join(publication.prefix, path);
    return {
      base: action === "add" ? [] : [{ path: whole, text: before.get(whole) ?? "" }],
      head: action === "remove" ? [] : [{ path: whole, text: files.get(path) ?? "" }],
    };
  });
  const read = readManifests(
    sides.flatMap(({ base }) => base),
    sides.flatMap(({ head }) => head),
  );
  const differences = differencesOf(read.base, read.head);
  return manifestText(manifestReport({ differences, objects: publication.files.size }));
}
