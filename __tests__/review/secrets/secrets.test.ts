import { describe, expect, test } from "@jest/globals";
import { Covered } from "../../../review/plan/change";
import { collectSecrets, collectSecretsIn } from "../../../review/secrets/collect";
import { isSecretName } from "../../../review/secrets/names";
import { secretsFrom } from "../../../review/secrets/secrets";

const found = (plan: object): string[] => [...collectSecrets(plan)].sort();
const foundIn = (...values: unknown[]): string[] => [...collectSecretsIn(values)].sort();

/** As it would be covered if all that is secret in it were known. */
const cover = (value: unknown) => secretsFrom(collectSecretsIn([value])).cover(value);

describe("names", () => {
  test("tell what is secret, in all spellings", () => {
    const names = [
      "password",
      "master_password",
      "DB_PASSWORD",
      "adminPassword",
      "password_wo",
      "token",
      "GITHUB_TOKEN",
      "private_key",
      "private_key_pem",
      "client_secret",
      "clientSecret",
      "AWS_SECRET_ACCESS_KEY",
      "api-key",
      "user_data",
      "user_data_base64",
      "kubeconfig",
      "secret_string",
      "SENTRY_DSN",
      "Authorization",
      "X-Auth-Token",
    ];
    expect(names.filter((name) => !isSecretName(name))).toEqual([]);
  });

  test("leave what is not, or only says where a secret is", () => {
    const names = [
      "name",
      "cluster_ca_certificate",
      "certificate_authority",
      "existingSecret",
      "secretName",
      "secret_arn",
      "kms_key_id",
      "http_tokens",
      "public_key",
      "key",
      "path",
      "authorization",
      "token_ttl",
      "automount_service_account_token",
      "password_policy",
    ];
    expect(names.filter((name) => isSecretName(name))).toEqual([]);
  });

  test("name a Secret rather than one in objects of Kubernetes", () => {
    expect(isSecretName("secret", "kubernetes")).toBe(false);
    expect(isSecretName("caSecret", "kubernetes")).toBe(false);
    expect(isSecretName("password", "kubernetes")).toBe(true);
  });
});

describe("in a plan", () => {
  test("is what Terraform marks, in changes, drift, outputs, state and whatever has marks beside it", () => {
    const change = (name: string) => ({
      before: { a: [`${name}-before`], b: "open-1" },
      before_sensitive: { a: [true] },
      after: { c: { d: `${name}-after` } },
      after_sensitive: { c: true },
    });
    expect(
      found({
        resource_changes: [{ change: change("change") }],
        resource_drift: [{ change: change("drift") }],
        deferred_changes: [{ resource_change: { change: change("deferred") } }],
        action_invocations: [{ config_values: { x: "action-1" }, config_values_sensitive: { x: true } }],
        output_changes: {
          out: { before: null, before_sensitive: true, after: "output-1", after_sensitive: true },
        },
        prior_state: {
          values: {
            outputs: { out: { sensitive: true, value: ["state-output"] } },
            root_module: {
              child_modules: [
                { resources: [{ values: { p: "in-module", q: 1 }, sensitive_values: { p: true } }] },
              ],
            },
          },
        },
      }),
    ).toEqual(
      [
        "change-before",
        "change-after",
        "drift-before",
        "drift-after",
        "deferred-before",
        "deferred-after",
        "action-1",
        "output-1",
        "state-output",
        "in-module",
      ].sort(),
    );
  });

  test("is the value of a sensitive variable, wherever the plan has it", () => {
    expect(
      found({
        variables: { db: { value: { inner: "from-variable" } }, open: { value: "open-value" } },
        configuration: {
          root_module: {
            variables: { db: { sensitive: true, default: "from-default" }, open: {} },
            module_calls: {
              m: {
                expressions: {
                  key: { constant_value: "from-module-call" },
                  tpl: { constant_value: `\${x.y}` },
                },
                module: { variables: { key: { sensitive: true }, tpl: { sensitive: true } } },
              },
            },
          },
        },
      }),
    ).toEqual(["from-default", "from-module-call", "from-variable"]);
  });

  test("is what a provider signs in with, but not where it connects to", () => {
    expect(
      found({
        configuration: {
          provider_config: {
            aws: {
              expressions: {
                region: { constant_value: "eu-central-1" },
                access_key: { constant_value: "an-access-key" },
                default_tags: [{ tags: { constant_value: { token: "no-secret-at-all" } } }],
              },
            },
            helm: {
              expressions: {
                kubernetes: {
                  constant_value: {
                    host: "https://cluster.example.com",
                    cluster_ca_certificate: "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
                    token: "a-cluster-token",
                    password: `\${var.password}`,
                  },
                },
              },
            },
            other: { expressions: { opaque: { constant_value: "0f3b6d0c9f2e4a5b8c7d6e5f" } } },
          },
        },
      }),
    ).toEqual(["0f3b6d0c9f2e4a5b8c7d6e5f", "a-cluster-token", "an-access-key"]);
  });

  test("is what comes from another state, unless it plainly is an identifier", () => {
    const outputs = {
      token: "s3cr3t-token",
      phrase: "correct-horse",
      vpc: "vpc-0a1b2c3d4e",
      host: "db.example.com",
      arn: "arn:aws:iam::111122223333:role/a",
      cidr: "10.0.0.0/16",
      region: "eu-central-1",
      short: "prod",
    };
    expect(
      found({ resource_changes: [{ type: "terraform_remote_state", change: { after: { outputs } } }] }),
    ).toEqual(["correct-horse", "s3cr3t-token"]);
  });
});

