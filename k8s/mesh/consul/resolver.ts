import type { Service } from "../../../platform/services/model";

/** ServiceResolver of a service: its versions as subsets of its pods, and how one is reached. */
export function resolverOf({ mesh }: Service): object | undefined {
  if (mesh === undefined) return undefined;
  const named = mesh.versions.flatMap(({ version }) => (version === undefined ? [] : [version]));
  const used = mesh.versions.filter(({ weight }) => weight > 0);
  const [only] = used;
  const spec = {
    ...(mesh.timeouts.connect !== undefined && { connectTimeout: mesh.timeouts.connect }),
    ...(only?.version !== undefined && used.length === 1 && { defaultSubset: only.version }),
    ...(named.length > 0 && {
      subsets: Object.fromEntries(
        named.map((version) => [version, { filter: `Service.Meta.version == "${version}"` }]),
      ),
    }),
    // Envoy compares as many pods as are named here
    ...(mesh.balancing === "two-random-choices" && {
      loadBalancer: { policy: "least_request", leastRequestConfig: { choiceCount: 2 } },
    }),
  };
  return Object.keys(spec).length === 0 ? undefined : spec;
}
