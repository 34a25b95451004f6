import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectSchemas } from "../../cli/project-schemas";
import { kubernetesFiles } from "../../k8s/app";
import { readDefinitions } from "../../platform/definition/load";
import { resolvePlatform } from "../../platform/resolve";
import { inputOf } from "../../verify/input/load";
import { verify } from "../../verify/verify";
import { terraformJson } from "../outputs";

const root = join(__dirname, "..", "..");
const schemas = projectSchemas(root, "own");
const outputs = new Map(
  readDefinitions(join(root, "environments")).definitions.map(({ definition }) => {
    const platform = resolvePlatform(definition);
    const stack = JSON.stringify(terraformJson(platform), undefined, 2);
    return [platform.name, { stack, files: kubernetesFiles(platform) }] as const;
  }),
);

/** Checks that find something in an environment of ours when a text is replaced in its stack and its manifests. */
function found(name: string, from = "", to = ""): string[] {
  const { stack = "", files = [] } = outputs.get(name) ?? {};
  const change = (text: string) => (from === "" ? text : text.replaceAll(from, to));
  const manifests = files.map(({ path, text }) => ({ path, text: change(text) }));
  const stacks = [{ path: "cdk.tf.json", text: change(stack) }];
  const all = [stack, ...files.map(({ text }) => text)];
  if (!all.some((text) => text.includes(from))) throw new Error(`${from} is nowhere in the output`);
  const findings = verify(inputOf({ manifests, stacks, complete: true }), schemas);
  return [...new Set(findings.map(({ check }) => check))];
}

test.each([...outputs.keys()])(
  "finds in %s that its rate limit counts in each replica, and nothing else",
  (name) => {
    expect(found(name)).toEqual(["W35"]);
  },
);

test.each([
  [
    "a target group stops to send the proxy protocol",
    '"proxy_protocol_v2": true',
    '"proxy_protocol_v2": false',
    "E62",
  ],
  ["the load balancer's subnet moves", '"cidr_block": "10.0.192.0/24"', '"cidr_block": "10.9.0.0/24"', "E62"],
  ["health checks become HTTP", '"protocol": "TCP"\n', '"protocol": "HTTP"\n', "E64"],
  ["the role is for another zone", "hostedzone/Z0123456789ABCDEFGHIJ", "hostedzone/Z1", "E55"],
  [
    "the association is for another account",
    '"service_account": "cert-manager"',
    '"service_account": "cert"',
    "E55",
  ],
  ["the issuer names another zone", "hostedZoneID: Z0123456789ABCDEFGHIJ", "hostedZoneID: Z1", "E55"],
  ["a target group is renamed", '"name": "prod-websecure"', '"name": "prod-secure"', "E80"],
  ["a listener moves", '"port": 443,', '"port": 8443,', "E81"],
  ["a record is for another domain", '"name": "*.example.com"', '"name": "*.example.org"', "E78"],
  ["definitions are left out", "crds:\\n  enabled: true", "crds:\\n  enabled: false", "E82"],
  ["a key of values is misspelt", "kubernetesCRD:", "kubernetesCDR:", "E60"],
  ["Traefik watches another namespace", "allowCrossNamespace: false", "namespaces: [other]", "E16"],
  ["a middleware is misspelt", "- name: whoami-headers", "- name: whoami-header", "E22"],
  ["an entry point is misspelt", "  - websecure\n", "  - webscure\n", "E11"],
  ["a port is renamed", "      port: http\n", "      port: web\n", "E20"],
  ["the certificate is for another domain", '"*.example.com"\n', '"*.example.org"\n', "E59"],
])("finds it where %s", (_what, from, to, check) => {
  expect(found("prod", from, to)).toContain(check);
});

test("finds a webhook that the control plane cannot reach", () => {
  expect(found("private", '"from_port": 9443', '"from_port": 9444')).toEqual(["E79", "W35"]);
});
