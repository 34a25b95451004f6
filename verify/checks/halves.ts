import type { Cluster } from "./cluster";
import type { Draft } from "./finding";
import { contentChecks } from "./halves/cluster-contents";
import { identityChecks } from "./halves/identity";
import { loadBalancerChecks } from "./halves/load-balancer";
import { recordChecks } from "./halves/records";
import { webhookChecks } from "./halves/webhooks";

/** Checks that what Terraform makes and what manifests say fit together. */
export function* halvesChecks(cluster: Cluster): Generator<Draft> {
  yield* loadBalancerChecks(cluster);
  yield* identityChecks(cluster);
  yield* contentChecks(cluster);
  yield* recordChecks(cluster);
  yield* webhookChecks(cluster);
}
