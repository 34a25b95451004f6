import { ruleGroups } from "../review/rules/rules";

/** The page in `docs/` with every rule of `npm run review`: its id, how loud it is, what it finds, why, what to do. */
export function ruleReference(): string {
  const sections = Object.entries(ruleGroups).map(([subject, rules]) =>
    [
      `## ${subject}`,
      "",
      "| id | level | what it finds | why it matters | what to do |",
      "| --- | --- | --- | --- | --- |",
      ...rules.map(
        ({ id, level, title, why, fix }) => `| ${[id, level, title, why, fix].map(cell).join(" | ")} |`,
      ),
      "",
    ].join("\n"),
  );
  return `# Rules of a review

Every rule of \`npm run review\`, printed from \`review/rules/\` by \`npm run generate\`. An id never changes its meaning.
A \`stop\` needs an acknowledgement, a \`high\` stands at the top of the report, a \`note\` is listed. The level is the
usual one: a single finding is quieter where nothing is in use yet, and louder where more is lost. No rule predicts what
Terraform would replace; they take what the plan says, and what a plan does not know is never taken for safe.

${sections.join("\n")}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
