import { claimants } from "../../storage";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

/** Without the driver, what keeps data on volumes waits for them until its installation fails. */
export const checkObservability = ({ addOns, mesh, observability }: Partial<Definition>): CheckFailure[] =>
  addOns === undefined || addOns.ebsCsiDriver
    ? []
    : claimants({ mesh, observability }).map((path) => ({
        path,
        key: path.length > 1,
        message: "needs addOns.ebsCsiDriver, which makes its volumes",
      }));
