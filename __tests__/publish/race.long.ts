import { test } from "@jest/globals";
import { raceAndJudge } from "./racing";

test("loses nothing in a hundred rounds of four publishers, one of them killed again and again", async () => {
  const said = await raceAndJudge({ rounds: 100, byHand: 100, kills: 1000, longestLife: 250 });
  process.stderr.write(`${said}\n`);
}, 1_800_000);
