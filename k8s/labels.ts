/** Set on every object that Slipway writes. */
export const managedBy = { "app.kubernetes.io/managed-by": "slipway" } as const;

/** What selects the pods of a service within its namespace, and nothing else; a selector can never change. */
export const selects = (service: string) => ({ "app.kubernetes.io/name": service });

/** What selects the pods of one version among those of a service. */
export const selectsVersion = (version: string) => ({ "app.kubernetes.io/version": version });

/** What selects a namespace by name: the API server gives every namespace this label. */
export const selectsNamespace = (namespace: string) => ({ "kubernetes.io/metadata.name": namespace });
