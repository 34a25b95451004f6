import type { TargetCapabilities } from "../capabilities";
import { istioLacks } from "../istio/capabilities";

export const istioAmbient: TargetCapabilities = {
  title: "Istio with proxies of nodes and namespaces",
  reservedUsers: [],
  lacks: () => istioLacks,
};
