import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GitError } from "../../publish/git/git";
import { type BranchPublications, publishToGit } from "../../publish/git/publish";
import { filesOf } from "../../publish/manifests/files";
import type { Publication } from "../../publish/publication";
import { isOfRemote, type Refusal, refusal } from "../../publish/refusal";
import { reportFindings, reportProblems } from "../report";
import { type PublishRequest, parseRequest, usage } from "./arguments";
import { reportOutcome, reportRefusals } from "./report";
import { type SourceFacts, sourceFacts } from "./source";
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
  if (request.repository === undefined)
    return mistake("--repo is missing: it says which repository is published into");
  const url = repositoryUrl(request.repository, from);
  const facts = sourceFacts(request.from === undefined ? root : from);
  const outcome = await publishToGit({
    remote: { url, env, settings: facts.settings, signal },
    branches: branchesOf(request, sources.contents, facts),
    consent: request,
    publishedBy: "slipway",
    sign: facts.sign,
    dryRun: request.dryRun,
    pace: {
      now: () => performance.now(),
      sleep: (time) => sleep(time),
      random: Math.random,
      patience: 300_000,
    },
  });
  if (outcome.kind === "refused") {
    process.stderr.write(reportRefusals(outcome.refusals));
    return outcome.refusals.every(isOfRemote) ? 3 : 1;
  }
  process.stdout.write(reportOutcome(outcome, url));
  return 0;
}

// --- internal ---

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

function branchesOf(
  request: PublishRequest,
  contents: readonly EnvironmentContent[],
  facts: SourceFacts,
): readonly BranchPublications[] {
  const byBranch = new Map<string, Publication[]>();
  for (const { environment, content } of contents) {
    const branch = inEnvironment(request.branch ?? "main", environment);
    const prefix = inEnvironment(request.prefix ?? "clusters/{env}", environment).replace(/\/+$/, "");
    const publication: Publication = {
      environment,
      owner: request.owner ?? facts.owner,
      prefix: prefix === "." ? "" : prefix,
      files: filesOf(content.objects),
      source: { ...facts.source, ...(request.sequence !== undefined && { sequence: request.sequence }) },
      refusals: [...content.refusals, ...sourceRefusals(request, facts)],
    };
    byBranch.set(branch, [...(byBranch.get(branch) ?? []), publication]);
  }
  return [...byBranch].map(([branch, publications]) => ({
    branch,
    publications,
    ...(request.orphan && { start: { kind: "nothing" } as const }),
    ...(request.base !== undefined && { start: { kind: "branch", branch: request.base } as const }),
  }));
}

/** What speaks against publishing from the source as it is. */
function sourceRefusals(request: PublishRequest, { changed, isShallow }: SourceFacts): readonly Refusal[] {
  const found: Refusal[] = [];
  if (changed.length > 0 && !request.allowDirty && !request.dryRun) {
    const message =
      "has changes that are not committed, so that no commit could say what was published; commit them, or say --allow-dirty";
    found.push(refusal("DIRTY", changed[0]?.slice(3) ?? "", message));
  }
  if (isShallow && request.sequence === undefined) {
    const message =
      "the history is cut short, so that nothing tells whether this is newer than what is published; fetch all of it, or give --sequence";
    found.push(refusal("SEQUENCE", "", message));
  }
  return found;
}

const inEnvironment = (pattern: string, environment: string): string =>
  pattern.replaceAll("{env}", environment);

/** A path is one from where the command was given; git itself runs elsewhere. */
function repositoryUrl(given: string, from: string): string {
  const path = resolve(from, given);
  return existsSync(path) && statSync(path).isDirectory() ? path : given;
}

function mistake(message: string): number {
  process.stderr.write(`${message}; npm run publish:gitops -- --help says more\n`);
  return 2;
}

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
    signal: stopped.signal,
  }).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      if (stopped.signal.aborted) {
        process.exitCode = 128 + signals[stopped.signal.reason as keyof typeof signals];
        return;
      }
      const known = error instanceof GitError || (error as NodeJS.ErrnoException).syscall !== undefined;
      process.stderr.write(`${known ? (error as Error).message : (error as Error).stack}\n`);
      process.exitCode = known ? 3 : 1;
    },
  );
}
