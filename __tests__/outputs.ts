import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { checkDefinition } from "../platform/definition/checks";
import { Definition } from "../platform/definition/schema";
import type { Platform } from "../platform/platform";
import { resolvePlatform } from "../platform/resolve";
import { terraformApp } from "../stacks/app";

export type DefinitionInput = z.input<typeof Definition>;

/** Terraform JSON as far as tests look at it. */
export interface TerraformJson {
  readonly terraform: Readonly<Record<string, unknown>>;
  readonly provider: Readonly<Record<string, readonly unknown[]>>;
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly output?: Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: attributes differ by resource type, and tests compare them with literals
export type Resource = Readonly<Record<string, any>>;

/** Checks and resolves a definition as loading does. */
export function resolve(input: DefinitionInput): Platform {
  const definition = Definition.parse(input);
  expectNothingWrong(checkDefinition(definition));
  return resolvePlatform(definition);
}

function expectNothingWrong(failures: readonly { readonly message: string }[]): void {
  if (failures.length > 0) throw new Error(failures.map(({ message }) => message).join("\n"));
}

/** The Terraform JSON of a platform's own stack. */
export function terraformJson(platform: Platform): TerraformJson {
  const json = stacks(platform)[platform.name];
  if (json === undefined) throw new Error(`no stack ${platform.name}`);
  return json;
}

/** The Terraform JSON of every stack of a platform, synthesized for real in a temporary folder. */
export function stacks(platform: Platform): Readonly<Record<string, TerraformJson>> {
  const directory = mkdtempSync(join(tmpdir(), "slipway-test-"));
  try {
    withoutStackTraces(() => terraformApp([platform], directory).synth());
    return Object.fromEntries(
      readdirSync(join(directory, "stacks")).map((name) => [
        name,
        JSON.parse(readFileSync(join(directory, "stacks", name, "cdk.tf.json"), "utf8")),
      ]),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What cdktf keeps of the making of each value would be mapped to the sources line by line, and nobody reads it. */
function withoutStackTraces(make: () => void): void {
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => {};
  try {
    make();
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

/** Addresses of all resources: `aws_vpc.network_vpc_4E8F0223`. */
export const addresses = ({ resource }: TerraformJson): string[] =>
  Object.entries(resource)
    .flatMap(([type, resources]) => Object.keys(resources).map((name) => `${type}.${name}`))
    .sort();

/** The one resource of a type whose address contains `part`. */
export function resourceOf(json: TerraformJson, type: string, part = ""): Resource {
  const found = Object.entries(json.resource[type] ?? {}).filter(([name]) => name.includes(part));
  const [only] = found;
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} resources ${type} with "${part}"`);
  return only[1];
}

/** A definition with every optional part left out but one service. */
export const small: DefinitionInput = {
  name: "test",
  aws: { region: "eu-central-1", account: "111122223333" },
  domain: { name: "example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
  network: { cidr: "10.0.0.0/16", zones: ["euc1-az1", "euc1-az2"] },
  cluster: { version: "1.35", admins: ["arn:aws:iam::111122223333:role/platform-admin"] },
  nodeGroups: { system: {} },
  certificates: { email: "platform@example.com" },
  services: { whoami: { image: "traefik/whoami:v1.11.0" } },
};
