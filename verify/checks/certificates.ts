import { certificateObjectChecks } from "./certificates/certificates";
import { coverageChecks } from "./certificates/coverage";
import { issuerChecks } from "./certificates/issuers";
import type { Cluster } from "./cluster";
import type { Draft } from "./finding";

/** Checks of issuers, of Certificates, and of what is served with them. */
export function* certificateChecks(cluster: Cluster): Generator<Draft> {
  yield* issuerChecks(cluster);
  yield* certificateObjectChecks(cluster);
  yield* coverageChecks(cluster);
}
