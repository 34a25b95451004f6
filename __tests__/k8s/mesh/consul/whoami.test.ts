import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectSchemas } from "../../../../cli/project-schemas";
import { kubernetesFiles } from "../../../../k8s/app";
import { inputOf } from "../../../../verify/input/load";
import { verify } from "../../../../verify/verify";
import { consulPlatform } from "./objects";

/** Everything that a service can ask of Consul. */
const platform = consulPlatform(
  {
    frontend: { image: "example/frontend:1", expose: [{ host: "example.com" }] },
    whoami: {
      image: "traefik/whoami:v1.11.0",
      versions: { v1: { weight: 90 }, v2: { weight: 10, when: { headers: { "X-Canary": "1" } } } },
      expose: [{ host: "whoami.example.com" }],
      callers: ["frontend"],
      permissions: { frontend: { methods: ["GET"], paths: ["/api"] } },
      traffic: {
        retries: { count: 2, on: ["502-504"] },
        timeouts: { request: "5s", connect: "2s" },
        limits: { connections: 100 },
        outlierDetection: {},
        balancing: "two-random-choices",
      },
      egress: [
        { host: "api.example.net", port: 443, protocol: "tls" },
        { cidr: "192.0.2.0/24", port: 5432 },
      ],
    },
    database: { image: "example/database:1", protocol: "tcp", port: 5432, callers: ["whoami"] },
  },
  { observability: { traces: {}, metrics: {}, accessLogs: "all" } },
);
const files = kubernetesFiles(platform);

/** The documents of a file that Consul reads. */
const consulsIn = (path: string): string =>
  (files.find((file) => file.path === path)?.text ?? "")
    .split("---\n")
    .filter((document) => document.startsWith("apiVersion: consul.hashicorp.com/"))
    .join("---\n");

test("writes whoami in Consul's words", () => {
  expect(consulsIn("services/apps/whoami.yaml")).toMatchSnapshot();
});

test("writes objects that fit their definitions, and in which nothing is found", () => {
  const input = inputOf({ manifests: files, stacks: [], complete: true });
  // namespaces of releases are made by the other half
  const found = verify(input, projectSchemas(join(__dirname, "..", "..", "..", ".."), "own")).filter(
    ({ check }) => check !== "E77",
  );
  expect(found.map(({ check, object, happens }) => `${check} ${object}: ${happens}`)).toEqual([]);
});
