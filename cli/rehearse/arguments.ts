import { parseArgs } from "node:util";
import { didYouMean } from "../../platform/definition/suggest";

/** What `npm run rehearse` is asked to do. */
export type Request =
  | {
      readonly kind: "rehearse";
      /** Every environment where none is named. */
      readonly environments: readonly string[];
      readonly apply: boolean;
      readonly baseline: string | undefined;
    }
  | {
      readonly kind: "attach";
      readonly environment: string;
      readonly allTypes: boolean;
      readonly command: readonly [string, ...string[]];
    }
  | { readonly kind: "help" }
  | { readonly kind: "mistake"; readonly message: string };

export const usage = `npm run rehearse -- [environment…] [--apply] [--baseline <folder or git revision>]
npm run rehearse -- <environment> [--all-types] --with <command…>

  --apply      also applies, plans again and destroys, in a scratch folder
  --baseline   rehearses an earlier definition first, so that the plan shows what changes: a git revision, a project's
               folder, a folder with environments/, an output folder of cdktf, or a folder with one stack
  --with       runs a command with the providers attached, cdktf's own for instance
  --all-types  offers every type of the providers to the command, not only those of the environment
`;

const options = {
  apply: { type: "boolean" },
  baseline: { type: "string" },
  "all-types": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export function parseRequest(args: readonly string[]): Request {
  const split = args.indexOf("--with");
  const [own, command] = split < 0 ? [args, undefined] : [args.slice(0, split), args.slice(split + 1)];
  const { values, positionals, tokens } = parseArgs({
    args: [...own],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const names = [...Object.keys(options), "with"].map((name) => `--${name}`);
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    if (!(token.name in options)) {
      return mistake(
        `unknown option ${token.rawName}${didYouMean(token.rawName, names) || `; there are ${names.join(", ")}`}`,
      );
    }
    const { type } = options[token.name as keyof typeof options];
    if (type === "string" && (token.value === undefined || token.value === "" || token.value.startsWith("-")))
      return mistake(`${token.rawName} needs a value`);
    if (type === "boolean" && token.value !== undefined) return mistake(`${token.rawName} takes no value`);
  }
  if (values.help === true) return { kind: "help" };
  const {
    apply = false,
    baseline,
    "all-types": allTypes = false,
  } = values as {
    apply?: boolean;
    baseline?: string;
    "all-types"?: boolean;
  };
  if (command === undefined) {
    if (allTypes) return mistake("--all-types is for --with");
    return { kind: "rehearse", environments: positionals, apply, baseline };
  }
  const [environment, ...others] = positionals;
  const [program, ...rest] = command;
  if (program === undefined) return mistake("--with needs a command");
  if (environment === undefined || others.length > 0)
    return mistake("--with needs one environment before it");
  if (apply || baseline !== undefined)
    return mistake("--with runs a command instead of --apply and --baseline");
  return { kind: "attach", environment, allTypes, command: [program, ...rest] };
}

const mistake = (message: string): Request => ({ kind: "mistake", message });
