import type { Sources } from "./files";

/** The page in `imports/` that says where everything there comes from. */
export const readme = ({ groups, charts }: Sources): string => `# Imports

Other projects' contracts, pinned. Nothing here is written by hand: \`npm run imports\` makes all of it, this page
included.

| file | what it is |
|---|---|
| \`<group>.ts\` | typed constructs of a group of custom resources, made by \`cdk8s import\`; not of every group |
| \`schemas/<group>/<kind>.json\` | what a kind may hold, in the compact form of \`verify/structural/schema.ts\` |
| \`charts/<chart>.schema.json\` | what a chart accepts as values |

## Where it comes from

| group or chart | repository | tag | files there | licence |
|---|---|---|---|---|
${[
  ...groups.map(
    ({ group, plurals, repository, tag, path, licence }) =>
      `| ${group}: ${plurals.join(", ")} | ${repository} | ${tag} | \`${path("<plural>")}\` | ${licence} |`,
  ),
  ...charts.map(
    ({ chart, repository, tag, path, licence }) =>
      `| chart ${chart} | ${repository} | ${tag} | \`${path}\` | ${licence} |`,
  ),
].join("\n")}

Descriptions are removed. Structure, enumerations, patterns, defaults and rules are as published.

## Renew

\`\`\`sh
npm run imports
\`\`\`

downloads at the tags above, which follow the charts' versions in \`platform/versions.ts\`. Where GitHub is out of reach,
\`npm run imports -- --from DIR\` reads \`DIR/<group>/<plural>.yaml\` and \`DIR/../charts/<chart>/values.schema.json\`.
\`--check\` writes nothing and fails where a file is not what would be written.
`;
