import type { Construct } from "constructs";
import { MeshObject, type MeshObjectProps } from "../mesh-object";

/** Versions that Istio 1.30 serves as stable; EnvoyFilter has none. */
const apiVersions = {
  AuthorizationPolicy: "security.istio.io/v1",
  DestinationRule: "networking.istio.io/v1",
  EnvoyFilter: "networking.istio.io/v1alpha3",
  Gateway: "gateway.networking.k8s.io/v1",
  HTTPRoute: "gateway.networking.k8s.io/v1",
  PeerAuthentication: "security.istio.io/v1",
  ServiceEntry: "networking.istio.io/v1",
  Sidecar: "networking.istio.io/v1",
  Telemetry: "telemetry.istio.io/v1",
  VirtualService: "networking.istio.io/v1",
} as const;

export interface IstioObjectProps extends Omit<MeshObjectProps, "apiVersion"> {
  readonly kind: keyof typeof apiVersions;
}

/** Adds an object that Istio reads. */
export function addIstioObject(scope: Construct, props: IstioObjectProps): void {
  const kind = props.kind.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  new MeshObject(scope, `${kind}-${props.name}`, { ...props, apiVersion: apiVersions[props.kind] });
}
