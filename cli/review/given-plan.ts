import type { PlanJson } from "../../review/plan/parse";
import { matchStack, type StackMatch } from "../../review/plan/planned-stack";
import { ReviewError } from "./error";

export interface GivenPlanProps {
  /** File, for messages. */
  readonly file: string;
  readonly plan: PlanJson;
  /** Texts of the proposed stacks that come into question, by name. */
  readonly stacks: ReadonlyMap<string, string>;
  /** Whether it may be of a stack that is not here, since nothing was named that it should be of. */
  readonly mayBeForeign: boolean;
}

/**
 * The environment that a plan is of: the one whose stack has the same resources. Undefined where it has nothing to do
 * with any, and may.
 *
 * @throws ReviewError where the plan is of another stack, or the choice is not clear
 */
export function environmentOfPlan({ file, plan, stacks, mayBeForeign }: GivenPlanProps): string | undefined {
  const matches = [...stacks].map(([name, text]) => ({ name, match: matchStack(plan, text) }));
  const exact = matches.filter(({ match }) => isExact(match));
  const [first, ...others] = exact;
  if (first !== undefined && others.length === 0) return first.name;
  if (first !== undefined) {
    throw new ReviewError(
      `${file} could be of ${exact.map(({ name }) => name).join(" or ")}, whose stacks have the same resources; name one with --env`,
    );
  }
  if (mayBeForeign && matches.every(({ match }) => match.common === 0)) return undefined;
  const [nearest] = matches.sort((a, b) => b.match.common - a.match.common);
  throw new ReviewError(
    nearest === undefined
      ? `${file} is of a stack that is not here; there is none at all`
      : `${file} is of another stack than what was synthesized: ${difference(nearest.name, nearest.match)}. Plan what is reviewed, or name the stack that was planned with --stack`,
  );
}

// --- internal ---

const isExact = ({ onlyPlanned, onlySynthesized }: StackMatch): boolean =>
  onlyPlanned.length === 0 && onlySynthesized.length === 0;

function difference(name: string, { planned, common, onlyPlanned, onlySynthesized }: StackMatch): string {
  if (common === 0) return `none of its ${planned} resources are in ${name}`;
  return [
    ...(onlyPlanned.length === 0 ? [] : [`${some(onlyPlanned)} in the plan only`]),
    ...(onlySynthesized.length === 0 ? [] : [`${some(onlySynthesized)} in ${name} only`]),
  ].join(", ");
}

/** `aws_vpc.main is`, `aws_vpc.main and 3 others are` */
const some = ([first, ...others]: readonly string[]): string =>
  others.length === 0
    ? `${first} is`
    : `${first} and ${others.length} ${others.length === 1 ? "other" : "others"} are`;
