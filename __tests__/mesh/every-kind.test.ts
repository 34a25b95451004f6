import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectSchemas } from "../../cli/project-schemas";
import { kubernetesFiles } from "../../k8s/app";
import { capabilities } from "../../platform/mesh/capabilities";
import { meshTargetNames } from "../../platform/mesh/targets";
import type { Platform } from "../../platform/platform";
import { terraformApp } from "../../stacks/app";
import { inputOf } from "../../verify/input/load";
import { verify } from "../../verify/verify";
import { type DefinitionInput, resolve, small } from "../outputs";

/** Services of every protocol, in two namespaces, that call each other, ask for much and go without what there is not. */
function everything(mesh: (typeof meshTargetNames)[number]): Platform {
  const unsupported = Object.fromEntries(capabilities.map((capability) => [capability, "skip" as const]));
  const services: DefinitionInput["services"] = {
    frontend: { image: "a:1", expose: [{ host: "f.example.com" }], metrics: {} },
    other: { image: "a:1", namespace: "elsewhere", callers: ["frontend"] },
    greeter: { image: "a:1", protocol: "grpc", expose: [{ host: "g.example.com" }], callers: ["other"] },
    echo: { image: "a:1", protocol: "websocket", expose: [{ host: "e.example.com" }] },
    database: {
      image: "a:1",
      protocol: "tcp",
      port: 5432,
      callers: ["frontend"],
      expose: [{ host: "t.example.com" }, { entryPoint: "postgres" }],
    },
    names: {
      image: "a:1",
      protocol: "udp",
      port: 5353,
      callers: ["frontend"],
      expose: [{ entryPoint: "dns" }],
    },
    whoami: {
      image: "a:1",
      callers: ["frontend", "other"],
      expose: [{ host: "a.example.com" }],
      versions: { v1: { weight: 3 }, v2: { weight: 1, when: { headers: { "X-Canary": "always" } } } },
      permissions: { frontend: { methods: ["GET"], paths: ["/api"] } },
      egress: [
        { host: "api.example.org", port: 443, protocol: "tls" },
        { cidr: "192.0.2.0/24", port: 5433 },
      ],
      traffic: {
        retries: { count: 2, on: ["503"], within: "4s" },
        outlierDetection: { failures: 5, window: "30s" },
        limits: { requests: 200 },
        breaker: { errorRatio: 0.3 },
        sticky: {},
        mirror: { service: "echo", percent: 10 },
        failover: { service: "frontend" },
        auth: { forward: { service: "frontend" } },
        errorPages: { status: ["500-599"], service: "frontend" },
      },
    },
  };
  return resolve({
    ...small,
    mesh,
    addOns: { ebsCsiDriver: true },
    nodeGroups: { system: { size: { min: 3, max: 6 } } },
    observability: { metrics: {}, traces: {} },
    ingress: {
      entryPoints: { dns: { port: 8053, protocol: "udp" }, postgres: { port: 5432 } },
      forCallers: mesh === "none",
    },
    services: Object.fromEntries(
      Object.entries(services).map(([name, service]) => [name, { ...service, unsupported }]),
    ),
  });
}

function findingsOf(platform: Platform) {
  const folder = mkdtempSync(join(tmpdir(), "slipway-mesh-"));
  try {
    terraformApp([platform], folder).synth();
    const path = `stacks/${platform.name}/cdk.tf.json`;
    const stacks = [{ path, text: readFileSync(join(folder, path), "utf8") }];
    const manifests = kubernetesFiles(platform).map(({ path: file, text, objects }) => ({
      path: file,
      text,
      objects,
    }));
    const schemas = projectSchemas(join(__dirname, "../.."), "own");
    return verify(inputOf({ manifests, stacks, complete: true }), schemas);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(meshTargetNames)("verify finds nothing in services of every kind with mesh: %s", (mesh) => {
  const found = findingsOf(everything(mesh));
  expect(found.map(({ check, object, path, happens }) => `${check} ${object} ${path}: ${happens}`)).toEqual(
    [],
  );
});
