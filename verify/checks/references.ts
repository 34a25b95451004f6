import type { Cluster } from "./cluster";
import type { Draft } from "./finding";
import { middlewareReferenceChecks } from "./references/middlewares";
import { nameChecks } from "./references/names";
import { parentChecks } from "./references/parents";
import { secretChecks } from "./references/secrets";
import { serviceChecks } from "./references/services";
import { transportChecks } from "./references/transports";

/** Checks of what objects name: whether it exists, where it is looked for, and whether it may be used. */
export function* referenceChecks(cluster: Cluster): Generator<Draft> {
  yield* serviceChecks(cluster);
  yield* middlewareReferenceChecks(cluster);
  yield* transportChecks(cluster);
  yield* secretChecks(cluster);
  yield* parentChecks(cluster);
  yield* nameChecks(cluster);
}
