import type { Mesh } from "../../platform/mesh/mesh";
import type { MeshTarget } from "./target";

/** What carries calls among services, or undefined where nothing does. Loaded where it is asked for. */
export function meshTarget({ target }: Mesh): MeshTarget | undefined {
  switch (target) {
    case "none":
      return undefined;
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
