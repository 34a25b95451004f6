import { checkAccount } from "./checks/account";
import { checkAddOns } from "./checks/add-ons";
import { checkCertificates } from "./checks/certificates";
import { checkCluster } from "./checks/cluster";
import { checkDashboard } from "./checks/dashboard";
import { checkDelivery } from "./checks/delivery";
import { checkDomain } from "./checks/domain";
import { checkIngress } from "./checks/ingress";
import { checkMiddlewares } from "./checks/middlewares";
import { checkNetwork } from "./checks/network";
import { checkNodes } from "./checks/nodes";
import { checkObservability } from "./checks/observability";
import { checkReleases } from "./checks/releases";
import { checkScaling } from "./checks/scaling";
import { checkServices } from "./checks/services";
import { checkTls } from "./checks/tls";
import type { Definition } from "./schema";

/** What is wrong between options that are each well formed. */
export interface CheckFailure {
  /** Where in the definition. */
  readonly path: readonly (string | number)[];
  /** What is wrong and what would be right; lower case, no final period. */
  readonly message: string;
  /** Whether the key at `path` is at fault rather than its value. @default false */
  readonly key?: boolean;
}

/** Whether something stands at a path in the definition, well formed or not. */
export type IsWritten = (path: readonly (string | number)[]) => boolean;

/**
 * Checks options against each other. A section that is not well formed is absent, and so is a service or node group;
 * what it takes part in is left unchecked, so that everything else is still reported.
 */
export function checkDefinition(
  sections: Partial<Definition>,
  isWritten: IsWritten = () => false,
): readonly CheckFailure[] {
  return [
    ...checkNetwork(sections, isWritten),
    ...checkAccount(sections),
    ...checkDelivery(sections),
    ...checkDomain(sections),
    ...checkCluster(sections),
    ...checkNodes(sections, isWritten),
    ...checkAddOns(sections),
    ...checkScaling(sections),
    ...checkIngress(sections, isWritten),
    ...checkReleases(sections),
    ...checkObservability(sections),
    ...checkCertificates(sections, isWritten),
    ...checkDashboard(sections),
    ...checkTls(sections),
    ...checkMiddlewares(sections, isWritten),
    ...checkServices(sections, isWritten),
  ];
}
