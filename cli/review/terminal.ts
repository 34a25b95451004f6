import { levels } from "../../review/report/finding";
import { actions, type EnvironmentReport, type Report } from "../../review/report/report";

/** What a review found, in short. */
export const terminalText = ({ environments }: Report): string =>
  environments.map(environmentText).join("\n");

// --- internal ---

function environmentText({ name, plan, manifests, notices, findings }: EnvironmentReport): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const verdict = levels
    .map((level) => ({ level, count: open.filter((it) => it.level === level).length }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => `${level} ${count}`);
  const planned = actions.flatMap((action) => {
    const count = plan?.counts[action] ?? 0;
    return count === 0 ? [] : [`${count} ${action}`];
  });
  const objects = Object.entries(manifests?.counts ?? {})
    .filter(([, count]) => count > 0)
    .map(([action, count]) => `${count} ${action}`);
  return [
    `${name}: ${verdict.length === 0 ? "nothing found" : verdict.join(", ")}`,
    ...(plan === undefined ? [] : [`  Terraform (${plan.source}): ${planned.join(", ") || "no changes"}`]),
    ...(manifests === undefined ? [] : [`  manifests: ${objects.join(", ") || "no changes"}`]),
    ...notices.map(({ text }) => `  ${text}`),
    ...findings.map(
      ({ rule, level, subject, happens, acknowledged }) =>
        `  ${acknowledged === undefined ? level : "acknowledged"} ${rule} ${subject}: ${happens}`,
    ),
    "",
  ].join("\n");
}
