import { knownStatuses } from "../../../platform/mesh/istio/statuses";
import type { MeshPolicy } from "../../../platform/mesh/policy";

/** What is tried again for which methods; undefined for all that no other has. */
export interface Tries {
  readonly methods: readonly string[] | undefined;
  readonly retries: object;
}

/**
 * What is tried again. Istio would try twice by itself (pilot/pkg/networking/core/route/retry), so that not to is said
 * too. It looks at no methods either: where a status is tried again for those only that may happen twice, as Traefik
 * does, there is a route for them and one for the others.
 */
export function triesOf({ retries, timeouts }: MeshPolicy): readonly Tries[] {
  if (retries === undefined) return [{ methods: undefined, retries: { attempts: 0 } }];
  const { count, interval, on, nonIdempotent } = retries;
  const tries = (conditions: readonly string[]) => ({
    attempts: count,
    ...(timeouts.response !== undefined && { perTryTimeout: timeouts.response }),
    retryOn: conditions.join(","),
    ...(interval !== undefined && { backoff: interval }),
  });
  const statuses = knownStatuses(on);
  if (statuses.length === 0) return [{ methods: undefined, retries: tries(unsent) }];
  const all = tries([...unsent, ...(statuses.some(isOwnAnswer) ? ["reset"] : []), ...statuses.map(String)]);
  if (nonIdempotent) return [{ methods: undefined, retries: all }];
  return [
    { methods: idempotent, retries: all },
    { methods: undefined, retries: tries(unsent) },
  ];
}

// --- internal ---

/** Failures before anything of a request was sent, which any method may be tried again after. */
const unsent = ["connect-failure", "refused-stream"];

/** Methods that may happen twice (Traefik, pkg/middlewares/retry). */
const idempotent = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];

/**
 * What Traefik answers itself where a connection breaks or an answer takes too long. Envoy tells such failures from
 * statuses that it is sent, and single statuses from names such as `5xx`, which stand for more.
 */
const isOwnAnswer = (status: number): boolean => status === 502 || status === 504;
