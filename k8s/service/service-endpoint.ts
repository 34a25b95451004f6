import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import type { Protocol, Service, ServicePort, Workload } from "../../platform/services/model";
import { selects } from "../labels";
import type { MarkSet } from "../mesh/target";
import { marked, podLabels, serviceMetadata, workloadMetadata } from "./metadata";

export interface ServiceEndpointProps {
  readonly service: Service;
  /** The version that it leads to. @default all of them */
  readonly workload?: Workload;
  /** What a mesh adds. @default - nothing */
  readonly marks?: MarkSet | undefined;
}

/** The Kubernetes Service under whose name callers and Traefik find the pods of a service, or of one version. */
export class ServiceEndpoint extends k8s.KubeService {
  constructor(scope: Construct, id: string, { service, workload, marks }: ServiceEndpointProps) {
    const metadata = workload === undefined ? serviceMetadata(service) : workloadMetadata(service, workload);
    super(scope, id, {
      metadata: marked(metadata, marks),
      spec: {
        selector: workload === undefined ? selects(service.name) : podLabels(service, workload),
        ports: service.ports.map((port) => servicePort(port, service)),
      },
    });
  }
}

// --- internal ---

const servicePort = (
  { name, protocol, transport, port, containerPort }: ServicePort,
  { carried }: Service,
): k8s.ServicePort => {
  // without a word Istio goes by the port's name, and where that says nothing waits for the client to speak
  const appProtocol = carried && protocol === "tcp" ? protocol : appProtocols[protocol];
  return {
    name,
    ...(transport === "UDP" && { protocol: transport }),
    port,
    // a number, and the same as in the callers' network policies: the VPC CNI admits a call to the Service's
    // own address only if it finds the policy's port among the target ports
    // (amazon-network-policy-controller-k8s, LookupServiceListenPort)
    targetPort: k8s.IntOrString.fromNumber(containerPort),
    ...(appProtocol !== undefined && { appProtocol }),
  };
};

/** What a port speaks, in the words of KEP-3726 and IANA. */
const appProtocols: Readonly<Record<Protocol, string | undefined>> = {
  http: "http",
  websocket: "kubernetes.io/ws",
  h2c: "kubernetes.io/h2c",
  grpc: "kubernetes.io/h2c",
  tcp: undefined,
  udp: undefined,
};
