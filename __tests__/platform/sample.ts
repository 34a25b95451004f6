import { Definition } from "../../platform/definition/schema";
import type { Platform } from "../../platform/platform";
import { resolvePlatform } from "../../platform/resolve";
import { type DefinitionInput, small } from "../outputs";

/** The model of a small definition without services, in which the given sections replace its own. */
export const samplePlatform = (sections: Partial<DefinitionInput> = {}): Platform =>
  resolvePlatform(Definition.parse({ ...small, services: {}, ...sections }));
