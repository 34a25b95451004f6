import { basename, dirname, sep } from "node:path";
import type { Validation, ValidationContext, ValidationViolation } from "cdk8s-cli/plugins";
import type { Finding } from "../verify/checks/finding";
import { checks } from "../verify/checks/registry";
import { loadInput } from "../verify/input/load";
import { verify } from "../verify/verify";
import { projectSchemas } from "./project-schemas";

/**
 * Runs the checks of the Kubernetes half in `cdk8s synth`. The other half may be of an earlier run, so what needs both
 * is left to `npm run verify`. Errors fail the synthesis; warnings are in the report.
 */
export class ManifestValidation implements Validation {
  async validate({ manifests, report }: ValidationContext): Promise<void> {
    const schemas = projectSchemas(dirname(__dirname), "own");
    const findings = environmentsOf(manifests).flatMap((paths) =>
      verify(loadInput({ root: process.cwd(), paths }), schemas),
    );
    for (const finding of findings) report.addViolation(violationOf(finding));
    report.submit(findings.some(({ severity }) => severity === "error") ? "failure" : "success");
  }
}

/** Manifests of one cluster each: those below a folder with a kustomization. */
function environmentsOf(manifests: readonly string[]): readonly (readonly string[])[] {
  const folders = manifests.filter((path) => basename(path) === "kustomization.yaml").map(dirname);
  const rest = manifests.filter((path) => !folders.some((folder) => path.startsWith(folder + sep)));
  return [
    ...folders.map((folder) => manifests.filter((path) => path.startsWith(folder + sep))),
    ...(rest.length > 0 ? [rest] : []),
  ];
}

const violationOf = ({
  check,
  severity,
  file,
  line,
  column,
  object,
  path,
  happens,
  fix,
}: Finding): ValidationViolation => ({
  ruleName: `${check} (${severity}): ${checks[check].title}`,
  recommendation: happens,
  fix,
  violatingResources: [
    {
      resourceName: object,
      locations: [path === "" ? `line ${line}` : path],
      manifestPath: `${file}:${line}:${column}`,
    },
  ],
});
