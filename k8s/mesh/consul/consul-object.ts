import type { Construct } from "constructs";
import { namespaces } from "../../../platform/names";
import type { Service } from "../../../platform/services/model";
import { MeshObject } from "../mesh-object";

export type ConsulKind =
  | "Mesh"
  | "ProxyDefaults"
  | "ServiceDefaults"
  | "ServiceIntentions"
  | "ServiceResolver"
  | "ServiceRouter"
  | "ServiceSplitter"
  | "TerminatingGateway";

export interface ConsulObjectProps {
  readonly kind: ConsulKind;
  /** Unique among objects of its kind in the whole cluster, since Consul's community edition has no namespaces. */
  readonly name: string;
  /** @default - Consul's own */
  readonly namespace?: string;
  /** The service that it is about. @default - none */
  readonly service?: Service;
  readonly spec: object;
}

/** A configuration entry of Consul. */
export class ConsulObject extends MeshObject {
  constructor(scope: Construct, id: string, { namespace = namespaces.consul, ...props }: ConsulObjectProps) {
    super(scope, id, { apiVersion: "consul.hashicorp.com/v1alpha1", namespace, ...props });
  }
}