describe("in any value", () => {
  test("is what stands under a name, be it beside the value", () => {
    expect(
      foundIn({
        master_password: "by-name",
        environment: [
          { name: "DB_PASSWORD", value: "by-env" },
          { name: "LEVEL", value: "info" },
        ],
        set: [
          { name: "auth.password", value: "by-set" },
          { name: "replicas", value: "3" },
        ],
        set_sensitive: [{ name: "anything", value: "by-helm" }],
        headers: { Authorization: "Bearer by-header" },
      }),
    ).toEqual(["Bearer by-header", "by-env", "by-helm", "by-name", "by-set"]);
  });

  test("is within JSON and YAML texts, URLs, options and assignments", () => {
    expect(
      foundIn(
        '{"db":{"password":"in-json"}}',
        "auth:\n  password: in-yaml\n",
        "postgres://user:in-url@host/db",
        "--password=in-option --level=info",
        "#!/bin/sh\nexport API_TOKEN=in-script\nexport LEVEL=verbose\n",
        "curl -H 'X: Bearer 0in-header' --client-secret in-argument",
      ),
    ).toEqual(["0in-header", "in-argument", "in-json", "in-option", "in-script", "in-url", "in-yaml"]);
  });

  test("is what a Secret holds, as it is written and as it is meant", () => {
    const secret = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "open-name" },
      data: { any: Buffer.from("the-meaning").toString("base64") },
      stringData: { other: "in-clear" },
    };
    expect(foundIn(secret)).toEqual(["dGhlLW1lYW5pbmc=", "in-clear", "the-meaning"]);
    expect(cover(secret)).toMatchObject({
      metadata: { name: "open-name" },
      data: { any: new Covered(1) },
      stringData: { other: new Covered(2) },
    });
  });

  test("is not what refers to a secret", () => {
    const open = {
      apiVersion: "traefik.io/v1alpha1",
      kind: "Middleware",
      spec: { basicAuth: { secret: "auth-users" } },
      env: [
        { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
        { name: "OTHER_TOKEN", value: "$(DB_PASSWORD)" },
      ],
      password: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:db",
    };
    expect(foundIn(open)).toEqual([]);
    expect(cover(open)).toEqual(open);
  });

  test("is no word that stands everywhere, but at its own place", () => {
    const value = { password: "update", token: "Default", other: "update" };
    expect(foundIn(value)).toEqual([]);
    expect(cover(value)).toEqual({ other: "update", password: new Covered(1), token: new Covered(2) });
  });

  test("is what is known by its form", () => {
    const key = `AKIA${"ABCDEFGH12345678"}`;
    expect(foundIn({ any: key })).toEqual([key]);
    expect(cover({ any: key })).toEqual({ any: new Covered(1) });
  });
});

