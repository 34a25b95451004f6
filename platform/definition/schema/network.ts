import * as z from "zod";
import { tiers } from "../../network/address-plan";
import { endpointServices } from "../../network/endpoints";
import { awsId, cidr, retentionDays, zoneId } from "./forms";

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
      .enum(["per-az", "single", "regional", "none"])
      .default("per-az")
      .describe(
        "NAT gateways: one in each zone; a single one, in the first zone named, that all depend on and pay transfer to; a regional one, which AWS extends over the zones; or none, for a network without a way out.",
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
    existing: z
      .strictObject({
        vpc: awsId("vpc", "a VPC").describe(
          "VPC that is there already; it must resolve DNS names and hosts.",
        ),
        subnets: z
          .strictObject(
            Object.fromEntries(
              tiers.map((tier) => [
                tier,
                z
                  .array(awsId("subnet", "a subnet"))
                  .describe(
                    `Ids of the ${tier} subnets, in the order of zones; their blocks stand in subnets.`,
                  ),
              ]),
            ) as Record<(typeof tiers)[number], z.ZodArray<ReturnType<typeof awsId>>>,
          )
          .describe("Its subnets. Routes, NAT and endpoints are their owner's."),
      })
      .optional()
      .describe("Network to build in. Default: the stack makes one."),
    endpoints: z
      .strictObject({
        private: z
          .boolean()
          .default(false)
          .describe(
            "Whether every AWS service that the cluster calls has an endpoint inside the VPC, so that it works without a way out.",
          ),
        additional: z
          .array(z.enum(endpointServices))
          .default([])
          .describe("Further services that get an interface endpoint."),
      })
      .prefault({})
      .describe("Endpoints of AWS services inside the VPC. The one of S3, which is free, is always there."),
    flowLogs: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe("Whether the VPC's connections are logged to CloudWatch."),
        retentionDays: retentionDays.default(30).describe("Days that CloudWatch keeps them."),
        intervalSeconds: z
          .literal([60, 600])
          .default(600)
          .describe("Seconds over which a record sums up a connection."),
      })
      .prefault({})
      .describe("Flow logs of the VPC."),
  })
  .describe("The VPC.");
