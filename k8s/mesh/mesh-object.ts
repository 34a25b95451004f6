import type { Construct } from "constructs";
import type { Service } from "../../platform/services/model";
import { selects } from "../labels";
import { PlainObject } from "../plain-object";

export interface MeshObjectProps {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** The service that it is about. @default - none */
  readonly service?: Service;
  readonly labels?: Readonly<Record<string, string>>;
  /** In the words of the definition that the mesh publishes. */
  readonly spec: object;
}

/** An object that a mesh reads, written as it will stand in YAML and checked against the published schema. */
export class MeshObject extends PlainObject {
  constructor(scope: Construct, id: string, props: MeshObjectProps) {
    const { apiVersion, kind, name, namespace, service, labels, spec } = props;
    super(scope, id, {
      apiVersion,
      kind,
      metadata: {
        name,
        namespace,
        labels: { ...(service !== undefined && selects(service.name)), ...labels },
      },
      spec,
    });
  }
}
