/** Whether a certificate's name covers a host: the same, or a wildcard for exactly one label (RFC 6125). */
export function covers(name: string, host: string): boolean {
  const [given, wanted] = [name.toLowerCase(), host.toLowerCase()];
  if (given === wanted) return true;
  if (!given.startsWith("*.")) return false;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === given.slice(1) && !wanted.startsWith("*.");
}

/** Whether a host lies in a zone: the zone itself or below it. */
export const inZone = (host: string, zone: string): boolean => {
  const bare = host.replace(/^\*\./, "").toLowerCase();
  return bare === zone.toLowerCase() || bare.endsWith(`.${zone.toLowerCase()}`);
};
