import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { kubernetesFiles } from "../../k8s/app";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";
import type { DefinitionInput } from "../outputs";
import { samplePlatform } from "../platform/sample";
import { find, manifestsIn, namesOf } from "./manifests";

const findSchema = schemasIn(join(resolve(__dirname, "../.."), "imports", "schemas"));

function objectsOf(sections: Partial<DefinitionInput>) {
  const files = kubernetesFiles(samplePlatform(sections));
  expect(checkObjects(files, findSchema)).toEqual([]);
  return manifestsIn(files);
}

test("publishes no dashboard unless asked", () => {
  expect(namesOf(objectsOf({}), "IngressRoute")).toEqual([]);
});

test("publishes the dashboard behind addresses and a password, in Traefik's namespace", () => {
  const dashboard = {
    host: "traefik.example.com",
    basicAuth: { secret: "operators" },
    allowFrom: ["203.0.113.0/24"],
  };
  const objects = objectsOf({ ingress: { dashboard } });
  expect(find(objects, "IngressRoute", "dashboard")).toMatchObject({
    metadata: { namespace: "traefik" },
    spec: {
      entryPoints: ["websecure"],
      routes: [
        {
          kind: "Rule",
          match: "Host(`traefik.example.com`) && (PathPrefix(`/dashboard`) || PathPrefix(`/api`))",
          middlewares: [{ name: "dashboard-allow-from" }, { name: "dashboard-auth" }],
          services: [{ kind: "TraefikService", name: "api@internal" }],
        },
      ],
      tls: {},
    },
  });
  expect(find(objects, "Middleware", "dashboard-allow-from")).toMatchObject({
    metadata: { namespace: "traefik" },
    spec: { ipAllowList: { sourceRange: ["203.0.113.0/24"] } },
  });
  expect(find(objects, "Middleware", "dashboard-auth").spec).toEqual({
    basicAuth: { secret: "operators", removeHeader: true },
  });
});

test("lets a service of one's own decide who sees the dashboard", () => {
  const forwardAuth = { address: "https://auth.example.com/verify" };
  const objects = objectsOf({ ingress: { dashboard: { host: "traefik", forwardAuth } } });
  expect(find(objects, "IngressRoute", "dashboard").spec.routes[0].match).toMatch(
    "Host(`traefik.example.com`) &&",
  );
  expect(find(objects, "Middleware", "dashboard-auth").spec).toEqual({
    forwardAuth: { ...forwardAuth, trustForwardHeader: false, maxResponseBodySize: 65536 },
  });
});
