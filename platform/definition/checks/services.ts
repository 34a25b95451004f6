import { targetsOf } from "../../services";
import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import type { MiddlewareSurroundings } from "./middleware";
import { surroundingsIn } from "./middlewares";
import { checkContainer } from "./services/container";
import { checkExposures } from "./services/exposures";
import { checkMeshPolicy } from "./services/mesh";
import { checkServiceMiddlewares } from "./services/middlewares";
import { checkObjectNames, checkReserved } from "./services/names";
import { checkReferences } from "./services/references";
import { checkRoutes } from "./services/routes";
import { checkTraffic } from "./services/traffic";
import { checkVersions } from "./services/versions";

export function checkServices(sections: Partial<Definition>, isWritten: IsWritten): CheckFailure[] {
  const { services } = sections;
  if (services === undefined) return [];
  // worked out once for each namespace, of which there are fewer than services
  const surroundings = new Map<string, MiddlewareSurroundings>();
  const surroundingsOf = (namespace: string) => {
    const known = surroundings.get(namespace) ?? surroundingsIn(namespace, sections, isWritten);
    surroundings.set(namespace, known);
    return known;
  };
  const targets = new Set(Object.values(services).flatMap(targetsOf));
  const failures = Object.entries(services).flatMap(([name, service]) => {
    const context = {
      name,
      service,
      path: ["services", name],
      sections,
      services,
      isWritten,
      targets,
      surroundingsIn: surroundingsOf,
    };
    return [
      ...checkContainer(context),
      ...checkVersions(context),
      ...checkReferences(context),
      ...checkExposures(context),
      ...checkTraffic(context),
      ...checkMeshPolicy(context),
      ...checkServiceMiddlewares(context),
    ];
  });
  const found = [
    ...failures,
    ...checkReserved(services, sections.mesh),
    ...checkRoutes(services, sections.domain?.name),
  ];
  return found.length > 0 ? found : checkObjectNames(sections);
}
