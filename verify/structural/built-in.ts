/** The API group of an `apiVersion`; empty for the core group. */
export const groupOf = (apiVersion: string): string => {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined ? "" : group;
};

/** Whether the API server itself serves a group (Kubernetes API reference); what its kinds hold is its to check. */
export const isBuiltInGroup = (group: string): boolean =>
  /^(|apps|autoscaling|batch|policy|(admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io)$/.test(
    group,
  );

/** Whether objects of one of Kubernetes' own kinds belong to the whole cluster. */
export const isClusterScoped = (group: string, kind: string): boolean =>
  clusterScoped[group]?.includes(kind) === true;

/** `kubectl api-resources --namespaced=false`, of what is written in manifests. */
const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  "": ["Namespace", "Node", "PersistentVolume"],
  "admissionregistration.k8s.io": [
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
  ],
  "apiextensions.k8s.io": ["CustomResourceDefinition"],
  "apiregistration.k8s.io": ["APIService"],
  "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
  "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
  "networking.k8s.io": ["IngressClass", "IPAddress", "ServiceCIDR"],
  "node.k8s.io": ["RuntimeClass"],
  "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
  "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
  "scheduling.k8s.io": ["PriorityClass"],
  "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
};
