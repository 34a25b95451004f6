import { isRecord } from "../differences/value";
import { collectSecretsIn } from "../secrets/collect";
import { isSecretName } from "../secrets/names";

/**
 * Everything secret in objects: what is in Secrets and under names that tell, and what only these kinds have: users of
 * Traefik's authentication, headers with credentials, and arguments that follow one such as `--password`.
 */
export function manifestSecrets(objects: readonly unknown[]): ReadonlySet<string> {
  const found = new Set(collectSecretsIn(objects));
  for (const object of objects) addFromFields(object, found);
  return found;
}

// --- internal ---

function addFromFields(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === "string" && isSecretFlag(value[index - 1])) found.add(item);
      else addFromFields(item, found);
    }
  } else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === "string" && isCredentialHeader(key)) found.add(item);
      else if (key === "users" && Array.isArray(item)) addUsers(item, found);
      else addFromFields(item, found);
    }
  }
}

/** `user:hash` (Traefik, basicAuth and digestAuth); users of other kinds are names or objects. */
function addUsers(users: readonly unknown[], found: Set<string>): void {
  for (const user of users) {
    if (typeof user !== "string") addFromFields(user, found);
    else if (user.includes(":")) found.add(user);
  }
}

const isSecretFlag = (argument: unknown): boolean => {
  const [, name] = typeof argument === "string" ? (/^--?([A-Za-z][\w-]*)$/.exec(argument) ?? []) : [];
  return name !== undefined && isSecretName(name);
};

const isCredentialHeader = (name: string): boolean =>
  /^(proxy-)?authorization$|^(set-)?cookie$|^x-(api-key|auth-token|access-token)$/i.test(name);
