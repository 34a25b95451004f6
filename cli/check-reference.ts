import { checkIds, checks } from "../verify/checks/registry";

/** The page in `docs/` with every check of `npm run verify`: its id, whether it fails a pipeline, what must hold. */
export function checkReference(): string {
  const subjects = [...new Set(checkIds.map((id) => checks[id].subject))];
  const sections = subjects.map((subject) =>
    [
      `## ${subject.charAt(0).toUpperCase()}${subject.slice(1)}`,
      "",
      "| id | severity | what must hold |",
      "| --- | --- | --- |",
      ...checkIds
        .filter((id) => checks[id].subject === subject)
        .map((id) => `| ${id} | ${checks[id].severity} | ${checks[id].title} |`),
      "",
    ].join("\n"),
  );
  return `# Checks

Every check of \`npm run verify\`, printed from \`verify/checks/registry.ts\` by \`npm run generate\`. An id never changes
its meaning. A finding of a check is an error or a warning as the table says; where less is known than a check needs to
be sure, an error is a warning, and where more is certain a warning is an error. [verify.md](verify.md) says how to run
them and how to ignore one.

${sections.join("\n")}`;
}
