import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { matchesHostExpression } from "../traefik/rules/match";
import { hostsOf } from "../traefik/rules/parse";
import { explain } from "../verify/explain/explain";
import { type Explanation, reachesService } from "../verify/explain/explanation";
import { type ExplainedRequest, readRequest } from "../verify/explain/request";
import { formatExplanation } from "../verify/explain/terminal";
import type { Input } from "../verify/input/input";
import { loadInput } from "../verify/input/load";
import { traefikModel } from "../verify/traefik/build";
import { outputFolders } from "./output-folders";

export const explainUsage = `npm run explain -- URL [PATH…] [options]

  URL                     https://host/path, http://…, tcp://host:port, tls://host:port, udp://host:port
  PATH                    manifests, folders of them, and at most one cdk.tf.json;
                          without any, what npm start made of each environment that routes the host

  -X, --request METHOD    GET unless it is given
  -H, --header LINE       "Name: value"; may be given several times
  -b, --cookie TEXT       sent as header Cookie
  -I, --head              the same as --request HEAD
      --client-ip ADDRESS address that the connection comes from
      --http1.1           the client offers HTTP/1.1 only
      --alpn LIST         protocols that the client offers, separated by commas
      --env NAME          one environment only
      --entry-point NAME  instead of the one that has the URL's port
      --values FILE       values of Traefik's chart, where no cdk.tf.json has them
      --partial           what is missing among the files may exist all the same, as it may where they have no Service
      --json              everything as JSON

Exit status: 0 a service answers or a redirection leads to one, 1 it ends before (404, closed …), 2 it cannot be asked.
`;

export interface ExplainCommandProps {
  /** The project's folder, where relative paths and the environments' output are. */
  readonly root: string;
  /** Folder that paths are relative to. */
  readonly directory: string;
  readonly args: readonly string[];
}

export interface CommandResult {
  readonly status: 0 | 1 | 2;
  readonly output: string;
  readonly errors: string;
}

/** Runs `npm run explain`. */
export function explainCommand({ root, directory, args }: ExplainCommandProps): CommandResult {
  const failed = (message: string): CommandResult => ({ status: 2, output: "", errors: `${message}\n` });
  const read = readArguments(args);
  if (!read.ok) return failed(read.message);
  const { values, url, paths } = read;
  if (values.help === true) return { status: 0, output: explainUsage, errors: "" };
  if (url === undefined) return failed(explainUsage.trimEnd());
  const asked = readRequest(url, {
    ...(values.request !== undefined
      ? { method: values.request }
      : values.head === true && { method: "HEAD" }),
    headers: [...(values.header ?? []), ...(values.cookie === undefined ? [] : [`Cookie: ${values.cookie}`])],
    ...(values["client-ip"] !== undefined && { clientIp: values["client-ip"] }),
    ...(values.alpn !== undefined
      ? { alpn: values.alpn.split(",") }
      : values["http1.1"] === true && { alpn: ["http/1.1"] }),
  });
  if (!asked.ok) return failed(asked.message);

  const found =
    paths.length > 0
      ? fromPaths(directory, paths, values)
      : fromEnvironments(root, values.env, asked.request);
  if (!found.ok) return failed(found.message);
  const explained = found.inputs.map(({ name, input }) => ({
    ...(name !== undefined && { environment: name }),
    ...explain({
      input,
      request: asked.request,
      ...(values["entry-point"] !== undefined && { entryPoint: values["entry-point"] }),
    }),
  }));
  return {
    status: explained.every(reachesService) ? 0 : 1,
    output:
      values.json === true
        ? `${JSON.stringify(explained, null, 2)}\n`
        : explained.map(inEnvironment).join("\n"),
    errors: found.inputs
      .flatMap(({ input }) => input.problems)
      .map(({ file, line, column, message }) => `${file}:${line}:${column}  ${message}\n`)
      .join(""),
  };
}

// --- internal ---

