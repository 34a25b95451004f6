import type { Construct } from "constructs";
import { namespaces } from "../../../platform/names";
import type { Platform } from "../../../platform/platform";
import { FileScope } from "../../manifest-file";
import { addIstioObject } from "./istio-object";
import { telemetry } from "./telemetry";

/** What holds for every proxy: nobody speaks without a certificate, and all tell the same. */
export function addEnvironmentObjects(scope: Construct, platform: Platform): void {
  const file = new FileScope(scope, "istio", "mesh/istio.yaml");
  const common = { name: "default", namespace: namespaces.istio };
  addIstioObject(file, { ...common, kind: "PeerAuthentication", spec: { mtls: { mode: "STRICT" } } });
  const spec = telemetry(platform.observability);
  if (spec !== undefined) addIstioObject(file, { ...common, kind: "Telemetry", spec });
}
