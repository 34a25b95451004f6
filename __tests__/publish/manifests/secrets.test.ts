import { expect, test } from "@jest/globals";
import { contentOf } from "../../../publish/manifests/content";
import { secretRefusals } from "../../../publish/manifests/secrets";

const found = (text: string, allowed: readonly string[] = []) =>
  secretRefusals(contentOf([{ path: "a.yaml", text }]).objects, new Set(allowed)).map(({ code, message }) => {
    expect(code).toBe("SECRET");
    return message.replace(/;.*/, "");
  });

const secret = (rest: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: apps }\n${rest}`;
const configMap = (data: Readonly<Record<string, string>>) =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "apps" }, data });
const env = (name: string, value: string) =>
  JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "apps" },
    spec: { template: { spec: { containers: [{ name: "web", env: [{ name, value }] }] } } },
  });

// put together, so that no scanner of this repository finds it
const token = ["ghp", "0123456789abcdefghijABCDEFGHIJ456789"].join("_");

test("refuses a Secret with something in it, and shows none of it", () => {
  const text = secret("data: { password: aHVudGVyMg== }\nstringData: { user: admin }\n");
  expect(found(text)).toEqual([
    "Secret apps/db has a value in clear in data.password",
    "Secret apps/db has a value in clear in stringData.user",
  ]);
  const all = secretRefusals(contentOf([{ path: "a.yaml", text }]).objects, new Set());
  expect(JSON.stringify(all)).not.toMatch(/aHVudGVyMg|admin/);
});

test.each([
  ["an empty one, which others fill", secret("type: kubernetes.io/service-account-token\n")],
  [
    "one that SOPS has encrypted",
    secret('data: { password: "ENC[AES256_GCM,data:x]" }\nsops: { mac: "ENC[x]" }\n'),
  ],
  [
    "one that is sealed",
    "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: db }\nspec: { encryptedData: { password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq } }\n",
  ],
  [
    "one that is fetched",
    "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: { name: db }\nspec: { data: [{ secretKey: password, remoteRef: { key: prod/db/password } }] }\n",
  ],
])("lets %s be", (_what, text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  ["a private key", configMap({ "tls.key": `-----BEGIN ${"PRIVATE"} KEY-----\nMIIE` }), "data.tls.key"],
  ["a token of GitHub", configMap({ "config.yaml": `auth: ${token}\n` }), "data.config.yaml"],
  [
    "an AWS access key",
    env("ID", `AKIA${"ABCDEFGHIJKLMNOP"}`),
    "spec.template.spec.containers[0].env[0].value",
  ],
  [
    "a URL with a password",
    env("DATABASE", "postgres://app:hunter2@db/app"),
    "spec.template.spec.containers[0].env[0].value",
  ],
  ["the hash of a password", configMap({ users: `admin:$2y$05$${"abcdefghijklmnopqrstuv"}` }), "data.users"],
  [
    "what looks like the password DB_PASSWORD",
    env("DB_PASSWORD", "hunter2"),
    "spec.template.spec.containers[0].env[0].value",
  ],
  [
    "what looks like the secret API_KEY",
    env("API_KEY", "f3A9x0Qz71LmB2"),
    "spec.template.spec.containers[0].env[0].value",
  ],
  [
    "what looks like the password password",
    configMap({ "app.yaml": "user: app\npassword: hunter2\n" }),
    "data.app.yaml",
  ],
])("finds %s", (what, text, path) => {
  expect(found(text)).toEqual([
    expect.stringMatching(new RegExp(`^\\w+ apps/web has ${what.replace(/[$]/g, "\\$")} in `)),
  ]);
  expect(found(text)[0]).toContain(path);
});

test.each([
  env("DB_PASSWORD", "$(FROM_ELSEWHERE)"),
  env("DB_PASSWORD_FILE", "/run/secrets/db"),
  env("TOKEN_URL", "https://example.com/token"),
  env("SECRET_NAME", "web-tls"),
  env("CLIENT_SECRET", "web-oauth-client"),
  env("PASSWORD", ""),
  configMap({ "nginx.conf": "proxy_set_header Authorization $http_authorization;\n" }),
  configMap({
    "ca.crt":
      "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n",
  }),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what others put a value for
  configMap({ "app.yaml": "password: ${DB_PASSWORD}\ntoken: {{ .Token }}\n" }),
  '{"apiVersion":"traefik.io/v1alpha1","kind":"Middleware","metadata":{"name":"auth"},"spec":{"basicAuth":{"secret":"users"}}}',
  '{"apiVersion":"cert-manager.io/v1","kind":"Certificate","metadata":{"name":"a"},"spec":{"secretName":"a-1b2C3d4E5f6G7h8"}}',
])("takes nothing for a secret that is none: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test("lets an object be when told to, and no other", () => {
  const text = `${secret("data: { a: Yg== }\n")}---\n${configMap({ password: "hunter2" })}\n`;
  expect(found(text, ["Secret apps/db"])).toEqual([expect.stringMatching(/^ConfigMap apps\/web has /)]);
});
