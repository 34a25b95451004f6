import { traefikId } from "../../traefik/ids";
import type { KubernetesProvider } from "./static-configuration";

export type Reference =
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "refused";
      readonly code: "cross-namespace" | "cross-provider";
      readonly message: string;
    };

const ownProvider = "kubernetescrd";

export const qualified = (name: string): string => (name.includes("@") ? name : `${name}@${ownProvider}`);

export const objectName = (namespace: string, name: string): string => qualified(traefikId(namespace, name));

/** `api@internal` → `internal` */
export const providerOf = (name: string): string | undefined =>
  name.includes("@") ? name.slice(name.lastIndexOf("@") + 1) : undefined;

/** How a reference from an object in `namespace` to a middleware or TLS option is understood. */
export function resolveReference(
  provider: KubernetesProvider,
  namespace: string,
  to: { readonly name: string; readonly namespace?: string | undefined },
): Reference {
  const other = providerOf(to.name);
  if (other !== undefined) {
    if (other === ownProvider && !provider.allowCrossNamespace) {
      return {
        kind: "refused",
        code: "cross-namespace",
        message: `${to.name} may lie in any namespace, and allowCrossNamespace is off; leave out @${ownProvider}`,
      };
    }
    if (!mayNameOtherProviders(provider, namespace)) {
      return { kind: "refused", code: "cross-provider", message: otherProviderMessage(to.name, namespace) };
    }
    return { kind: "name", name: to.name };
  }
  const target = to.namespace !== undefined && to.namespace !== "" ? to.namespace : namespace;
  if (target !== namespace && !provider.allowCrossNamespace) {
    return {
      kind: "refused",
      code: "cross-namespace",
      message: `${target}/${to.name} is in another namespace than ${namespace}, and allowCrossNamespace is off`,
    };
  }
  return { kind: "name", name: objectName(target, to.name) };
}

export const mayNameOtherProviders = (provider: KubernetesProvider, namespace: string): boolean =>
  provider.crossProviderNamespaces === undefined || provider.crossProviderNamespaces.includes(namespace);

export const otherProviderMessage = (name: string, namespace: string): string =>
  `${name} is another provider's, which objects in namespace ${namespace} may not name (providers.kubernetesCRD.crossProviderNamespaces)`;
