import { rmSync } from "node:fs";
import { kubernetesFiles } from "../k8s/app";
import { writeTree } from "../output/tree";
import { checkDefinition } from "../platform/definition/checks";
import { Definition } from "../platform/definition/schema";
import { resolvePlatform } from "../platform/resolve";
import { measured, scratchFolder, serviceName, serviceNumbers } from "./services-measured";

/** Makes the files of as many services as the first argument says, from their definition to the disk. */

const count = Number(process.argv[2]);
const folder = scratchFolder();

const definition = (): unknown => ({
  name: "bench",
  aws: { region: "eu-central-1", account: "111122223333" },
  domain: { name: "example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
  network: { cidr: "10.0.0.0/16", zones: ["euc1-az1", "euc1-az2"] },
  cluster: { version: "1.35", admins: ["arn:aws:iam::111122223333:role/platform-admin"] },
  nodeGroups: { system: {} },
  certificates: { email: "platform@example.com" },
  services: Object.fromEntries(
    serviceNumbers(count).map((number) => [
      serviceName(number),
      {
        image: "example/app:1",
        namespace: `team-${number % 10}`,
        env: { LEVEL: "info" },
        expose: [{ host: `${serviceName(number)}.example.com`, headers: { request: { "X-Bench": "1" } } }],
        callers: number === 0 ? [] : [serviceName(number - 1)],
      },
    ]),
  ),
});

measured(() => {
  const parsed = Definition.parse(definition());
  const failures = checkDefinition(parsed);
  if (failures.length > 0) throw new Error(failures[0]?.message);
  const files = kubernetesFiles(resolvePlatform(parsed)).filter(({ path }) => path.startsWith("services/"));
  writeTree(folder, files);
  return { files: files.length, objects: files.reduce((sum, { objects }) => sum + objects.length, 0) };
});
rmSync(folder, { recursive: true });
