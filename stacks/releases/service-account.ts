import type { Identity } from "../../platform/identities";

/** A service account that the chart makes, under the name that its identity is bound to. */
export interface ServiceAccountValues {
  readonly name: string;
  /** Left out where there is none. */
  readonly annotations?: Readonly<Record<string, string>>;
}

export const serviceAccountValues = ({ serviceAccount, annotations }: Identity): ServiceAccountValues => ({
  name: serviceAccount,
  ...(Object.keys(annotations).length > 0 && { annotations }),
});
