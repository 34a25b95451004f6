import { isolated, publication, publish } from "./repository";

/**
 * A publisher in a process of its own, which may be killed: publishes rounds into a folder of its own, and says when each
 * is done. Arguments: URL, name, first round, last round.
 */
export interface Racer {
  readonly url: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What a racer publishes in a round: a file that changes, one that comes and goes, and one that moves on. */
export const roundOf = (name: string, round: number) =>
  publication(
    { always: `${round}`, [round % 2 === 0 ? "even" : "odd"]: "1", [`round-${round}`]: "1" },
    { environment: name, prefix: `clusters/${name}` },
  );

export async function race(
  { url, name, from, to }: Racer,
  done: (round: number) => void = () => {},
): Promise<void> {
  for (let round = from; round <= to; round += 1) {
    const outcome = await publish({ url }, roundOf(name, round));
    if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
    done(round);
  }
}

if (require.main === module) {
  const [url = "", name = "", from = "1", to = "1"] = process.argv.slice(2);
  // as a command of its own has it
  Object.assign(process.env, isolated);
  race({ url, name, from: Number(from), to: Number(to) }, (round) =>
    process.stdout.write(`${round}\n`),
  ).catch((error) => {
    process.stderr.write(`${error}\n`);
    process.exitCode = 1;
  });
}
