import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { version } from "../../package.json";
import { publishToDirectory } from "../../publish/directory/publish";
import { GitError } from "../../publish/git/git";
import { publishToGit } from "../../publish/git/publish";
import { bundleText, firstInstallText } from "../../publish/manifests/bundle";
import { isOfRemote, type Refusal } from "../../publish/refusal";
import { reportFindings, reportProblems } from "../report";
import { type PublishRequest, parseRequest, usage } from "./arguments";
import {
  branchesOf,
  inEnvironment,
  misplaced,
  type Prepared,
  prepare,
  watchedRepository,
} from "./publications";
import { reportDirectory, reportOutcome, reportRefusals } from "./report";
import { sourceFacts } from "./source";
import { type EnvironmentContent, folderSource, renderedSources, type Sources } from "./sources";

export interface MainProps {
  /** The project's folder. */
  readonly root: string;
  /** Folder that paths are looked for in. */
  readonly from: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Exit statuses: 0 published, or there was nothing to publish; 1 refused, for what is published or what is there; 2 an
 * argument or a definition that cannot be used; 3 the repository does not answer or does not take it.
 */
export async function main({ root, from, args, env, signal }: MainProps): Promise<number> {
  const request = parseRequest(args);
  switch (request.kind) {
    case "help":
      process.stdout.write(usage);
      return 0;
    case "mistake":
      return mistake(request.message);
    case "publish":
      break;
    default:
      return request satisfies never;
  }
  const sources = await sourcesOf(request, root, from);
  switch (sources.kind) {
    case "problems":
      process.stderr.write(reportProblems(sources.problems));
      return 2;
    case "findings":
      process.stderr.write(reportFindings(sources.findings));
      return 1;
    case "contents":
      break;
    default:
      return sources satisfies never;
  }
  const facts = sourceFacts(sourceFolder(request, root, from));
  const prepared = prepare(request, sources.contents, facts);
  const notes = prepared.flatMap((one) => one.notes);
  const mistaken = writeStreams(request, prepared, from);
  if (mistaken !== undefined) return mistake(mistaken);
  if (request.directory !== undefined) return intoDirectories(request, prepared, from, notes);

  const given = request.repository ?? watchedRepository(prepared);
  if (given === undefined)
    return mistake("--repo is missing: neither it nor a definition says which repository is published into");
  const url = repositoryUrl(given, from);
  const outcome = await publishToGit({
    remote: { url, env, settings: facts.settings, signal },
    branches: branchesOf(request, prepared),
    consent: request,
    publishedBy: `slipway ${version}`,
    sign: facts.sign,
    dryRun: request.dryRun,
    pace: {
      now: () => performance.now(),
      sleep: (time) => sleep(time),
      random: Math.random,
      patience: 300_000,
    },
  });
  for (const note of [...notes, ...misplaced(prepared, url, request.base)]) process.stderr.write(`${note}\n`);
  if (outcome.kind === "refused") return refuse(outcome.refusals);
  process.stdout.write(reportOutcome(outcome, { url, base: request.base }));
  return 0;
}

// --- internal ---

/** Where git knows what is published from: a folder's own repository, as it need not be this one. */
function sourceFolder(request: PublishRequest, root: string, from: string): string {
  const [first = ""] = request.environments;
  return request.from === undefined ? root : resolve(from, inEnvironment(request.from, first));
}

async function sourcesOf(request: PublishRequest, root: string, from: string): Promise<Sources> {
  if (request.from === undefined) return renderedSources(root, request.environments);
  const contents: EnvironmentContent[] = [];
  for (const environment of request.environments) {
    const folder = resolve(from, inEnvironment(request.from, environment));
    const read = folderSource(root, environment, folder);
    if (read.kind !== "contents") return read;
    contents.push(...read.contents);
  }
  return { kind: "contents", contents, warnings: [] };
}

/** Publishes each environment into its folder; where one is refused, none is begun. */
async function intoDirectories(
  request: PublishRequest,
  prepared: readonly Prepared[],
  from: string,
  notes: readonly string[],
): Promise<number> {
  const places = prepared.map(({ publication }) => ({
    publication,
    consent: request,
    directory: resolve(from, inEnvironment(request.directory ?? "", publication.environment)),
  }));
  for (const note of notes) process.stderr.write(`${note}\n`);
  const refusals: Refusal[] = [];
  if (places.length > 1 && !request.dryRun) {
    for (const place of places) {
      const outcome = await publishToDirectory({ ...place, dryRun: true });
      if (outcome.kind === "refused")
        refusals.push(...outcome.refusals.filter(({ code }) => code !== "LOCKED"));
    }
    if (refusals.length > 0) return refuse(refusals);
  }
  for (const place of places) {
    const outcome = await publishToDirectory({ ...place, dryRun: request.dryRun });
    if (outcome.kind === "refused") refusals.push(...outcome.refusals);
    else process.stdout.write(reportDirectory(outcome, relative(from, place.directory) || "."));
  }
  return refusals.length > 0 ? refuse(refusals) : 0;
}

/** Writes the streams that are asked for, or says why there is none. */
function writeStreams(
  request: PublishRequest,
  prepared: readonly Prepared[],
  from: string,
): string | undefined {
  for (const { publication, objects, controllers } of prepared) {
    const write = (pattern: string, text: string) => {
      const path = resolve(from, inEnvironment(pattern, publication.environment));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    if (publication.refusals.length > 0) continue;
    if (request.bundle !== undefined) write(request.bundle, bundleText(objects));
    if (request.firstInstall === undefined) continue;
    const text = firstInstallText(objects, controllers);
    if (text === undefined)
      return `--first-install needs a controller: ${publication.environment} has neither argocd nor flux under gitops`;
    write(request.firstInstall, text);
  }
  return undefined;
}

function refuse(refusals: readonly Refusal[]): number {
  process.stderr.write(reportRefusals(refusals));
  return refusals.every(isOfRemote) ? 3 : 1;
}

/** A path is one from where the command was given; git itself runs elsewhere. */
function repositoryUrl(given: string, from: string): string {
  const path = resolve(from, given);
  return existsSync(path) && statSync(path).isDirectory() ? path : given;
}

function mistake(message: string): number {
  process.stderr.write(`${message}; npm run publish:gitops -- --help says more\n`);
  return 2;
}

/** Milliseconds after which nobody waits any longer. */
const longest = 600_000;

if (require.main === module) {
  const stopped = new AbortController();
  const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
  for (const name of Object.keys(signals)) process.on(name, () => stopped.abort(name));
  main({
    root: dirname(dirname(__dirname)),
    // npm runs scripts in the project's folder and says where it was called
    from: process.env.INIT_CWD ?? process.cwd(),
    args: process.argv.slice(2),
    env: process.env,
    signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(longest)]),
  }).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      if (stopped.signal.aborted) {
        process.exitCode = 128 + signals[stopped.signal.reason as keyof typeof signals];
        return;
      }
      if ((error as Error).name === "AbortError") {
        process.stderr.write(`the repository has not answered for ${longest / 60_000} minutes\n`);
        process.exitCode = 3;
        return;
      }
      const known = error instanceof GitError || (error as NodeJS.ErrnoException).syscall !== undefined;
      process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
      process.exitCode = known ? 3 : 1;
    },
  );
}
