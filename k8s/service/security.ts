import type { k8s } from "cdk8s-plus-27";

/** What the Pod Security Standard `restricted` asks of a pod, whatever user its image names. */
export const restrictedPod = (user: number): k8s.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  seccompProfile: { type: "RuntimeDefault" },
});

/** What it asks of a container, and a file system that an intruder cannot write to. */
export const restrictedContainer: k8s.SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  readOnlyRootFilesystem: true,
};
