import type { Taint } from "../../nodes";
import type { CheckFailure } from "../checks";

/** A node has a taint of one key and effect once. */
export const checkTaints = (path: readonly string[], taints: readonly Taint[]): CheckFailure[] =>
  taints.flatMap(({ key, effect }, index) =>
    taints.findIndex((other) => other.key === key && other.effect === effect) < index
      ? [{ path: [...path, index], message: `has the key ${key} and effect ${effect} of one before it` }]
      : [],
  );
