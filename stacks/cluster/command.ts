import { literal } from "../literal";

/** The cluster as the AWS CLI finds it. */
export interface ClusterAccess {
  readonly clusterName: string;
  readonly region: string;
  /** Role to assume; undefined for the caller's own identity. */
  readonly assumeRole?: string | undefined;
  /** URL of a proxy to the API server; undefined for a direct way. */
  readonly proxy?: string | undefined;
}

/**
 * A shell script that talks to the cluster as the Helm provider does. It has `kube`, which is kubectl on this cluster,
 * and `$scratch`, a folder that is gone afterwards; the user's own kubeconfig is left alone.
 */
export const clusterCommand = (
  { clusterName, region, assumeRole, proxy }: ClusterAccess,
  lines: readonly string[],
): string =>
  literal(
    [
      "set -eu",
      "scratch=$(mktemp -d)",
      "trap 'rm -rf \"$scratch\"' EXIT",
      ...(assumeRole === undefined ? [] : assume(assumeRole)),
      `aws eks update-kubeconfig --name ${clusterName} --region ${region} --kubeconfig "$scratch/kubeconfig" > /dev/null`,
      // the proxy is for kubectl alone: AWS is reached as the user reaches it
      `kube() { ${proxy === undefined ? "" : `HTTPS_PROXY=${proxy} `}kubectl --kubeconfig "$scratch/kubeconfig" "$@"; }`,
      ...lines,
      "",
    ].join("\n"),
  );

/** Every command of the AWS CLI that follows is the role's: the cluster may be in its account alone. */
const assume = (role: string): readonly string[] => [
  `aws sts assume-role --role-arn ${role} --role-session-name slipway --output text \\`,
  "  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' > \"$scratch/credentials\"",
  'read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN < "$scratch/credentials"',
  "unset AWS_PROFILE",
  "export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
];
