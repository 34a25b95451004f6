import { finish, publishToDirectory } from "../../publish/directory/publish";
import type { Publication } from "../../publish/publication";
import { publication } from "./repository";

/** What a folder holds in one of two states: files that change, that come and go, and that stay. */
export function stateOf(state: "odd" | "even"): Publication {
  const names = Array.from({ length: 60 }, (_, index) => `${index}`);
  const values = Object.fromEntries([
    ...names.map((name) => [`changes-${name}`, state]),
    ...names.slice(0, 20).map((name) => [`stays-${name}`, "1"]),
    ...names.slice(0, 20).map((name) => [`${state}-${name}`, "1"]),
  ]);
  return publication(values, { prefix: "" });
}

/** Publishes a state into a folder, or finishes what another run has begun: a process that may be killed. */
async function main([directory = "", what = ""]: readonly string[]): Promise<void> {
  process.stdout.write("begins\n");
  if (what === "finish") {
    await finish(directory, false);
    return;
  }
  const state = what === "odd" ? "odd" : "even";
  const outcome = await publishToDirectory({
    directory,
    publication: stateOf(state),
    consent: {},
    dryRun: false,
  });
  if (outcome.kind === "refused") throw new Error(JSON.stringify(outcome.refusals));
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
