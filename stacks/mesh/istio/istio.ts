import type { MeshTarget } from "../target";
import { istioBase, istioCni, istiod } from "./releases";

/** Istio with a proxy in each pod. */
export const istio: MeshTarget = {
  releases: (platform) => [istioBase(), istiod(platform, "istio"), istioCni(platform, "istio")],
  traefik: () => ({
    labels: { "sidecar.istio.io/inject": "true" },
    annotations: {
      // none of its ports: clients keep their addresses and show no certificate of the mesh
      "traffic.sidecar.istio.io/includeInboundPorts": "",
    },
  }),
};
