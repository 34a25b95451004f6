import type { MeshTarget } from "./mesh/targets";

/** What may need volumes, in the definition or in the model. */
interface Claimants {
  readonly mesh?: MeshTarget | undefined;
  readonly observability?:
    | { readonly metrics?: object | undefined; readonly traces?: object | undefined }
    | undefined;
}

/** Options whose releases keep data on volumes, by their paths in the definition. */
export const claimants = ({ mesh, observability }: Claimants): readonly (readonly string[])[] => [
  ...(mesh === "consul" ? [["mesh"]] : []),
  ...(observability?.metrics === undefined ? [] : [["observability", "metrics"]]),
  ...(observability?.traces === undefined ? [] : [["observability", "traces"]]),
];
