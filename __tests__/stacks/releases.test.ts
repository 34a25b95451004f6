import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020";
import { parse } from "yaml";
import { literal } from "../../stacks/literal";
import { resolve, small, terraformJson } from "../outputs";

const json = terraformJson(resolve(small));
const releases = Object.entries(json.resource.helm_release ?? {});

test.each(releases)("%s recovers from a failed install and from a lost state", (_name, release) => {
  expect(release).toMatchObject({
    atomic: true,
    cleanup_on_fail: true,
    upgrade_install: true,
    wait: true,
    timeouts: { delete: "20m" },
  });
});

test.each(releases)("%s shows all its values in the plan", (_name, release) => {
  expect(release.values).toHaveLength(1);
  // an interpolation would hide the document until apply
  expect(release.values[0]).not.toMatch(/(?<!\$)\$\{/);
});

test("gives the controller the VPC's id apart, since it is unknown until apply", () => {
  const withSet = releases.filter(([, release]) => release.set !== undefined);
  expect(withSet.map(([name, { set }]) => [name, set])).toEqual([
    [
      expect.stringMatching(/aws-load-balancer-controller/),
      [{ name: "vpcId", value: expect.stringMatching(/^\$\{aws_vpc\.[\w-]+\.id\}$/) }],
    ],
  ]);
});

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text that is escaped
  ["${1}", "$${1}"],
  ["%{if}", "%%{if}"],
  ["$1 {} 100%", "$1 {} 100%"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
  ["${aws:PrincipalTag/team}", "$${aws:PrincipalTag/team}"],
])("escapes %s so that Terraform takes it as it stands", (text, escaped) => {
  expect(literal(text)).toBe(escaped);
});

const schemas = join(__dirname, "..", "..", "imports", "charts");

/** Everything that is left out of Traefik's values unless asked for. */
const everything = terraformJson(
  resolve({
    ...small,
    ingress: {
      forwardedHeadersFrom: ["198.51.100.0/24"],
      plugins: { geoblock: { moduleName: "github.com/acme/geoblock", version: "v1.0.0" } },
    },
    certificates: { ...small.certificates, issuers: { http: { acme: { http01: {} } } } },
  }),
);

test.each([
  ["cert-manager", json, new Ajv({ strict: false })],
  ["traefik", json, new Ajv2020({ strict: false })],
  ["traefik", everything, new Ajv2020({ strict: false })],
])("gives %s values that its chart accepts", (chart, { resource }, ajv) => {
  const isValid = ajv.compile(JSON.parse(readFileSync(join(schemas, `${chart}.schema.json`), "utf8")));
  const [, release] =
    Object.entries(resource.helm_release ?? {}).find(([name]) => name.includes(chart)) ?? [];
  isValid(parse(release?.values[0]));
  expect(isValid.errors ?? []).toEqual([]);
});
