import { expect, test } from "@jest/globals";
import { killWriters } from "./directory-kills";

test("leaves the old folder or the new one, wherever a run is killed, a thousand times", async () => {
  const { wrong, told } = await killWriters(1000);
  process.stderr.write(`${told}\n`);
  expect(wrong).toEqual([]);
}, 3_600_000);
