import { amiReleases, supportedKubernetes } from "../../versions";
import type { CheckFailure } from "../checks";
import type { Definition } from "../schema";
import { checkRepeats } from "./lists";
import { checkTaints } from "./taints";

export function checkScaling({ scaling, cluster }: Partial<Definition>): CheckFailure[] {
  if (scaling === undefined) return [];
  const pools = Object.entries(scaling.nodePools);
  return [
    ...(scaling.autoscaler !== "karpenter" && pools.length > 0
      ? [
          {
            path: ["scaling", "nodePools"],
            message: `are Karpenter's, but scaling.autoscaler is ${scaling.autoscaler}`,
          },
        ]
      : []),
    ...(scaling.autoscaler === "karpenter" && pools.length === 0
      ? [
          {
            path: ["scaling", "autoscaler"],
            message: "karpenter needs a node pool; write one as scaling.nodePools.default: {}",
          },
        ]
      : []),
    ...pools.flatMap(([name, pool]) => checkNodePool(name, pool, cluster?.version)),
    ...(cluster === undefined ? [] : checkSupport(scaling, cluster)),
  ];
}

function checkNodePool(
  name: string,
  pool: Definition["scaling"]["nodePools"][string],
  version: Definition["cluster"]["version"] | undefined,
): CheckFailure[] {
  const path = ["scaling", "nodePools", name];
  const unpinned =
    version !== undefined && pool.release === undefined && amiReleases[version].bottlerocket === undefined;
  return [
    ...checkTaints([...path, "taints"], pool.taints),
    ...(["architectures", "capacity", "categories"] as const).flatMap((list) =>
      checkRepeats([...path, list], pool[list]),
    ),
    ...(unpinned
      ? [
          {
            path,
            message: `no release of bottlerocket is pinned for Kubernetes ${version}; give one as scaling.nodePools.${name}.release`,
          },
        ]
      : []),
  ];
}

/** Karpenter says which Kubernetes versions it is made for. */
function checkSupport(
  { autoscaler }: Definition["scaling"],
  { version }: Definition["cluster"],
): CheckFailure[] {
  const to = supportedKubernetes.karpenter?.to;
  if (autoscaler !== "karpenter" || to === undefined || minor(version) <= minor(to)) return [];
  return [
    {
      path: ["scaling", "autoscaler"],
      message: `karpenter, at the version that is pinned, is made for Kubernetes up to ${to}, not ${version}`,
    },
  ];
}

const minor = (version: string): number => Number(version.split(".")[1]);
