import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { reviewCommand } from "../../cli/review/main";
import type { Origin, Report } from "../../review/report/report";
import { small } from "../outputs";
import { projectCopy, removeProject } from "../project";

let project: string;
beforeAll(() => {
  project = realpathSync(projectCopy());
  rmSync(join(project, "environments"), { recursive: true });
  mkdirSync(join(project, "environments"));
  writeFileSync(join(project, ".gitignore"), "node_modules\n.slipway/\n");
});
afterAll(() => removeProject(project));

/** Text of the only environment, an option a line. */
const dev = (instances: string, image: string, more = "") =>
  [
    "name: dev",
    `aws: ${JSON.stringify(small.aws)}`,
    `domain: ${JSON.stringify(small.domain)}`,
    `network: ${JSON.stringify(small.network)}`,
    `cluster: ${JSON.stringify(small.cluster)}`,
    `certificates: ${JSON.stringify(small.certificates)}`,
    "nodeGroups:",
    "  system:",
    `    instances: [${instances}]`,
    "services:",
    "  whoami:",
    `    image: ${image}`,
    more,
  ].join("\n");

const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: project });

test("a change of definitions is followed to the options and to the lines of code", async () => {
  const definition = join(project, "environments", "dev.yaml");
  writeFileSync(definition, dev("m7g.large", "traefik/whoami:v1.10.0", "  old:\n    image: old:1\n"));
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "the beginning");
  writeFileSync(definition, dev("m7g.xlarge", "traefik/whoami:v1.11.0"));

  const status = await reviewCommand({
    root: project,
    from: project,
    args: ["--base", "main"],
    env: { ...process.env, TERRAFORM_BINARY_NAME: "there-is-no-terraform" },
    today: "2026-11-26",
    signal: new AbortController().signal,
    print: () => {},
    printError: () => {},
  });
  const report: Report = JSON.parse(readFileSync(join(project, ".slipway/review/review.json"), "utf8"));
  const [environment] = report.environments;
  expect([2, 3]).toContain(status);

  const shown = ({ construct, source, definition: caused }: Origin) => [
    construct,
    source?.file,
    `${caused?.file}:${caused?.line} ${caused?.option}`,
  ];
  expect(environment?.plan?.changes.map(({ type, origin }) => [type, ...shown(origin)])).toEqual([
    [
      "aws_launch_template",
      "dev/node-groups/system/launch-template",
      "stacks/nodes/node-group.ts",
      "environments/dev.yaml:9 nodeGroups.system.instances[0]",
    ],
  ]);
  const objects = environment?.manifests?.changes.map(({ action, kind, name, origin }) => [
    `${action} ${kind} ${name}`,
    ...shown(origin),
  ]);
  expect(objects).toContainEqual([
    "update Deployment whoami",
    "dev/services/whoami/deployment",
    "k8s/service/service-file.ts",
    "environments/dev.yaml:12 services.whoami.image",
  ]);
  // what is gone comes from the code of before, and the option from where it would stand
  expect(objects).toContainEqual([
    "delete Deployment old",
    "dev/services/old/deployment",
    "k8s/service/service-file.ts",
    "environments/dev.yaml:10 services.old",
  ]);
});
