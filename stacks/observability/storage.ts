import { namespaces, platformStorageClass } from "../../platform/names";
import { charts } from "../../platform/versions";
import type { PlannedRelease } from "../releases/planned-release";

/** Class of the volumes of what the stack installs, which is there before the first claim. */
export const storageClass: PlannedRelease = {
  id: "storage-class",
  chart: charts.storageClass,
  name: platformStorageClass,
  namespace: namespaces.storageClass,
  values: {
    provisioner: "ebs.csi.aws.com",
    parameters: { type: "gp3", encrypted: "true" },
    // in the zone of the pod that claims it
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
    reclaimPolicy: "Delete",
  },
};
