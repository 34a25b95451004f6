/**
 * The address in the configuration of a resource's instance: without keys, at any level.
 * `module.a["x.y"].aws_subnet.private[0]` → `module.a.aws_subnet.private`
 */
export function configurationAddress(address: string): string {
  return address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]/g, "");
}
