import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { RehearsalError } from "../../rehearse/error";
import { openScratch } from "../../rehearse/scratch";
import { PlanError, parsePlan } from "../../review/plan/parse";
import { assemble, type Outcome, outcomeOf } from "../../review/report/assemble";
import { checkBinding } from "../../review/report/binding";
import { coveredReport, SecretError } from "../../review/report/finished";
import { mergeForeign } from "../../review/sarif/merge";
import { RevisionError } from "../revision";
import { acknowledgementsOf } from "./acknowledged";
import { parseRequest, type Request, type ReviewRequest, usage } from "./arguments";
import { ReviewError } from "./error";
import { runReview } from "./run";
import { finish, writeReport } from "./write";

export interface ReviewProps {
  /** The project's folder. */
  readonly root: string;
  /** Folder that paths are looked for in. */
  readonly from: string;
  /** Arguments behind the program's name. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** `2026-11-26` */
  readonly today: string;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/**
 * Exit statuses: 0 nothing changes (or, with `--check`, the plan is the one that was reviewed), 2 something does, 3 a
 * finding that fails (or the plan is another one), 1 no review.
 */
export async function reviewCommand(props: ReviewProps): Promise<number> {
  const request = parseRequest(props.args);
  switch (request.kind) {
    case "help":
      props.print(usage);
      return 0;
    case "mistake":
      props.printError(`${request.message}; npm run review -- --help says more\n`);
      return 1;
    case "check":
      return check(request, props);
    case "review":
      return review(request, props);
    default:
      return request satisfies never;
  }
}

// --- internal ---

const statuses: Readonly<Record<Outcome, number>> = { nothing: 0, changes: 2, findings: 3 };

async function review(request: ReviewRequest, props: ReviewProps): Promise<number> {
  const { root, from, env, today, signal, print, printError } = props;
  // what is wrong with it is known before anybody waits
  const acknowledgements = acknowledgementsOf(request.acknowledgements, root, from);
  const scratch = openScratch();
  try {
    const run = await runReview({
      request,
      root,
      from,
      scratch,
      env,
      signal,
      say: (line) => printError(`${line}\n`),
    });
    if (run.kind === "nothing") {
      print(`${run.message}\n`);
      return 0;
    }
    const { environments, foreign, secrets } = run;
    const report = coveredReport(
      assemble({
        environments: environments.map(({ report: it }) => it),
        foreign: mergeForeign(foreign, new Map(environments.map((it) => [it.report.name, it.subjects]))),
        acknowledgements,
        today,
      }),
      secrets,
    );
    const fileOf = (name: string) => definitionOf(name, root);
    const { files, printed } = finish({ report, secrets, format: request.format, fileOf });
    writeReport(resolve(from, request.output), files);
    print(printed);
    printError(`The report is in ${request.output}/: ${files.map(({ path }) => path).join(", ")}.\n`);
    return statuses[outcomeOf(report, request.failOn)];
  } finally {
    scratch.remove();
  }
}

/** What defines an environment; of a bootstrap stack, its environment's file. */
function definitionOf(name: string, root: string): string {
  const files = [name, name.replace(/-bootstrap$/, "")].map((it) => `environments/${it}.yaml`);
  return files.find((file) => existsSync(join(root, file))) ?? "cdktf.json";
}

function check(
  { report, plan, stack }: Extract<Request, { kind: "check" }>,
  { from, print, printError }: ReviewProps,
): number {
  const read = (path: string) => readFileSync(path === "-" ? 0 : resolve(from, path), "utf8");
  const binding = checkBinding({
    report: read(report),
    plan: parsePlan(read(plan), plan),
    ...(stack !== undefined && { stack: read(stack) }),
  });
  switch (binding.kind) {
    case "reviewed":
      print(`This plan of ${binding.environment} is the one that was reviewed.\n`);
      return 0;
    case "other":
      printError(`${binding.reason}\n`);
      return 3;
    default:
      return binding satisfies never;
  }
}

const known = [ReviewError, RevisionError, RehearsalError, PlanError, SecretError];

if (require.main === module) {
  const stopped = new AbortController();
  const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
  for (const name of ["SIGHUP", "SIGINT", "SIGTERM"]) process.on(name, () => stopped.abort(name));
  reviewCommand({
    root: dirname(dirname(__dirname)),
    // npm runs scripts in the project's folder and says where it was called
    from: process.env.INIT_CWD ?? process.cwd(),
    args: process.argv.slice(2),
    env: process.env,
    today: new Date().toISOString().slice(0, 10),
    signal: stopped.signal,
    print: (text) => process.stdout.write(text),
    printError: (text) => process.stderr.write(text),
  }).then(
    (status) => {
      process.exitCode = status;
    },
    (error: unknown) => {
      if (stopped.signal.aborted) {
        const name = stopped.signal.reason as keyof typeof signals;
        process.stderr.write(`\nstopped by ${name}; nothing is left behind\n`);
        process.exitCode = 128 + signals[name];
        return;
      }
      const isKnown =
        known.some((kind) => error instanceof kind) || (error as NodeJS.ErrnoException).syscall !== undefined;
      process.stderr.write(`${isKnown ? (error as Error).message : (error as Error).stack}\n`);
      process.exitCode = 1;
    },
  );
}
