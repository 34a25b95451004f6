import * as z from "zod";

export const Domain = z
  .strictObject({
    name: z
      .string()
      .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, {
        error: "must be a domain in lower case, such as example.com",
      })
      .max(180, { error: "must have at most 180 characters" })
      .describe(
        "Domain under which services are exposed; one certificate covers it and its direct subdomains.",
      ),
    zoneId: z
      .string()
      .regex(/^Z[A-Z0-9]{4,31}$/, {
        error: "must be the id of a Route 53 hosted zone, such as Z0123456789ABCDEFGHIJ",
      })
      .optional()
      .describe(
        "Route 53 hosted zone of the domain, where the alias records and the certificates' challenges go. Left out only where createZone makes one; name it once it is there.",
      ),
    createZone: z
      .boolean()
      .default(false)
      .describe(
        "Whether the stack makes the hosted zone. The domain's registrar or parent zone must then name its servers, which are an output.",
      ),
  })
  .describe("The domain and its hosted zone.");
