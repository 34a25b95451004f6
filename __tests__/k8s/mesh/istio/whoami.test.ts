import { expect, test } from "@jest/globals";
import { meshFiles, meshText } from "../objects";
import { whoami } from "../whoami";

test("writes the whoami application for a proxy in each pod", () => {
  expect(meshText(meshFiles("istio", whoami))).toMatchSnapshot();
});
