import type { Backend } from "../../platform/routing/balancers";
import type { Target } from "../../platform/services/model";

/** Reference to a port of a Kubernetes Service, with how Traefik connects to its pods. */
export const serverReference = ({ service, port, servers }: Target) => ({
  name: service,
  port: port.name,
  ...servers,
});

/** Reference to a Service or a TraefikService. */
export const backendReference = (backend: Backend) =>
  backend.kind === "TraefikService"
    ? { kind: backend.kind, name: backend.name }
    : serverReference(backend.target);
