import type { amis } from "./definition/schema/cluster";
import type { NodeSystem } from "./versions";

export type Ami = (typeof amis)[number];
export type Architecture = "arm64" | "x86-64";

/** The operating system part of an AMI family. */
export const systemOf = (ami: Ami): NodeSystem =>
  ami.startsWith("bottlerocket") ? "bottlerocket" : "al2023";

/**
 * The processor of an EC2 instance type, from the letters behind its generation: a `g` there is Graviton, as in
 * m7g, c7gn and im4gn (EC2 instance type naming conventions); a1 was the first.
 */
export function architectureOf(instanceType: string): Architecture {
  const [family = ""] = instanceType.split(".");
  const attributes = /^[a-z]+\d+([a-z]*)/.exec(family)?.[1] ?? "";
  return attributes.includes("g") || family === "a1" ? "arm64" : "x86-64";
}
