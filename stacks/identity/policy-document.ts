import { literal } from "../literal";

/** One statement of an IAM policy. Actions and resources are lists, so that a diff shows one a line. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?:
    | "*"
    | { readonly Service: string | readonly string[] }
    | { readonly Federated: string };
  readonly Action: readonly string[];
  /** Left out in trust policies. */
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The JSON text of an IAM policy. */
export const policyDocument = (...statements: readonly Statement[]): string =>
  literal(JSON.stringify({ Version: "2012-10-17", Statement: statements }));

/** Lets an AWS service assume a role. EKS also tags the sessions of the control plane's own calls. */
export const trust = (service: "eks" | "ec2"): string =>
  policyDocument({
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: service === "ec2" ? ["sts:AssumeRole"] : ["sts:AssumeRole", "sts:TagSession"],
  });
