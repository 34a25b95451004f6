import type { TargetCapabilities } from "./capabilities";
import { consul } from "./consul/capabilities";
import { istio } from "./istio/capabilities";
import { istioAmbient } from "./istio-ambient/capabilities";
import { none } from "./none/capabilities";

/** What carries calls to services, by the name that a definition gives it. */
export const meshTargets = {
  none,
  istio,
  "istio-ambient": istioAmbient,
  consul,
} as const satisfies Record<string, TargetCapabilities>;
export type MeshTarget = keyof typeof meshTargets;
export const meshTargetNames = Object.keys(meshTargets) as MeshTarget[];
