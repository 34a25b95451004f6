import { statusFault } from "../../../traefik/statuses";
import type { LocatedObject } from "../../input/located-object";
import type { Path } from "../../structural/path";
import { strings } from "../cluster";
import { type Draft, draft } from "../finding";

export const disabled = "Traefik disables the routers that use it, and their requests get 404";

/** A setting with which Traefik cannot build the middleware. */
export const broken = (middleware: LocatedObject, path: Path, what: string, fix: string): Draft =>
  draft("E34", middleware, path, { happens: `${what}: ${disabled}.`, fix });

/** Items that are neither a status nor a range of two. */
export function* statuses(middleware: LocatedObject, path: Path, list: unknown): Generator<Draft> {
  for (const [index, status] of strings(list).entries()) {
    if (statusFault(status) === undefined) continue;
    yield broken(
      middleware,
      [...path, index],
      `${status} is neither a status nor a range of two`,
      "Make an item of each, such as 500 or 500-599.",
    );
  }
}
