import { parseArgs } from "node:util";
import { didYouMean } from "../../platform/definition/suggest";

export const targets = ["argocd", "flux", "plain"] as const;
export type TargetName = (typeof targets)[number];

/** What `npm run publish:gitops` is asked to do. */
export type Request =
  | ({ readonly kind: "publish" } & PublishRequest)
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly message: string };

export interface PublishRequest {
  /** Names of environments; with `from`, what its folder holds. */
  readonly environments: readonly string[];
  /** Folder of manifests that are published instead of the definitions', with `{env}` for the environment. */
  readonly from: string | undefined;
  /** Where to. */
  readonly repository: string | undefined;
  /** Folder of a working copy that is written to instead of a repository, with `{env}` for the environment. */
  readonly directory: string | undefined;
  /** With `{env}` for the environment. Undefined: what the definition says. */
  readonly branch: string | undefined;
  readonly prefix: string | undefined;
  readonly base: string | undefined;
  readonly orphan: boolean;
  /** Undefined: what the definition's controller is. */
  readonly target: TargetName | undefined;
  readonly owner: string | undefined;
  readonly sequence: number | undefined;
  readonly allowedSecrets: readonly string[];
  readonly allowDirty: boolean;
  readonly adopt: boolean;
  readonly overwriteDrift: boolean;
  readonly massPrune: boolean;
  readonly handover: boolean;
  readonly hydratorMetadata: boolean;
  readonly dryRun: boolean;
  readonly bundle: string | undefined;
  readonly firstInstall: string | undefined;
}

export const usage = `npm run publish:gitops -- --env <environment>… [--repo <url or path>] [--branch <name>] [--prefix <folder>] [option…]
npm run publish:gitops -- --env <environment>… --directory <folder> [option…]

  --env          environment to publish; several go into one commit. In --prefix, --branch, --directory, --from,
                 --bundle and --first-install {env} stands for its name
  --repo         URL or path of the repository; by default the one that the definition names under gitops
  --branch       branch to publish to; by default the definition's, or main
  --prefix       folder in the repository; by default the definition's, or clusters/{env}; . is all of it
  --base         begins the branch with another one where it is not there, for pull requests
  --orphan       begins the branch with nothing where it is not there
  --directory    writes into a folder of a working copy instead, which you commit yourself
  --from         publishes a folder of manifests instead of what the definition makes
  --target       argocd, flux or plain: whose hints are written as annotations; by default the definition's controller
  --dry-run      says what would change, and changes nothing
  --bundle       also writes all objects into one file, in the order in which kubectl can apply them
  --first-install  also writes what is applied by hand once, so that the controller does the rest, into one file

  --owner        who publishes; by default the repository of the definitions
  --sequence     number that grows with each run, where the history of the definitions is not at hand
  --adopt        takes over files that were not published from here
  --overwrite-drift  replaces published files that were edited
  --allow-mass-prune  removes most of what is published
  --allow-secret     publishes one object although something in it looks secret, such as ConfigMap/apps/web
  --allow-dirty      publishes although the definitions have changes that are not committed
  --handover     leaves an object that another folder takes over where it was, until the next run
  --hydrator-metadata  also writes hydrator.metadata, for GitOps Promoter
`;

const options = {
  env: { type: "string", multiple: true },
  repo: { type: "string" },
  branch: { type: "string" },
  prefix: { type: "string" },
  base: { type: "string" },
  orphan: { type: "boolean" },
  directory: { type: "string" },
  from: { type: "string" },
  target: { type: "string" },
  "dry-run": { type: "boolean" },
  bundle: { type: "string" },
  "first-install": { type: "string" },
  owner: { type: "string" },
  sequence: { type: "string" },
  adopt: { type: "boolean" },
  "overwrite-drift": { type: "boolean" },
  "allow-mass-prune": { type: "boolean" },
  "allow-secret": { type: "string", multiple: true },
  "allow-dirty": { type: "boolean" },
  handover: { type: "boolean" },
  "hydrator-metadata": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export function parseRequest(args: readonly string[]): Request {
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const names = Object.keys(options).map((name) => `--${name}`);
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!(token.name in options)) {
      return mistake(
        `unknown option ${token.rawName}${didYouMean(token.rawName, names) || `; there are ${names.join(", ")}`}`,
      );
    }
    const option = options[token.name as keyof typeof options];
    if (
      option.type === "string" &&
      (token.value === undefined || token.value === "" || /^-./.test(token.value))
    )
      return mistake(`${token.rawName} needs a value`);
    if (option.type === "boolean" && token.value !== undefined)
      return mistake(`${token.rawName} takes no value`);
    if (seen.has(token.name) && !("multiple" in option)) return mistake(`${token.rawName} is given twice`);
    seen.add(token.name);
  }
  if (values.help === true) return { kind: "help" };
  const [positional] = positionals;
  if (positional !== undefined) return mistake(`${positional} belongs to no option; is it meant for --env?`);
  const text = (name: keyof typeof options) => values[name] as string | undefined;
  const is = (name: keyof typeof options) => values[name] === true;
  const environments = (values.env ?? []) as string[];
  const directory = text("directory");
  if (environments.length === 0) return mistake("--env is missing: it says which environment is published");
  if (new Set(environments).size < environments.length) return mistake("--env names an environment twice");
  const target = targets.find((known) => known === text("target"));
  if (text("target") !== undefined && target === undefined)
    return mistake(`--target takes ${targets.join(", ")}; not ${text("target")}`);
  const sequence = text("sequence") === undefined ? undefined : Number(text("sequence"));
  if (sequence !== undefined && !(Number.isSafeInteger(sequence) && sequence >= 0))
    return mistake(`--sequence takes a whole number, such as a pipeline's run; not ${text("sequence")}`);
  const ofRepository = (["repo", "branch", "prefix", "base", "orphan"] as const).filter((name) =>
    seen.has(name),
  );
  if (directory !== undefined && ofRepository.length > 0)
    return mistake(`--${ofRepository[0]} is for repositories, and --directory is a folder`);
  if (is("orphan") && text("base") !== undefined) return mistake("--orphan and --base exclude each other");
  const several = ["from", "directory", "bundle", "first-install"] as const;
  const shared = several.find((name) => text(name) !== undefined && !text(name)?.includes("{env}"));
  if (environments.length > 1 && shared !== undefined)
    return mistake(`--${shared} needs {env} in it where there are several environments`);
  return {
    kind: "publish",
    environments,
    from: text("from"),
    repository: text("repo"),
    directory,
    branch: text("branch"),
    prefix: text("prefix"),
    base: text("base"),
    orphan: is("orphan"),
    target,
    owner: text("owner"),
    sequence,
    allowedSecrets: (values["allow-secret"] ?? []) as string[],
    allowDirty: is("allow-dirty"),
    adopt: is("adopt"),
    overwriteDrift: is("overwrite-drift"),
    massPrune: is("allow-mass-prune"),
    handover: is("handover"),
    hydratorMetadata: is("hydrator-metadata"),
    dryRun: is("dry-run"),
    bundle: text("bundle"),
    firstInstall: text("first-install"),
  };
}

const mistake = (message: string): Request => ({ kind: "mistake", message });
