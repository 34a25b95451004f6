/** Keys of Traefik's resources that it still reads but has given up, and what to write today. */
const formerKeys: Readonly<Record<string, string>> = {
  ipWhiteList: "it is ipAllowList today",
  featurePolicy: "it is permissionsPolicy today",
  rootCAsSecrets: "it is rootCAs today, a list of {secret: name}",
  sslRedirect: "everything is redirected to HTTPS without it",
  sslTemporaryRedirect: "everything is redirected to HTTPS without it",
  sslHost: "redirect by redirectRegex instead",
  sslForceHost: "redirect by redirectRegex instead",
  forceSlash: "Traefik has given it up; leave it out",
  autoDetect: "the kind by itself switches it on; leave it out",
  caOptional: "Traefik has given it up; leave it out",
  preferServerCipherSuites: "Traefik has given it up; leave it out",
};

/** What to write instead of a key that was known before, or undefined. */
export const todaysForm = (key: string): string | undefined =>
  Object.hasOwn(formerKeys, key) ? formerKeys[key] : undefined;
