import { namespaces } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { charts } from "../../../platform/versions";
import type { PlannedRelease } from "../../releases/planned-release";
import { gatewayApi } from "../gateway-api";
import { images, istioBase, istioCni, istiod, profile } from "../istio/releases";
import type { MeshTarget, PodMarks } from "../target";

/** A pod that sends through the mesh and is reached past it, by those that are no members. */
const sender: PodMarks = {
  labels: { "istio.io/dataplane-mode": "ambient" },
  annotations: { "ambient.istio.io/bypass-inbound-capture": "true" },
};

/** Istio with a proxy on each node, and one for each namespace where requests are looked at. */
export const istioAmbient: MeshTarget = {
  releases: (platform) => [
    gatewayApi,
    istioBase(),
    istiod(platform, "istio-ambient"),
    istioCni(platform, "istio-ambient"),
    ztunnel(platform),
  ],
  traefik: () => sender,
  // where only mTLS is answered it would read nothing
  prometheus: sender,
};

const ztunnel = (platform: Platform): PlannedRelease => ({
  id: "ztunnel",
  chart: charts.ztunnel,
  namespace: namespaces.istio,
  values: {
    ...profile("istio-ambient"),
    ...images(platform),
    resources: { requests: { cpu: "200m", memory: "512Mi" } },
  },
});
