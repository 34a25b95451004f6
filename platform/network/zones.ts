/**
 * Availability zones by id (`euc1-az1`), never by letter: which zone `eu-central-1a` is differs from account to
 * account, and an id needs no look-up at plan.
 */

const directions: Readonly<Record<string, string>> = {
  central: "c",
  east: "e",
  north: "n",
  northeast: "ne",
  northwest: "nw",
  south: "s",
  southeast: "se",
  southwest: "sw",
  west: "w",
};

/** Regions of the commercial and the US government partitions; in others, services have other principals. */
const regionForm = new RegExp(
  `^(af|ap|ca|eu|il|me|mx|sa|us)-(gov-)?(${Object.keys(directions).join("|")})-(\\d)$`,
);

/** Zones in which EKS refuses to place a control plane (EKS user guide, network requirements). */
export const zonesWithoutEks: readonly string[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Highest zone number that a region has: `use1-az6`. The address plan reserves a place for each. */
export const highestZone = 6;

/** `eu-central-1` gives `euc1`, the first part of its zones' ids; undefined where the region has another form. */
export function zonePrefix(region: string): string | undefined {
  const match = regionForm.exec(region);
  if (match === null) return undefined;
  const [, continent = "", gov, direction = "", digit = ""] = match;
  return `${continent}${gov === undefined ? "" : "g"}${directions[direction]}${digit}`;
}

/** The number in a zone id: `euc1-az3` gives 3. */
export const zoneNumber = (zone: string): number => Number(zone.slice(zone.indexOf("-az") + 3));

/** The AWS partition of a region, first part of every ARN there. */
export const partitionOf = (region: string): "aws" | "aws-us-gov" =>
  region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
