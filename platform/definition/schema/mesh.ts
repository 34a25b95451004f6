import * as z from "zod";
import { capabilities } from "../../mesh/capabilities";
import { meshTargetNames } from "../../mesh/targets";

export const Mesh = z
  .enum(meshTargetNames)
  .default("none")
  .describe(
    "What carries calls among services. Traefik is the way in with each of them; changing it changes what services' definitions become, and not those.",
  );

/** What a service goes without rather than be refused. */
export const Unsupported = z
  .partialRecord(z.enum(capabilities), z.literal("skip"))
  .default({})
  .describe(
    "What the service goes without where the environment's mesh cannot do it, by its option, such as `breaker: skip`. Default: it is an error.",
  );
