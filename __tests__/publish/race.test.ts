import { test } from "@jest/globals";
import { raceAndJudge } from "./racing";

test("loses nothing when four publish at once, one is killed, and a person pushes too", async () => {
  await raceAndJudge({ rounds: 2, byHand: 2, kills: 1, longestLife: 150 });
});
