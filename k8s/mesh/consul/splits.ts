import type { Service } from "../../../platform/services/model";
import { percentages } from "./percentages";
import { seesRequests } from "./protocol";

/** What a ServiceSplitter divides requests among; undefined where one version gets all that no route takes. */
export function splitsOf(service: Service): readonly object[] | undefined {
  const { mesh } = service;
  if (mesh === undefined || !seesRequests(service)) return undefined;
  const used = mesh.versions.filter(({ weight }) => weight > 0);
  if (used.length < 2) return undefined;
  const shares = percentages(used.map(({ weight }) => weight));
  return used.map(({ version }, index) => ({ weight: shares[index], serviceSubset: version }));
}
