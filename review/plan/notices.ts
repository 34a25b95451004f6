import { isRecord } from "../differences/value";
import type { Notice } from "../report/report";
import type { Secrets } from "../secrets/secrets";
import type { Plan, PlanChange } from "./change";

export interface NoticeOptions {
  /** What `terraform plan -json` printed, which alone says why a plan failed. @default none */
  readonly log?: string;
  readonly secrets: Pick<Secrets, "coverText">;
}

/** What must be known about a plan before it is read. */
export function planNotices(plan: Plan, { log, secrets: { coverText } }: NoticeOptions): readonly Notice[] {
  const failed = plan.checks.filter(({ status }) => status === "fail" || status === "error");
  const open = plan.checks.filter(({ status }) => status === "unknown");
  const deferred = plan.changes.filter((change) => change.deferred !== undefined);
  const notices: Notice[] = [];
  const say = (kind: Notice["kind"], text: string): void => {
    notices.push({ kind, text });
  };
  if (plan.errored)
    say("errored", "The plan failed: it cannot be applied, and may not show all that would change.");
  for (const diagnostic of diagnosticsIn(log ?? "", coverText)) say("diagnostic", diagnostic);
  if (plan.refreshOnly)
    say("refresh-only", "The plan only brings the state up to date: it changes nothing else.");
  if (isDestroy(plan))
    say("destroy", `The plan destroys everything: ${count(managed(plan).length, "resource")}.`);
  if (deferred.length > 0) {
    say(
      "incomplete",
      `The plan puts off ${count(deferred.length, "change")} to a later one: ${listed(deferred.map(({ address }) => address))}.`,
    );
  } else if (!plan.complete && !plan.errored) {
    say(
      "incomplete",
      "The plan is of a part of the configuration only: what -target left out may change later.",
    );
  }
  for (const { address, status, messages } of failed) {
    const how = status === "error" ? "cannot be evaluated" : "fails";
    say("check", [`${address} ${how}`, ...messages.map(oneLine)].join(": "));
  }
  if (open.length > 0) {
    const verb = open.length === 1 ? "is" : "are";
    say(
      "check",
      `${count(open.length, "check")} ${verb} only known after apply: ${listed(open.map(({ address }) => address))}.`,
    );
  }
  const { invocations = [] } = plan;
  if (invocations.length > 0) {
    say("diagnostic", `The plan invokes ${count(invocations.length, "action")}: ${listed(invocations)}.`);
  }
  if (plan.rehearsed) {
    say(
      "source",
      "The plan was rehearsed without an account: values that the provider computes are made up.",
    );
  }
  return notices;
}

// --- internal ---

const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The first of them, so that one line stays one. */
const listed = (items: readonly string[]): string =>
  items.length > 5 ? `${items.slice(0, 4).join(", ")} and ${items.length - 4} more` : items.join(", ");

const managed = (plan: Plan): readonly PlanChange[] => plan.changes.filter(({ mode }) => mode === "managed");

/** With `-destroy` Terraform gives no reason for any of it. */
function isDestroy(plan: Plan): boolean {
  const changes = managed(plan);
  return (
    changes.length > 0 &&
    changes.every(({ action, actionReason }) => action === "delete" && actionReason === undefined)
  );
}

/** `Error: Resource precondition failed: subnets must span at least two AZs (main.tf:7)`, each once. */
function diagnosticsIn(log: string, coverText: (text: string) => string): readonly string[] {
  const found = log.split("\n").flatMap((line) => {
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      return [];
    }
    const { diagnostic } = isRecord(entry) ? entry : {};
    if (!isRecord(diagnostic)) return [];
    const { severity, summary, detail, address } = diagnostic;
    const words = [severity === "warning" ? "Warning" : "Error", summary, detail]
      .filter((part) => typeof part === "string" && part !== "")
      .map((part) => oneLine(coverText(String(part))));
    const places = [typeof address === "string" ? address : undefined, placeOf(diagnostic.range)].filter(
      (part) => part !== undefined,
    );
    return [`${words.join(": ")}${places.length === 0 ? "" : ` (${places.join(", ")})`}`];
  });
  return [...new Set(found)];
}

function placeOf(range: unknown): string | undefined {
  if (!isRecord(range) || typeof range.filename !== "string") return undefined;
  const line = isRecord(range.start) ? range.start.line : undefined;
  return typeof line === "number" ? `${range.filename}:${line}` : range.filename;
}
