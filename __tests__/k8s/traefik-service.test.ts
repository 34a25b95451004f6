import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { App, Chart } from "cdk8s";
import type { Construct } from "constructs";
import { filesOf } from "../../k8s/files";
import { FileScope } from "../../k8s/manifest-file";
import type { ServiceReference } from "../../k8s/traefik/service-reference";
import {
  FailoverTraefikService,
  HighestRandomWeightTraefikService,
  MirroringTraefikService,
  WeightedTraefikService,
} from "../../k8s/traefik/traefik-service";
import { checkObjects } from "../../verify/structural/objects";
import { schemasIn } from "../../verify/structural/schemas";

const findSchema = schemasIn(join(resolve(__dirname, "../.."), "imports", "schemas"));

/** The object of a construct, after the schema of its resource has accepted it. */
function written(construct: (scope: Construct) => void) {
  const chart = new Chart(new App({ outdir: "dist", recordConstructMetadata: false }), "test");
  construct(new FileScope(chart, "file", "file.yaml"));
  const files = filesOf(chart);
  expect(checkObjects(files, findSchema)).toEqual([]);
  return files[0]?.objects[0] as { metadata: object; spec: object };
}

const place = { name: "split", namespace: "apps" };
const everything: Required<Omit<ServiceReference, "kind">> = {
  name: "one",
  port: 8080,
  scheme: "https",
  passHostHeader: false,
  nativeLB: true,
  nodePortLB: true,
  serversTransport: "slow",
  strategy: "leasttime",
  middlewares: ["limit"],
  responseForwarding: { flushInterval: "1s" },
  passiveHealthCheck: { failureWindow: "20s", maxFailedAttempts: 3 },
  sticky: {
    cookie: {
      name: "pod",
      secure: true,
      httpOnly: true,
      sameSite: "strict",
      maxAge: 60,
      path: "/a",
      domain: "example.com",
    },
  },
};
const asWritten = { ...everything, middlewares: [{ name: "limit" }] };
const two = { name: "two", port: "http" };

test("shares requests by weight, with every option of a service", () => {
  const object = written((scope) => {
    new WeightedTraefikService(scope, "service", {
      ...place,
      labels: { team: "a" },
      services: [
        { ...everything, weight: 90 },
        { name: "other", kind: "TraefikService", weight: 10 },
      ],
      sticky: { cookie: { name: "version", sameSite: "lax" } },
    });
  });
  expect(object.metadata).toEqual({ ...place, labels: { team: "a" } });
  expect(object.spec).toEqual({
    weighted: {
      services: [
        { ...asWritten, weight: 90 },
        { name: "other", kind: "TraefikService", weight: 10 },
      ],
      sticky: { cookie: { name: "version", sameSite: "lax" } },
    },
  });
});

test("shares clients by weight", () => {
  const { spec } = written((scope) => {
    new HighestRandomWeightTraefikService(scope, "service", {
      ...place,
      services: [
        { ...everything, weight: 2 },
        { ...two, kind: "Service" },
      ],
    });
  });
  expect(spec).toEqual({
    highestRandomWeight: {
      services: [
        { ...asWritten, weight: 2 },
        { ...two, kind: "Service" },
      ],
    },
  });
});

test("copies requests", () => {
  const { spec } = written((scope) => {
    new MirroringTraefikService(scope, "service", {
      ...place,
      service: everything,
      mirrors: [{ ...two, percent: 10 }],
      mirrorBody: false,
      maxBodySize: 1024,
    });
  });
  expect(spec).toEqual({
    mirroring: { ...asWritten, mirrors: [{ ...two, percent: 10 }], mirrorBody: false, maxBodySize: 1024 },
  });
});

test("falls back on statuses", () => {
  const errors = { status: ["503", "500-502"], maxRequestBodyBytes: 4096 };
  const { spec } = written((scope) => {
    new FailoverTraefikService(scope, "service", { ...place, service: everything, fallback: two, errors });
  });
  expect(spec).toEqual({ failover: { service: asWritten, fallback: two, errors } });
});

