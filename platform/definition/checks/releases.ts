import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";

export function checkReleases({ dns, network, releases }: Partial<Definition>): CheckFailure[] {
  return [
    ...(dns === undefined ? [] : checkRepeats(["dns", "sources"], dns.sources)),
    ...(network === undefined || releases === undefined ? [] : checkImages(network, releases)),
  ];
}

/** Nodes without a way out pull images from inside the VPC or not at all. */
function checkImages(
  { nat, existing }: Definition["network"],
  { imageRegistry }: Definition["releases"],
): CheckFailure[] {
  if (nat !== "none" || existing !== undefined || imageRegistry !== undefined) return [];
  return [
    {
      path: ["network", "nat"],
      message:
        "none keeps nodes from the registries of the controllers' images; name a mirror in ECR as releases.imageRegistry",
    },
  ];
}
