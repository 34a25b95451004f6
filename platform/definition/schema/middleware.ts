import * as z from "zod";
import { once } from "../../once";
import { label } from "./forms";
import { accessKinds } from "./middleware/access";
import { contentKinds } from "./middleware/content";
import { address, several } from "./middleware/forms";
import { headerKinds } from "./middleware/headers";
import { limitKinds } from "./middleware/limits";
import { pathKinds } from "./middleware/paths";

/** Every kind for HTTP; the same schemas wherever a middleware stands. */
export const middlewareKinds = once(() => ({
  ...pathKinds(),
  ...accessKinds(),
  ...limitKinds(),
  ...headerKinds(),
  ...contentKinds(),
}));

/**
 * A middleware of Traefik for HTTP: one of its kinds, in the words of Traefik's own resource. What is deprecated there
 * is left out here. Built when the first one is read, as most definitions are read without any.
 */
export const Middleware = z
  .lazy(once(() => exactlyOne(z.strictObject(middlewareKinds()).partial())))
  .meta({ id: "Middleware", description: "A middleware: exactly one of Traefik's kinds." });

/** A middleware as the definition has it, with defaults filled in: one kind is there, all others are absent. */
export type Middleware = z.output<typeof Middleware>;

/** Middlewares that the routes of several services pass. */
export const Middlewares = z
  .record(
    label(63),
    z.lazy(
      once(() =>
        exactlyOne(
          z
            .strictObject({
              namespace: label(63)
                .default("apps")
                .describe("Namespace of the middleware; services of the same namespace may name it."),
            })
            .extend(z.strictObject(middlewareKinds()).partial().shape),
        ),
      ),
    ),
  )
  .default({})
  .describe("Middlewares that services share, by name: each has exactly one of Traefik's kinds.");

/** A middleware of Traefik for TCP connections. */
export const MiddlewareTcp = z
  .lazy(
    once(() =>
      exactlyOne(
        z
          .strictObject({
            inFlightConn: z
              .strictObject({
                amount: z
                  .int()
                  .min(1, { error: "must be at least 1; to Traefik 0 refuses every connection" })
                  .describe("Connections at a time from one address, in each of Traefik's pods."),
              })
              .describe("Limits how many connections an address has."),
            ipAllowList: z
              .strictObject({
                sourceRange: several(address()).describe("Addresses and blocks that may come in."),
              })
              .describe("Lets in these addresses alone."),
          })
          .partial(),
      ),
    ),
  )
  .meta({ id: "MiddlewareTcp", description: "A middleware for TCP: exactly one of Traefik's kinds." });

/** A middleware for TCP connections as the definition has it. */
export type MiddlewareTcp = z.output<typeof MiddlewareTcp>;

// --- internal ---

/** Traefik disables a middleware of two kinds, or of none, and every router that uses it. */
function exactlyOne<T extends z.ZodObject>(schema: T): T {
  return schema.superRefine((middleware, context) => {
    if (context.issues.length > 0) return;
    const [first, second] = Object.entries(middleware)
      .filter(([key, value]) => key !== "namespace" && value !== undefined)
      .map(([kind]) => kind);
    if (first === undefined) {
      const message =
        "names no kind, so Traefik disables every route with it; give one, such as rateLimit or headers";
      context.addIssue({ code: "custom", message });
    } else if (second !== undefined) {
      const message = `is a second kind beside ${first}; Traefik refuses that, so make a middleware for each and name them in order`;
      context.addIssue({ code: "custom", path: [second], message });
    }
  });
}
