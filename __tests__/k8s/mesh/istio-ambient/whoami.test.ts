import { expect, test } from "@jest/globals";
import { meshFiles, meshText } from "../objects";
import { whoami } from "../whoami";

test("writes the whoami application for proxies of nodes and namespaces", () => {
  expect(meshText(meshFiles("istio-ambient", whoami))).toMatchSnapshot();
});
