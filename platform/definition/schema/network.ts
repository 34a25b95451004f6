import { z } from "zod";
import { tiers } from "../../network/address-plan";
import { highestZone } from "../../network/zones";
import { cidr } from "./forms";

const zoneId = z.string().regex(new RegExp(`^[a-z]{3,5}\\d-az[1-${highestZone}]$`), {
  error:
    "must be the id of an availability zone, such as euc1-az1 (a name such as eu-central-1a means another zone in each account)",
});

export const Network = z
  .strictObject({
    cidr: cidr.describe("Block of the VPC, from /16 to /20."),
    zones: z
      .array(zoneId)
      .min(2)
      .describe(
        "Availability zones by id. EKS needs two; three keep a quorum when one is lost. A cluster keeps the zones it was created in.",
      ),
    nat: z
      .enum(["per-az", "single"])
      .default("per-az")
      .describe(
        "NAT gateways: one in each zone, or a single one, in the first zone named, that all depend on and pay transfer to.",
      ),
    subnets: z
      .strictObject(
        Object.fromEntries(
          tiers.map((tier) => [
            tier,
            z.array(cidr).describe(`Blocks of the ${tier} subnets, in the order of zones.`),
          ]),
        ) as Record<(typeof tiers)[number], z.ZodArray<typeof cidr>>,
      )
      .optional()
      .describe("Blocks of the subnets. Default: divided from the VPC's block by zone number."),
  })
  .describe("The VPC.");
