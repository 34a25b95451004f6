import type { z } from "zod";
import { Definition } from "../../platform/definition/schema";
import type { Platform } from "../../platform/platform";
import { resolvePlatform } from "../../platform/resolve";

type Input = z.input<typeof Definition>;

/** The shortest definition there can be; everything else is a default. */
const sample: Input = {
  name: "test",
  aws: { region: "eu-central-1", account: "111122223333" },
  domain: { name: "example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
  network: { cidr: "10.0.0.0/16", zones: ["euc1-az1", "euc1-az2"] },
  cluster: { version: "1.35", admins: ["arn:aws:iam::111122223333:role/platform-admin"] },
  nodeGroups: { system: {} },
  certificates: { email: "platform@example.com" },
};

/** The model of a small definition in which the given sections replace its own. */
export const samplePlatform = (sections: Partial<Input> = {}): Platform =>
  resolvePlatform(Definition.parse({ ...sample, ...sections }));
