import type { Definition } from "./definition/schema";
import { partitionOf } from "./network/zones";
import { sortedByKey } from "./order";

/** Where everything lives, and what is said of all of it. */
export interface Account {
  readonly partition: string;
  readonly region: string;
  /** Number of the account. */
  readonly account: string;
  /** Role that Terraform assumes for AWS and for Helm; undefined for the caller's own identity. */
  readonly assumeRole?: string;
  /** Tags of every resource, sorted by key. */
  readonly tags: Readonly<Record<string, string>>;
  /** S3 object that holds the state; undefined for a local file. */
  readonly state?: StateObject;
}

/** An S3 object that holds a stack's state. */
export interface StateObject {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly kmsKey?: string;
}

/** Object key of an environment's state where the definition names none. */
export const defaultStateKey = (environment: string): string => `${environment}/terraform.tfstate`;

export function resolveAccount({ name, aws }: Definition): Account {
  const { region, account, assumeRole } = aws;
  return {
    partition: partitionOf(region),
    region,
    account,
    ...(assumeRole !== undefined && { assumeRole }),
    tags: sortedByKey({ ...aws.tags, Environment: name, ManagedBy: "slipway" }),
    ...(aws.state !== undefined && { state: stateObject(aws.state, name, region) }),
  };
}

function stateObject(
  { bucket, key, region, kmsKey }: NonNullable<Definition["aws"]["state"]>,
  environment: string,
  ownRegion: string,
): StateObject {
  return {
    bucket,
    key: key ?? defaultStateKey(environment),
    region: region ?? ownRegion,
    ...(kmsKey !== undefined && { kmsKey }),
  };
}
