import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll } from "@jest/globals";
import { parse, stringify } from "yaml";
import { readDefinitions } from "../../../platform/definition/load";

const root = resolve(__dirname, "../../..");
const base = {
  ...parse(readFileSync(join(root, "environments", "base.yaml"), "utf8")),
  ...parse(readFileSync(join(root, "environments", "prod.yaml"), "utf8")),
};

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "slipway-checks-"));
  mkdirSync(join(scratch, "environments"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: a change reaches into parts of parsed YAML
export type Change = (definition: any) => void;

/** A whole, correct definition without `extends`. */
export function whole() {
  const definition = structuredClone(base);
  delete definition.extends;
  return {
    ...definition,
    cluster: {
      version: "1.35",
      admins: ["arn:aws:iam::111122223333:role/admin"],
      endpoint: { public: ["203.0.113.0/24"] },
    },
    services: { whoami: { image: "traefik/whoami:v1.11.0", expose: [{ host: "whoami.example.com" }] } },
  };
}

/** Problems of a changed definition, as `path  message`, and the line that each points at. */
export function problemsOf(change: Change) {
  const definition = whole();
  change(definition);
  const directory = join(scratch, "environments");
  const text = stringify(definition);
  writeFileSync(join(directory, "prod.yaml"), text);
  const lines = text.split("\n");
  return readDefinitions(directory).problems.map(({ path, message, line }) => ({
    problem: `${path}  ${message}`,
    line: lines[line - 1]?.trim(),
  }));
}
