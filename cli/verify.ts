import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Finding } from "../verify/checks/finding";
import { loadInput } from "../verify/input/load";
import { type Format, formats, report } from "../verify/output/report";
import { verify } from "../verify/verify";
import { outputFolders } from "./output-folders";
import { projectSchemas } from "./project-schemas";

export interface VerifyProps {
  /** The project's folder, with both halves in it and the schemas. */
  readonly root: string;
  /** Folder that paths are looked for in. */
  readonly from: string;
  /** Arguments behind the program's name. */
  readonly args: readonly string[];
}

/** Exit statuses: 0 nothing to fail on, 1 a finding, 2 an argument that cannot be used or nothing to verify. */
export function verifyCommand({ root, from, args }: VerifyProps): number {
  const options = optionsOf(args);
  if (typeof options === "string") return refuse(options);
  const inputs =
    options.paths.length === 0
      ? environments(root)
      : [loadInput({ root: from, paths: options.paths, values: options.values, complete: options.complete })];
  if (inputs.length === 0) {
    return refuse(`there is nothing in ${outputFolders.kubernetes}/; run npm start first, or name files`);
  }
  const schemas = projectSchemas(root, options.paths.length === 0 ? "own" : "anybody's");
  const findings = inputs.flatMap((input) => verify(input, schemas));
  const text = report(options.format, findings, {
    objects: inputs.reduce((sum, { objects }) => sum + objects.length, 0),
    files: new Set(inputs.flatMap(({ objects }) => objects.map(({ file }) => file))).size,
    stacks: inputs.filter(({ terraform }) => terraform !== undefined).length,
  });
  if (options.output === undefined) process.stdout.write(text);
  else writeFileSync(resolve(from, options.output), text);
  return findings.some((finding) => fails(finding, options.failOn)) ? 1 : 0;
}

// --- internal ---

interface Options {
  readonly paths: string[];
  readonly values: { readonly chart: string; readonly path: string }[];
  format: Format;
  output: string | undefined;
  failOn: "warning" | "error";
  complete: boolean;
}

const usage =
  "npm run verify -- [--values [CHART=]FILE] [--complete] [--format FORMAT] [--output FILE] [--fail-on SEVERITY] [PATH...]";

function optionsOf(args: readonly string[]): Options | string {
  const options: Options = {
    paths: [],
    values: [],
    format: "text",
    output: undefined,
    failOn: "error",
    complete: false,
  };
  const rest = args.flatMap((argument) => {
    const match = /^(--[\w-]+)=(.*)$/s.exec(argument);
    return match === null ? [argument] : [match[1] ?? "", match[2] ?? ""];
  });
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    if (!argument.startsWith("-") || argument === "-") {
      options.paths.push(argument);
      continue;
    }
    if (argument === "--complete") {
      options.complete = true;
      continue;
    }
    const value = rest.shift();
    if (value === undefined || value === "") return `${argument} lacks a value; ${usage}`;
    switch (argument) {
      case "--values": {
        const [, chart = "traefik", path = value] = /^([a-z0-9-]+)=(.+)$/.exec(value) ?? [];
        options.values.push({ chart, path });
        break;
      }
      case "--format": {
        const format = formats.find((known) => known === value);
        if (format === undefined) return `there is no format ${value}; there are ${formats.join(", ")}`;
        options.format = format;
        break;
      }
      case "--output":
        options.output = value;
        break;
      case "--fail-on":
        if (value !== "warning" && value !== "error") return `--fail-on takes warning or error, not ${value}`;
        options.failOn = value;
        break;
      default:
        return `unknown argument ${argument}; ${usage}`;
    }
  }
  return options.values.length > 0 && options.paths.length === 0
    ? `--values belongs to paths, and none are named; ${usage}`
    : options;
}

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n`);
  return 2;
}

/** Both halves of each environment that `npm start` has written. */
function environments(root: string) {
  const folder = join(root, outputFolders.kubernetes);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isDirectory() && !item.name.startsWith("."))
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const stack = `${outputFolders.terraform}/stacks/${name}/cdk.tf.json`;
      const paths = [
        `${outputFolders.kubernetes}/${name}`,
        ...(existsSync(join(root, stack)) ? [stack] : []),
      ];
      return loadInput({ root, paths, complete: true });
    });
}

const fails = ({ severity }: Finding, failOn: Options["failOn"]): boolean =>
  severity === "error" || failOn === "warning";

if (require.main === module) {
  process.exitCode = verifyCommand({
    root: dirname(__dirname),
    // npm runs scripts in the project's folder and says where it was called
    from: process.env.INIT_CWD ?? process.cwd(),
    args: process.argv.slice(2),
  });
}
