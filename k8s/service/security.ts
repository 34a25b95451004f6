import type { k8s } from "cdk8s-plus-27";

/** User and group of every container, whatever its image names: `nonroot` of the distroless images. */
const nonRoot = 65532;

/** What the Pod Security Standard `restricted` asks of a pod. */
export const restrictedPod: k8s.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: nonRoot,
  runAsGroup: nonRoot,
  seccompProfile: { type: "RuntimeDefault" },
};

/** What it asks of a container, and a file system that an intruder cannot write to. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
