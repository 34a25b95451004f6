import { claimants } from "../../storage";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";

export const checkObservability = (sections: Partial<Definition>): CheckFailure[] => [
  ...checkVolumes(sections),
  ...checkAccessLogs(sections),
];

// --- internal ---

/** Without the driver, what keeps data on volumes waits for them until its installation fails. */
const checkVolumes = ({ addOns, mesh, observability }: Partial<Definition>): CheckFailure[] =>
  addOns === undefined || addOns.ebsCsiDriver
    ? []
    : claimants({ mesh, observability }).map((path) => ({
        path,
        key: path.length > 1,
        message: "needs addOns.ebsCsiDriver, which makes its volumes",
      }));

const checkAccessLogs = ({ mesh, observability }: Partial<Definition>): CheckFailure[] =>
  mesh === "consul" && observability?.accessLogs === "errors"
    ? [
        {
          path: ["observability", "accessLogs"],
          message:
            "cannot be had with mesh: consul, whose proxies write all requests or none; write all or none",
        },
      ]
    : [];
