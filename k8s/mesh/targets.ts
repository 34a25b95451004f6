import type { Platform } from "../../platform/platform";
import type { MeshTarget } from "./target";

/** What carries calls among services, or undefined where nothing does. Loaded where it is needed: bindings are large. */
export function meshTarget({ mesh: { target }, ingress }: Platform): MeshTarget | undefined {
  switch (target) {
    case "none":
      return ingress.forCallers ? (require("./none/none") as typeof import("./none/none")).none : undefined;
    case "istio":
      return (require("./istio/istio") as typeof import("./istio/istio")).istio;
    case "istio-ambient":
      return (require("./istio-ambient/istio-ambient") as typeof import("./istio-ambient/istio-ambient"))
        .istioAmbient;
    case "consul":
      return (require("./consul/consul") as typeof import("./consul/consul")).consul;
    default:
      return target satisfies never;
  }
}
