import { createHash } from "node:crypto";
import { byCodeUnits, canonical } from "../differences/value";
import type { PlanJson } from "./parse";

/** In hexadecimal. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * What a plan is told by: SHA-256 of its content, in hexadecimal. Neither how its JSON is written counts, nor when it
 * was made, nor what Terraform prints in another order each time (jsonplan, marshalRelevantAttrs): printing one saved
 * plan twice gives the same.
 */
export function planSha256({ timestamp: _, relevant_attributes: __, ...content }: PlanJson): string {
  const sections = Object.entries(content).map(([name, section]) => [
    name,
    Array.isArray(section) ? section.map(canonical).sort(byCodeUnits) : canonical(section),
  ]);
  return sha256(canonical(Object.fromEntries(sections)));
}