const sticky = { cookie: { name: "pod" } };

test.each<[string, (scope: Construct) => void]>([
  [
    "gives every service the weight 0, so that Traefik would answer 503",
    (scope) => new WeightedTraefikService(scope, "s", { ...place, services: [{ ...two, weight: 0 }] }),
  ],
  [
    "names no services; Traefik would answer 503",
    (scope) => new HighestRandomWeightTraefikService(scope, "s", { ...place, services: [] }),
  ],
  [
    "gives two the weight -1; it must be a whole number, 0 or more",
    (scope) => new WeightedTraefikService(scope, "s", { ...place, services: [{ ...two, weight: -1 }] }),
  ],
  [
    "names two a second time; Traefik would keep the options of one",
    (scope) =>
      new WeightedTraefikService(scope, "s", { ...place, services: [two, { ...two, scheme: "h2c" }] }),
  ],
  [
    "names no port of the Service two; Traefik would drop the route",
    (scope) => new WeightedTraefikService(scope, "s", { ...place, services: [{ name: "two" }] }),
  ],
  [
    "gives port for the TraefikService two, which Traefik ignores; it has its own",
    (scope) =>
      new WeightedTraefikService(scope, "s", { ...place, services: [{ ...two, kind: "TraefikService" }] }),
  ],
  [
    "keeps clients with a pod of two but not with the service; give sticky here too",
    (scope) => new WeightedTraefikService(scope, "s", { ...place, services: [{ ...two, sticky }] }),
  ],
  [
    "keeps clients with their pods, but not those of three; give all services the same stickiness",
    (scope) =>
      new WeightedTraefikService(scope, "s", {
        ...place,
        services: [
          { ...two, sticky },
          { name: "three", port: 80 },
        ],
        sticky: { cookie: {} },
      }),
  ],
  [
    "has the cookie pod for itself and for two; give them different names",
    (scope) => new WeightedTraefikService(scope, "s", { ...place, services: [{ ...two, sticky }], sticky }),
  ],
  [
    "copies 101 per cent to two; Traefik takes whole numbers from 0 to 100",
    (scope) =>
      new MirroringTraefikService(scope, "s", {
        ...place,
        service: { name: "one", port: 80 },
        mirrors: [{ ...two, percent: 101 }],
      }),
  ],
  [
    "has no mirrors, so nothing is copied; route to the service itself",
    (scope) => new MirroringTraefikService(scope, "s", { ...place, service: two, mirrors: [] }),
  ],
  [
    "has -2 as maxBodySize; it must be a number of bytes, or -1 for any",
    (scope) =>
      new MirroringTraefikService(scope, "s", {
        ...place,
        service: { name: "one", port: 80 },
        mirrors: [{ ...two, percent: 1 }],
        maxBodySize: -2,
      }),
  ],
  [
    "names no status on which to fall back; without one Traefik drops every route with this service",
    (scope) =>
      new FailoverTraefikService(scope, "s", {
        ...place,
        service: { name: "one", port: 80 },
        fallback: two,
        errors: { status: [] },
      }),
  ],
  [
    'falls back on the status "500,502", which holds several at once, which Traefik cannot read; make each a list item of its own: "500", "502"',
    (scope) =>
      new FailoverTraefikService(scope, "s", {
        ...place,
        service: { name: "one", port: 80 },
        fallback: two,
        errors: { status: ["500,502"] },
      }),
  ],
  [
    "falls back from two to itself; name another service",
    (scope) =>
      new FailoverTraefikService(scope, "s", {
        ...place,
        service: two,
        fallback: two,
        errors: { status: ["503"] },
      }),
  ],
])("refuses one that %s", (message, construct) => {
  expect(() => written(construct)).toThrow(
    `the Kubernetes objects cannot be written:\n  test/file/s: ${message}`,
  );
});
