import type { Construct } from "constructs";
import {
  IngressRoute,
  IngressRouteSpecRoutesKind,
  IngressRouteSpecRoutesServicesKind,
} from "../../imports/traefik.io";
import type { Ingress } from "../../platform/ingress";
import { entryPoints } from "../../platform/names";

import { FileScope } from "../manifest-file";
import { TraefikMiddleware } from "./middleware";

export interface DashboardFileProps {
  readonly dashboard: NonNullable<Ingress["dashboard"]>;
  /** Namespace that Traefik runs in: routes elsewhere may not lead to its own services. */
  readonly namespace: string;
}

/** Traefik's dashboard and what it asks for, behind its middlewares. */
export class DashboardFile extends FileScope {
  constructor(scope: Construct, id: string, { dashboard, namespace }: DashboardFileProps) {
    super(scope, id, "traefik/dashboard.yaml");
    const { host, middlewares } = dashboard;
    for (const middleware of middlewares) new TraefikMiddleware(this, middleware.name, { middleware });
    new IngressRoute(this, "route", {
      metadata: { name: "dashboard", namespace },
      spec: {
        entryPoints: [entryPoints.websecure.name],
        routes: [
          {
            kind: IngressRouteSpecRoutesKind.RULE,
            match: `Host(\`${host}\`) && (PathPrefix(\`/dashboard\`) || PathPrefix(\`/api\`))`,
            middlewares: middlewares.map(({ name }) => ({ name })),
            // without its kind the name is looked up as a Service
            services: [{ kind: IngressRouteSpecRoutesServicesKind.TRAEFIK_SERVICE, name: "api@internal" }],
          },
        ],
        tls: {},
      },
    });
  }
}
