import type { Cluster } from "../cluster";
import type { Draft } from "../finding";
import { ambientChecks } from "./ambient";
import { consulAcceptanceChecks } from "./consul-acceptance";
import { consulNameChecks } from "./consul-names";
import { consulRoutingChecks } from "./consul-routing";
import { gatewayApiChecks } from "./gateway-api";
import { istioAcceptanceChecks } from "./istio-acceptance";
import { istioRoutingChecks } from "./istio-routing";
import { layerChecks } from "./layers";
import { type Mesh, meshIn } from "./mesh";
import { monitoringChecks } from "./monitoring";
import { networkPolicyChecks } from "./network-policies";
import { participationChecks } from "./participation";
import { traefikChecks } from "./traefik";

/** Every check of a mesh, in the order of what it is about. */
export function* allMeshChecks(cluster: Cluster): Generator<Draft> {
  const mesh = meshIn(cluster);
  const subjects: readonly ((mesh: Mesh) => Iterable<Draft>)[] = [
    istioRoutingChecks,
    istioAcceptanceChecks,
    ambientChecks,
    participationChecks,
    traefikChecks,
    layerChecks,
    monitoringChecks,
    networkPolicyChecks,
    gatewayApiChecks,
    consulNameChecks,
    consulRoutingChecks,
    consulAcceptanceChecks,
  ];
  for (const checks of subjects) yield* checks(mesh);
}
