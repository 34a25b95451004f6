/** Why nothing is published, by code. What each is about stands in docs/publish.md. */
export const refusalCodes = {
  // what is to be published
  EMPTY: "nothing to publish",
  INVALID: "a document that is no object of Kubernetes",
  UNRENDERED: "a folder whose files are not what is applied",
  DUPLICATE: "one object twice",
  SECRET: "something secret in clear",
  UNSTABLE: "two renders that differ",
  DIRTY: "a source that is not committed",
  // what is published already
  PATH: "a path that cannot be written",
  INVENTORY: "an inventory that cannot be read",
  OWNER: "a folder of somebody else's",
  UNOWNED: "a file that was not published from here",
  DRIFT: "a published file that was edited",
  MASS_PRUNE: "most of what is published would go",
  SEQUENCE: "no telling which of two sources is newer",
  // where it is published to
  BRANCH: "a branch that is not there",
  IDENTITY: "nobody to commit as",
  LOCKED: "another run is writing",
  UNREACHABLE: "a repository that does not answer",
  NO_ACCESS: "a repository that takes nothing from you",
  REJECTED: "a branch that takes nothing",
  CONTENTION: "others were always faster",
} as const;
export type RefusalCode = keyof typeof refusalCodes;

/** One reason: where, what is wrong, and what would be right. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Path in the repository or the folder, or where else to look; empty where it is about the whole. */
  readonly where: string;
  readonly message: string;
}

export const refusal = (code: RefusalCode, where: string, message: string): Refusal => ({
  code,
  where,
  message,
});

/** Nothing is never meant: with it a controller would remove everything that runs. */
export const emptyRefusal = (where: string): Refusal =>
  refusal(
    "EMPTY",
    where,
    "there is no object to publish, and a controller would remove everything; remove the folder by hand if that is meant",
  );

/** Whether it is the repository that refuses, and not what is to be published into it. */
export const isOfRemote = ({ code }: Refusal): boolean =>
  code === "UNREACHABLE" || code === "NO_ACCESS" || code === "REJECTED" || code === "CONTENTION";

/** Thrown where nothing else can be found out any more. */
export class RefusedError extends Error {
  constructor(readonly refusals: readonly Refusal[]) {
    super(refusals.map(({ code, where, message }) => `${code} ${where}: ${message}`).join("\n"));
  }
}
