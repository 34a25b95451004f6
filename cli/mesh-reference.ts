import { type Capability, capabilities } from "../platform/mesh/capabilities";
import { type MeshTarget, meshTargetNames, meshTargets } from "../platform/mesh/targets";

/** The page in `docs/` with what each target cannot do, and why, from the reasons that a refusal gives. */
export function meshReference(): string {
  const rows = capabilities.map(
    (capability) =>
      `| \`${capability}\` | ${meshTargetNames.map((target) => cell(capability, target)).join(" | ")} |`,
  );
  return `# What each mesh can do

By the option of a service that asks for it. What is not here every target does: dividing requests among versions,
sending some of them to one version, retries, time to connect, leaving out pods that fail, requests at the same time,
who may call. Printed from \`platform/mesh/<target>/capabilities.ts\` by \`npm run generate\`; [mesh.md](mesh.md) says how
to go without.

| option | ${meshTargetNames.map((target) => `\`${target}\``).join(" | ")} |
| --- |${meshTargetNames.map(() => " --- |").join("")}
${rows.join("\n")}

${meshTargetNames.map((target) => `- \`${target}\`: ${meshTargets[target].title}.`).join("\n")}
`;
}

// --- internal ---

function cell(capability: Capability, target: MeshTarget): string {
  const lack = meshTargets[target].lacks({})[capability];
  if (lack === undefined) return "yes";
  const where = lack.where === "callers" ? "from outside only" : lack.when === undefined ? "no" : "in part";
  return `${where}: ${lack.why}`;
}
