import { expect, test } from "@jest/globals";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Service } from "kubernetes-models/v1/Service";
import { ServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import { fullServices } from "../service-options";
import { objectsOf } from "./manifests";

type Kind = new (object: never) => { validate(): void };

const kinds: Readonly<Record<string, Kind>> = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
};

const { whoami, ...others } = fullServices;
const image = "example/a:1";

/** Every form that an object of Kubernetes' own can take for a service. */
const objects = objectsOf({
  ...others,
  whoami: { ...whoami, image, writablePaths: ["/tmp"], targetMemoryPercent: 80, command: ["/a"] },
  exec: { image, probes: { kind: "exec", command: ["/ok"] } },
  grpc: { image, protocol: "grpc", probes: { grpcService: "health" } },
  udp: { image, protocol: "udp", egress: [{ cidr: "192.0.2.0/24", port: 53, protocol: "udp" }] },
});

test.each(Object.entries(kinds))("writes every %s as the schema of Kubernetes wants it", (kind, Kind) => {
  const found = objects.filter((object) => object.kind === kind);
  expect(found.length).toBeGreaterThan(0);
  for (const object of found) expect(() => new Kind(object as never).validate()).not.toThrow();
});
