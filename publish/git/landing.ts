import { tmpdir } from "node:os";
import { type Refusal, refusal } from "../refusal";
import {
  fetchBranch,
  landingDepth,
  type Observation,
  observe,
  type PushAnswer,
  type PushedBranch,
  push,
  type RemoteProps,
  shownUrl,
} from "./remote";
import type { Scratch } from "./repository";

/** The time, and how to let it pass. */
export interface Pace {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Milliseconds after which no other attempt is made. */
  readonly patience: number;
}

/** Milliseconds of the first wait; each one after it may take twice as long. */
export const firstWait = 80;

/** A push that is refused although nothing moved may have met another's lock. */
const mostRepeats = 2;

export type Progress =
  | { readonly kind: "landed"; readonly answerLost: boolean; readonly recreated: readonly string[] }
  | { readonly kind: "moved"; readonly observed: Observation }
  | { readonly kind: "stuck"; readonly answer: Exclude<PushAnswer, { kind: "taken" }> };

/**
 * Pushes, and where that is not taken asks what is there now instead of reading messages, which differ from server to
 * server.
 */
export async function pushUntilSomethingMoves(
  scratch: Scratch,
  { remote, pace }: { readonly remote: RemoteProps; readonly pace: Pace },
  pushed: readonly PushedBranch[],
  before: Observation,
): Promise<Progress> {
  for (let repeat = 0; ; repeat += 1) {
    const answer = await push(scratch, remote, pushed);
    if (answer.kind === "taken") return { kind: "landed", answerLost: false, recreated: answer.recreated };
    const observed = await observe(remote, tmpdir());
    if (await hasLanded(scratch, remote, pushed, observed))
      return { kind: "landed", answerLost: true, recreated: [] };
    const moved = pushed.some(({ branch }) => observed.branches.get(branch) !== before.branches.get(branch));
    if (moved) return { kind: "moved", observed };
    if (repeat >= mostRepeats) return { kind: "stuck", answer };
    await pace.sleep(pace.random() * firstWait * 2 ** (repeat + 1));
  }
}

async function hasLanded(
  scratch: Scratch,
  remote: RemoteProps,
  pushed: readonly PushedBranch[],
  observed: Observation,
): Promise<boolean> {
  for (const { branch, commit, base } of pushed) {
    const tip = observed.branches.get(branch);
    if (tip === commit) continue;
    if (tip === undefined || tip === base) return false;
    // others may have built on it already
    const fetched = await fetchBranch(scratch, remote, branch, landingDepth);
    if (fetched === undefined) return false;
    const { status } = await scratch.git.try(["merge-base", "--is-ancestor", commit, fetched]);
    if (status !== 0) return false;
  }
  return true;
}

/** Why a push that changes nothing is not taken. */
export function stuckRefusal(
  { kind, words }: Exclude<PushAnswer, { kind: "taken" }>,
  { url }: RemoteProps,
  pushed: readonly PushedBranch[],
): Refusal {
  const names = pushed.map(({ branch }) => branch).join(", ");
  switch (kind) {
    case "refused":
      return refusal("REJECTED", names, `the repository does not take it: ${words}`);
    case "failed":
      return refusal("NO_ACCESS", shownUrl(url), `takes no push from you: ${words}`);
    default:
      return kind satisfies never;
  }
}