describe("covering", () => {
  const secrets = () => secretsFrom(new Set(["hunter2-NEW", "ab c", "1234567"]));

  test("goes by whole values, and by parts from six characters on", () => {
    expect(
      secrets().cover({
        whole: "ab c",
        part: "x ab c x",
        long: "say hunter2-NEW!",
        number: 1234567,
        list: ["hunter2-NEW"],
      }),
    ).toEqual({
      list: [new Covered(1)],
      long: "say (sensitive #1)!",
      number: new Covered(2),
      part: "x ab c x",
      whole: new Covered(3),
    });
  });

  test("writes a text anew where a key of it tells what is secret", () => {
    expect(secrets().cover({ values: ["auth:\n  password: pw\n  user: admin\nempty: null\n"] })).toEqual({
      values: ['auth:\n  password: "(sensitive #1)"\n  user: admin\nempty: null\n'],
    });
    expect(secrets().cover({ json: '{ "token": "x", "list": [1, null] }' })).toEqual({
      json: '{"list":[1,null],"token":"(sensitive #1)"}',
    });
  });

  test("covers a password at its place, however short it is", () => {
    expect(
      cover({
        url: "postgres://user:pw@host/db",
        args: ["--db-password=abc", "--level=abc"],
        env: "TOKEN=xyz LEVEL=xyz",
      }),
    ).toEqual({
      args: ["--db-password=(sensitive #1)", "--level=abc"],
      env: "TOKEN=(sensitive #2) LEVEL=xyz",
      url: "postgres://user:(sensitive #3)@host/db",
    });
  });

  test("covers what signs in to a registry, and hashes of passwords", () => {
    const auth = Buffer.from("user:password").toString("base64");
    expect(cover({ auths: { "registry.example.com": { auth } }, auth: "basic" })).toEqual({
      auth: "basic",
      auths: { "registry.example.com": { auth: new Covered(1) } },
    });
    expect(cover({ users: [`admin:$apr1$abcdefgh$${"a".repeat(22)}`] })).toEqual({ users: [new Covered(1)] });
  });

  test("goes through a long word once", () => {
    const word = "a-b".repeat(200_000);
    expect(cover({ word, text: `\n${"\n".repeat(200_000)}x: 1` })).toMatchObject({ word });
  });

  test("finds base64, URLs, JSON within JSON, and markup within a text", () => {
    const { coverText } = secretsFrom(new Set(['p"a&s<s/w+1']));
    const secret = 'p"a&s<s/w+1';
    for (const form of [
      secret,
      JSON.stringify(secret),
      JSON.stringify(JSON.stringify({ secret })),
      encodeURIComponent(secret),
      "p&quot;a&amp;s&lt;s/w+1",
      Buffer.from(secret).toString("base64url"),
      ...["", "a", "ab"].map((before) => Buffer.from(`${before}${secret} after`).toString("base64")),
    ]) {
      expect(coverText(`<${form}>`)).toMatch(/^<.{0,20}\(sensitive #1\).{0,30}>$/);
    }
  });

  test("takes the longest secret that begins at a place, and each as often as it stands there", () => {
    const { coverText } = secretsFrom(new Set(["secret", "secret-longer"]));
    expect(coverText("secret-longer, secret, secret")).toBe("(sensitive #1), (sensitive #2), (sensitive #2)");
  });

  test("covers a key in several lines also where its lines are indented", () => {
    const line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    const { coverText } = secretsFrom(collectSecretsIn([{ private_key: `begin\n${line}\nend\n` }]));
    expect(coverText(`  begin\n  ${line}\n`)).toBe("  begin\n  (sensitive #1)\n");
  });

  test("keeps what is nothing or unknown, which tells no secret", () => {
    expect(secrets().cover({ a: null, b: undefined }, { a: true, b: true })).toEqual({
      a: null,
      b: undefined,
    });
  });
});

describe("the tripwire", () => {
  const { tripwire } = secretsFrom();

  test("says what it found and where, but not the credential", () => {
    const key = `${"AKIA"}ABCDEFGH12345678`;
    expect(tripwire(`one\ntwo ${key}\n`)).toEqual([{ what: "an AWS access key", line: 2, column: 5 }]);
  });

  test("knows the forms of many", () => {
    const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789";
    const texts = [
      `ghp_${letters.slice(0, 36)}`,
      `glpat-${letters.slice(0, 20)}`,
      `xoxb-${letters.slice(0, 20)}`,
      `npm_${letters.slice(0, 36)}`,
      `eyJ${letters.slice(0, 12)}.eyJ${letters.slice(0, 12)}.${letters.slice(0, 12)}`,
      "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----",
    ];
    expect(texts.map((text) => tripwire(text).length)).toEqual(texts.map(() => 1));
  });

  test("leaves certificates, ids and digests alone", () => {
    const texts = [
      "-----BEGIN CERTIFICATE-----",
      "arn:aws:iam::111122223333:role/a",
      "d41d8cd98f00b204e9800998ecf8427e",
    ];
    expect(texts.flatMap(tripwire)).toEqual([]);
  });
});
