import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../../../../k8s/app";
import { checkObjects } from "../../../../verify/structural/objects";
import { schemaFolders, schemasIn } from "../../../../verify/structural/schemas";
import { resolve, small } from "../../../outputs";

const files = kubernetesFiles(
  resolve({
    ...small,
    mesh: "istio",
    services: {
      whoami: {
        image: "traefik/whoami:v1.11.0",
        versions: {
          stable: { weight: 90 },
          canary: { weight: 10, when: { headers: { "X-Canary": "always" } } },
        },
        expose: [{ host: "whoami" }],
      },
      whoami2: { image: "traefik/whoami:v1.11.0", callers: ["whoami"] },
    },
  }),
);

const istioFiles = files.flatMap(({ path, text }) => {
  const documents = text.split("---\n").filter((it) => /^apiVersion: \w+\.istio\.io\//.test(it));
  return documents.length === 0 ? [] : [`# ${path}\n${documents.join("---\n")}`];
});

test("writes the whoami application for a proxy in each pod", () => {
  expect(istioFiles.join("\n")).toMatchSnapshot();
});

test("writes it as the definitions of its kinds want it", () => {
  const findSchema = schemasIn(...schemaFolders.map((it) => join(__dirname, "../../../..", it)));
  expect(checkObjects(files, findSchema)).toEqual([]);
});
