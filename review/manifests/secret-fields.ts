import type { Path } from "../../verify/structural/path";

/** Whether a text at `path` of an object is secret by what it is called, whatever it says. */
export function isSecretField(kind: string, path: Path, value: string): boolean {
  const [top, ...rest] = path;
  if (kind === "Secret" && (top === "data" || top === "stringData")) return rest.length > 0;
  if (top === "metadata" && path.at(-1) === lastApplied) return true;
  const name = nameOf(path);
  if (kind === "Middleware" && name === "users") return true;
  if (kind === "ConfigMap" && top === "data" && isSecretVariable(name)) return true;
  return (isSecretName(name) && !isReference(name, kind)) || isCredentialHeader(name) || isSecretText(value);
}

/** Whether an environment variable of this name holds a secret. */
export const isSecretVariable = (name: string): boolean =>
  /pass(word|wd|phrase)?|secret|token|api_?key|private_?key|access_?key|credential|connection_?string|_dsn$|^dsn$/i.test(
    name,
  ) &&
  !/_(file|path|name|url|uri|arn|ref|id|ttl|expiry|expiration|enabled|issuer|audience|mode|type)$/i.test(
    name,
  );

/** Whether what follows this argument of a command is secret: `--password`. */
export const isSecretFlag = (argument: string): boolean => secretFlag.test(argument);

/** The text with its secrets replaced: those of `--password=x`, `password: x`, `scheme://user:password@host`. */
export const withSecretsReplaced = (text: string, instead: (secret: string) => string): string =>
  text.length < 4
    ? text
    : within.reduce(
        (sofar, pattern) =>
          sofar.replace(pattern, (_, before: string, secret: string) => `${before}${instead(secret)}`),
        text,
      );

// --- internal ---

/** Holds the whole object once more (kubectl apply). */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

const secretWord =
  "(?:password|passwd|passphrase|token|api[-_]?key|private[-_]?key|secret[-_]?access[-_]?key|access[-_]?key|client[-_]?secret|secret[-_]?key|credentials?)";

const secretFlag = new RegExp(`^--?[\\w.-]*${secretWord}$`, "i");
const secretName = new RegExp(`${secretWord}$`, "i");

/** What stands before the secret, and the secret. */
const within: readonly RegExp[] = [
  new RegExp(`^(--?[\\w.-]*${secretWord}[= ])(?!\\(sensitive #)(\\S.*)$`, "gim"),
  new RegExp(
    `^([ \\t]*(?:- )?["']?[\\w.-]*${secretWord}["']?[ \\t]*[:=][ \\t]*["']?)(?!\\(sensitive #)([^\\s"',{}[\\]]+)`,
    "gim",
  ),
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)(?!\(sensitive #)([^\s/@]+)(?=@)/gi,
];

/** The key of a value, or of the list that it is in. */
function nameOf(path: Path): string {
  for (let index = path.length - 1; index >= 0; index -= 1) {
    const part = path[index];
    if (typeof part === "string") return part;
  }
  return "";
}

const isSecretName = (name: string): boolean => secretName.test(name);

/** Keys that name a Secret's key or an account in other kinds, rather than what is in it. */
const isReference = (name: string, kind: string): boolean =>
  /^(secretKey|credentials?)$/.test(name) && /^(Cluster)?(ExternalSecret|SecretStore|PushSecret)$/.test(kind);

const isCredentialHeader = (name: string): boolean =>
  /^(proxy-)?authorization$|^(set-)?cookie$|^x-(api-key|auth-token|access-token)$/i.test(name);

/** What is a secret by its look (the forms that their issuers document). */
const isSecretText = (text: string): boolean =>
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}|\bxox[abprs]-[\w-]{10,}|\bglpat-[\w-]{20}|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|\$(2[aby]|apr1|5|6)\$[^\s]{8,}/.test(
    text,
  );
