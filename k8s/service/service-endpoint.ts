import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { httpPort } from "../../platform/names";
import type { Service } from "../../platform/platform";
import { selects } from "../labels";
import { serviceMetadata } from "./metadata";

export interface ServiceEndpointProps {
  readonly service: Service;
}

/** The Kubernetes Service under whose name callers and Traefik find the pods. */
export class ServiceEndpoint extends k8s.KubeService {
  constructor(scope: Construct, id: string, { service }: ServiceEndpointProps) {
    super(scope, id, {
      metadata: serviceMetadata(service),
      spec: {
        selector: selects(service.name),
        ports: [
          {
            name: httpPort.name,
            port: httpPort.port,
            // a number, and the same as in the callers' network policies: the VPC CNI admits a call to the Service's
            // own address only if it finds the policy's port among the target ports
            // (amazon-network-policy-controller-k8s, LookupServiceListenPort)
            targetPort: k8s.IntOrString.fromNumber(service.containerPort),
            appProtocol: "http",
          },
        ],
      },
    });
  }
}