const options = {
  request: { type: "string", short: "X" },
  header: { type: "string", short: "H", multiple: true },
  cookie: { type: "string", short: "b" },
  head: { type: "boolean", short: "I" },
  "client-ip": { type: "string" },
  "http1.1": { type: "boolean" },
  alpn: { type: "string" },
  env: { type: "string" },
  "entry-point": { type: "string" },
  values: { type: "string" },
  partial: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>["values"];

type ReadArguments =
  | { readonly ok: true; readonly values: Values; readonly url?: string; readonly paths: readonly string[] }
  | { readonly ok: false; readonly message: string };

function readArguments(args: readonly string[]): ReadArguments {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const isUrl = (text: string): boolean => /^[A-Za-z]+:\/\//.test(text);
    const [url, ...others] = positionals.filter(isUrl);
    if (others.length > 0)
      return { ok: false, message: `one request at a time: ${others.join(" ")} is more than one` };
    return {
      ok: true,
      values,
      ...(url !== undefined && { url }),
      paths: positionals.filter((text) => !isUrl(text)),
    };
  } catch (error) {
    return { ok: false, message: `${(error as Error).message}\n\n${explainUsage.trimEnd()}` };
  }
}

type Found =
  | { readonly ok: true; readonly inputs: readonly { readonly name?: string; readonly input: Input }[] }
  | { readonly ok: false; readonly message: string };

function fromPaths(directory: string, paths: readonly string[], { values, partial }: Values): Found {
  const read = loadInput({
    root: directory,
    paths,
    ...(values !== undefined && { values: [{ chart: "traefik", path: values }] }),
  });
  // routes without any Service beside them are a part of something
  const complete =
    partial !== true && read.objects.some(({ group, kind }) => group === "" && kind === "Service");
  const input: Input = { ...read, complete };
  if (input.objects.length > 0) return { ok: true, inputs: [{ input }] };
  const why = input.problems.map(({ file, message }) => `${file}: ${message}`).join("\n");
  return { ok: false, message: why === "" ? `there are no objects in ${paths.join(", ")}` : why };
}

/** The environments that are asked for, or those that route the host, or else all of them. */
function fromEnvironments(root: string, only: string | undefined, { host }: ExplainedRequest): Found {
  const folder = join(root, outputFolders.kubernetes);
  const names = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((item) => item.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
  if (names.length === 0)
    return {
      ok: false,
      message: `there is nothing in ${outputFolders.kubernetes}; run npm start first, or name manifests`,
    };
  if (only !== undefined && !names.includes(only)) {
    return {
      ok: false,
      message: `there is no environment ${only} in ${outputFolders.kubernetes}; there are ${names.join(", ")}`,
    };
  }
  const inputs = (only === undefined ? names : [only]).map((name) => ({
    name,
    input: environment(root, name),
  }));
  const routing = inputs.filter(({ input }) => routes(input, host));
  return { ok: true, inputs: routing.length > 0 ? routing : inputs };
}

function environment(root: string, name: string): Input {
  const stack = join(outputFolders.terraform, "stacks", name, "cdk.tf.json");
  return loadInput({
    root,
    paths: [join(outputFolders.kubernetes, name), ...(existsSync(join(root, stack)) ? [stack] : [])],
    complete: true,
  });
}

const routes = (input: Input, host: string): boolean =>
  traefikModel(input).http.some(
    ({ rule }) =>
      rule.ok &&
      hostsOf(rule.tree, "Host").some((expression) => matchesHostExpression(host.toLowerCase(), expression)),
  );

function inEnvironment(explanation: Explanation & { readonly environment?: string }): string {
  const text = formatExplanation(explanation);
  return explanation.environment === undefined
    ? text
    : text.replace("\n", `  in ${explanation.environment}\n`);
}

if (require.main === module) {
  const { status, output, errors } = explainCommand({
    root: dirname(__dirname),
    // npm runs scripts in the project's folder, wherever it is called
    directory: process.env.INIT_CWD ?? process.cwd(),
    args: process.argv.slice(2),
  });
  process.stdout.write(output);
  process.stderr.write(errors);
  process.exitCode = status;
}
