import { dirname } from "node:path";
import type { Finding } from "../verify/checks/finding";
import { checks } from "../verify/checks/registry";
import { loadInput } from "../verify/input/load";
import { verify } from "../verify/verify";
import { projectSchemas } from "./project-schemas";

/** What cdk8s-cli asks of a plugin, as far as this one answers; the package exports no types (its `lib/plugins`). */
interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: "success" | "failure"): void;
  };
}

/**
 * Runs the checks of the Kubernetes half in `cdk8s synth`. The other half may be of an earlier run, so what needs both
 * is left to `npm run verify`. Errors fail the synthesis; warnings are in the report.
 */
export class ManifestValidation {
  async validate({ manifests, report }: ValidationContext): Promise<void> {
    const schemas = projectSchemas(dirname(__dirname), "own");
    const findings = environmentsOf(manifests).flatMap((paths) =>
      verify(loadInput({ root: process.cwd(), paths }), schemas),
    );
    for (const finding of findings) report.addViolation(violationOf(finding));
    report.submit(findings.some(({ severity }) => severity === "error") ? "failure" : "success");
  }
}

/** Manifests of one cluster each, by the folder below the one that all lie in. */
function environmentsOf(manifests: readonly string[]): readonly (readonly string[])[] {
  const split = manifests.map((path) => path.split(/[/\\]/));
  const [first = []] = split;
  const differs = first.findIndex((part, depth) => split.some((parts) => parts[depth] !== part));
  const found = new Map<string, string[]>();
  for (const [index, path] of manifests.entries()) {
    const environment = split[index]?.[differs] ?? "";
    const list = found.get(environment);
    if (list === undefined) found.set(environment, [path]);
    else list.push(path);
  }
  return [...found.values()];
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
}: Finding): Violation => ({
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
