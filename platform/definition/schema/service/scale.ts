import * as z from "zod";
import { range } from "../forms";
import { args, env, image } from "./container";
import { Match } from "./exposure";

export const replicas = range("pods", 2, 4)
  .prefault({})
  .describe("Number of pods. With min below max an autoscaler decides.");

export const targetPercent = z.int().min(10).max(100);

/** What a version has of its own; everything else is the service's. */
export const Version = z.strictObject({
  weight: z
    .int()
    .min(0)
    .max(1000)
    .describe("Its share of the requests, in proportion to the other versions' weights."),
  image: image.optional().describe("Container image. Default: the service's."),
  args: args.optional().describe("Arguments. Default: the service's."),
  env: env.default({}).describe("Environment variables, added to the service's."),
  replicas: z
    .strictObject({
      min: z.int().min(1).max(1000).optional().describe("Smallest number of pods. Default: the service's."),
      max: z.int().min(1).max(1000).optional().describe("Largest number of pods. Default: the service's."),
    })
    .prefault({})
    .describe("Number of its pods."),
  when: Match.optional().describe("Requests that go to this version whatever the weights."),
});
