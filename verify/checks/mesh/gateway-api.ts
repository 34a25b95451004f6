import { type Draft, draft } from "../finding";
import { type Mesh, setting } from "./mesh";

/** Checks of the Gateway API's definitions, which several projects bring along and only one may install. */
export function* gatewayApiChecks({ cluster, release }: Mesh): Generator<Draft> {
  for (const kind of ["TCPRoute", "UDPRoute"]) {
    for (const route of cluster.all(`gateway.networking.k8s.io/${kind}`)) {
      if (!route.apiVersion.endsWith("/v1alpha2")) continue;
      yield draft("E73", route, ["apiVersion"], {
        happens: `${route.apiVersion} ${kind} is gone since Gateway API 1.6, so the object is refused.`,
        fix: "Write gateway.networking.k8s.io/v1.",
      });
    }
  }
  const consul = release("consul");
  if (consul === undefined) return;
  for (const { value, does } of installers) {
    if (setting(consul, value) === false) continue;
    yield draft("E109", consul, value.split("."), {
      happens: `Consul's chart ${does}: Traefik and whoever else reads the Gateway API no longer find their fields.`,
      fix: `Set ${value}: false.`,
    });
  }
}

// --- internal ---

/** Values of Consul's chart that are true by themselves (consul-k8s, charts/consul/values.yaml). */
const installers = [
  {
    value: "connectInject.apiGateway.manageExternalCRDs",
    does: "installs the definitions of the Gateway API 0.6 over those that are there",
  },
  {
    value: "global.installK8sNetworkingCRDs",
    does: "installs definitions of gateway.networking.k8s.io of its own",
  },
  {
    value: "global.crds.enableTcpRoute",
    does: "watches TCPRoute v1alpha2, which Gateway API 1.6 does not serve",
  },
] as const;
