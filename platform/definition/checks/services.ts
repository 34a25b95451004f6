import type { CheckFailure, IsWritten } from "../checks";
import type { Definition } from "../schema";
import { checkContainer } from "./services/container";
import { checkExposures } from "./services/exposures";
import { checkObjectNames, checkReserved } from "./services/names";
import { checkReferences } from "./services/references";
import { checkRoutes } from "./services/routes";
import { checkTraffic } from "./services/traffic";
import { checkVersions } from "./services/versions";

export function checkServices(sections: Partial<Definition>, isWritten: IsWritten): CheckFailure[] {
  const { services } = sections;
  if (services === undefined) return [];
  const failures = Object.entries(services).flatMap(([name, service]) => {
    const context = { name, service, path: ["services", name], sections, services, isWritten };
    return [
      ...checkContainer(context),
      ...checkVersions(context),
      ...checkReferences(context),
      ...checkExposures(context),
      ...checkTraffic(context),
    ];
  });
  const found = [...failures, ...checkReserved(services), ...checkRoutes(services)];
  return found.length > 0 ? found : checkObjectNames(sections);
}
