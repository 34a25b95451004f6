/** `clientSecret`, `CLIENT-SECRET` → `client_secret` */
const words = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z0-9]+/g, "_")
    .toLowerCase();

/** What an attribute, a key or an environment variable is called that holds a secret. */
const secret = new RegExp(
  `(?:^|_)(?:${[
    "pass(?:word|wd|phrase)",
    "pwd",
    "htpasswd",
    "pgpassword",
    "token",
    "secret",
    "private_?key",
    "secret_?key(?:_base)?",
    "access_?key",
    "api_?key",
    "app_?key",
    "auth_?key",
    "account_?key",
    "shared_?key",
    "signing_?key",
    "license_?key",
    "jwt",
    "user_data",
    "custom_data",
    "kube_?config",
    "credentials?",
    "connection_string",
    "auth_string",
    "secret_(?:string|binary|data|value)",
    "dsn",
    "pat",
  ].join("|")})(?:_(?:base64|b64|pem|wo|raw))*$`,
);

/** Names of what holds a secret, rather than a secret. */
const reference =
  /(?:^|_)(?:existing|pull|tls|ca|cert|certificate|auth|external|image_pull|issuer|target)_secret$|(?:^|_)(?:service_account|pagination|next|continue)_token$/;

/** Those that name a Secret by its name wherever they stand in an object of Kubernetes. */
const secretOfKubernetes = /(?:^|_)secret$/;

/** Whether a text under this name is taken for a secret. */
export function isSecretName(name: string, place: "kubernetes" | "elsewhere" = "elsewhere"): boolean {
  const normalised = words(name);
  // the header; the attribute of that name says how a method is protected
  if (/^(?:Proxy-)?Authorization$/.test(name)) return true;
  if (!secret.test(normalised) || reference.test(normalised)) return false;
  return place !== "kubernetes" || !secretOfKubernetes.test(normalised) || normalised === "client_secret";
}

/** Whether every text in a mapping of this name is taken for a secret. */
export const isSecretMapping = (name: string): boolean =>
  /(?:^|_)(?:secrets|credentials|secret_environment(?:_variables)?|secret_env)$/.test(words(name));
