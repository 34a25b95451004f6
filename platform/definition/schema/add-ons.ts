import * as z from "zod";
import { addOnNames } from "../../versions";

const version = z.string().regex(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/, {
  error: "must be an add-on version, such as v1.13.2-eksbuild.1",
});

export const AddOns = z
  .strictObject({
    ebsCsiDriver: z
      .boolean()
      .default(true)
      .describe("Whether volume claims get EBS volumes: encrypted gp3, the default storage class."),
    nodeMonitoringAgent: z
      .boolean()
      .default(false)
      .describe(
        "Whether an agent on each node reports faults of kernel, network and storage to the node repair.",
      ),
    snapshotController: z
      .boolean()
      .default(false)
      .describe("Whether volume snapshots work. It needs ebsCsiDriver."),
    versions: z
      .partialRecord(z.enum(addOnNames), version)
      .default({})
      .describe(
        "Versions of EKS add-ons by name, in place of those that Slipway pins for the Kubernetes version.",
      ),
  })
  .prefault({})
  .describe("EKS add-ons beyond the ones that every cluster has.");
