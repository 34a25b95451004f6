import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findBindings, hasType, sourceOf, typesIn } from "../../../rehearse/schema/bindings";
import { schemasFrom } from "../../../rehearse/schema/schemas";
import { root } from "../bindings";

const aws = findBindings("aws", root);

test("finds the bindings of a provider, and which release of it they are of", () => {
  const { address, version } = aws;
  expect({ address, version }).toEqual({
    address: "registry.terraform.io/hashicorp/aws",
    version: "6.25.0",
  });
});

test("says what to install where there are none", () => {
  expect(() => findBindings("nowhere", root)).toThrow(
    "the stack uses the provider nowhere, of which no bindings are installed; a rehearsal reads its schemas from them: npm install @cdktf/provider-nowhere",
  );
});

test("knows every type by its folder", () => {
  const types = typesIn(aws);
  const count = (kind: string) => types.filter((subject) => subject.kind === kind).length;
  expect({ resources: count("resource"), dataSources: count("dataSource") }).toEqual({
    resources: 1581,
    dataSources: 630,
  });
  for (const subject of types) {
    if (subject.kind === "provider") continue;
    expect(hasType(aws, subject)).toBe(true);
    // the binding's own word, in a declaration that is short to read
    const folder = `${subject.kind === "dataSource" ? "data-aws-" : ""}${subject.type.slice("aws_".length).replaceAll("_", "-")}`;
    const declaration = readFileSync(join(aws.directory, folder, "index.d.ts"), "utf8");
    expect(declaration).toContain(`tfResourceType = "${subject.type}"`);
  }
});

test("leaves a type that nobody knows to Terraform, which says so", () => {
  const schemas = schemasFrom(aws, { version: "", protocol: 5, types: {} });
  const { resources } = schemas.of({
    resources: new Set(["aws_vpc", "aws_vcp", "helm_release"]),
    dataSources: new Set(),
  });
  expect(Object.keys(resources)).toEqual(["aws_vpc"]);
});

test("refuses bindings without the sources that they were compiled from", () => {
  const project = mkdtempSync(join(tmpdir(), "slipway-bindings-"));
  try {
    const folder = join(project, "node_modules", "@cdktf", "provider-aws");
    mkdirSync(join(folder, "lib", "vpc"), { recursive: true });
    cpSync(join(aws.directory, "..", "package.json"), join(folder, "package.json"));
    writeFileSync(join(folder, "lib", "vpc", "index.js"), "exports.Vpc = class {};\n");
    const bindings = findBindings("aws", project);
    expect(() => sourceOf(bindings, { kind: "resource", type: "aws_vpc" })).toThrow(
      /lib\/vpc\/index\.js has no sources embedded in its source map, from which a rehearsal reads schemas; use a release of the bindings that has them$/,
    );
  } finally {
    rmSync(project, { recursive: true });
  }
});

// npm run check:schemas reaches into cdktf-cli for it
test("finds cdktf's generator where the release check looks for it", () => {
  const cli = createRequire(createRequire(join(root, "package.json")).resolve("cdktf-cli/package.json"));
  const generator = readFileSync(
    cli.resolve("@cdktf/provider-generator/lib/get/generator/provider-generator.js"),
    "utf8",
  );
  expect(generator).toContain("exports.TerraformProviderGenerator = TerraformProviderGenerator");
  expect(generator).toMatch(/^ {4}generate\(providerConstraint\)/m);
  expect(cli.resolve("codemaker")).toContain("codemaker");
  expect(cli.resolve("@cdktf/commons")).toContain("commons");
});
