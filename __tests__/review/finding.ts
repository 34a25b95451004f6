import type { Finding } from "../../review/report/finding";
import type { EnvironmentReport } from "../../review/report/report";

/** A finding of which a test says what matters to it. */
export const finding = (rest: Partial<Finding> = {}): Finding => ({
  rule: "EKS-LIFE-001",
  level: "stop",
  subject: "aws_vpc.main",
  origin: { construct: "dev/network/vpc" },
  happens: "The VPC is replaced.",
  why: "everything in it goes with it",
  fix: "Keep its address range.",
  fingerprint: "0123456789abcdef",
  ...rest,
});

/** An environment in which nothing happens but `rest`. */
export const environment = (rest: Partial<EnvironmentReport> = {}): EnvironmentReport => ({
  name: "dev",
  routing: [],
  notices: [],
  findings: [],
  pictures: [],
  ...rest,
});
