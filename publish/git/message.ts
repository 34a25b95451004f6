import { inventoryDigest } from "../inventory";
import type { PublicationPlan } from "../plan";

/** What a commit says: what changes, and where it comes from. */
export function commitMessage(plans: readonly PublicationPlan[], publishedBy: string): string {
  const names = plans.map(({ publication }) => publication.environment);
  const subjects = plans.map(({ publication, changes }) => {
    const place = publication.prefix === "" ? "the root" : publication.prefix;
    return `${publication.environment} in ${place}: ${countsOf(changes)}`;
  });
  const sources = [...new Set(plans.map(({ publication }) => publication.source))];
  const trailers = [
    ...unique(sources.map(({ commit }) => commit)).map((commit) => `Source-Commit: ${commit}`),
    ...unique(sources.map(({ repository }) => repository)).map((repository) => `Source-Repo: ${repository}`),
    `Published-By: ${publishedBy}`,
    ...plans.map(({ inventory }) => `Inventory-Digest: ${inventoryDigest(inventory ?? "")}`),
  ];
  return [`Publish ${names.join(", ")}`, "", ...subjects, "", ...trailers, ""].join("\n");
}

/** `2 added, 1 changed, 1 removed` */
export function countsOf(changes: PublicationPlan["changes"]): string {
  const counts = (["add", "change", "remove"] as const).map((action) => ({
    word: words[action],
    count: changes.filter((change) => change.action === action).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ word, count }) => `${count} ${word}`);
  return told.length === 0 ? "the inventory alone" : told.join(", ");
}

// --- internal ---

const words = { add: "added", change: "changed", remove: "removed" } as const;

const unique = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];
