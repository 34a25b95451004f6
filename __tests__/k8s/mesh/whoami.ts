import type { DefinitionInput } from "../../outputs";

/** Two versions behind Traefik, and a service that one of them calls. */
export const whoami: NonNullable<DefinitionInput["services"]> = {
  whoami: {
    image: "traefik/whoami:v1.11.0",
    versions: {
      stable: { weight: 90 },
      canary: { weight: 10, when: { headers: { "X-Canary": "always" } } },
    },
    expose: [{ host: "whoami" }],
  },
  whoami2: { image: "traefik/whoami:v1.11.0", callers: ["whoami"] },
};
