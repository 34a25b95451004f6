import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { type Service, storeSecret } from "../../platform/services/model";
import { serviceMetadata } from "./metadata";

export interface ServiceSecretProps {
  readonly service: Service;
  /** ClusterSecretStore that holds the values. */
  readonly store: string;
}

/** Has External Secrets copy what a service needs of one store into a Secret, and keep it up to date. */
export class ServiceSecret extends ApiObject {
  constructor(scope: Construct, id: string, { service, store }: ServiceSecretProps) {
    const name = storeSecret(service.name, store);
    super(scope, id, {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { ...serviceMetadata(service), name },
      spec: specOf(service, store, name),
    });
  }
}

/** Stores that a service takes secrets from, in the order of its variables. */
export const storesOf = ({ secrets }: Service): readonly string[] => [
  ...new Set(secrets.flatMap((secret) => (secret.kind === "store" ? [secret.store] : []))),
];

// --- internal ---

/** What External Secrets is asked for (its documentation, ExternalSecret). */
interface ExternalSecretSpec {
  readonly secretStoreRef: { readonly name: string; readonly kind: "ClusterSecretStore" };
  readonly target: { readonly name: string };
  readonly data: readonly {
    /** Key in the Secret. */
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property?: string };
  }[];
}

const specOf = ({ secrets }: Service, store: string, target: string): ExternalSecretSpec => ({
  secretStoreRef: { name: store, kind: "ClusterSecretStore" },
  target: { name: target },
  data: secrets.flatMap((secret) =>
    secret.kind === "store" && secret.store === store
      ? [
          {
            secretKey: secret.variable,
            remoteRef: {
              key: secret.key,
              ...(secret.property !== undefined && { property: secret.property }),
            },
          },
        ]
      : [],
  ),
});
