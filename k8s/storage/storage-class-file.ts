import { k8s } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { defaultStorageClass } from "../../platform/names";
import { FileScope } from "../manifest-file";

/**
 * What volume claims get that name no class. The add-on could make a default class of its own, but that one leaves
 * volumes unencrypted (aws-ebs-csi-driver, docs/parameters.md).
 */
export class StorageClassFile extends FileScope {
  constructor(scope: Construct, id: string) {
    super(scope, id, `storage/storage-class-${defaultStorageClass}.yaml`);
    new k8s.KubeStorageClass(this, "storage-class", {
      metadata: {
        name: defaultStorageClass,
        annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
      },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
      // in the zone of the pod that claims it
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy: "Delete",
    });
  }
}
