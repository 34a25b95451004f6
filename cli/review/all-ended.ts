/**
 * What all of them give, when all have ended: where one fails, the others do not go on writing behind its back.
 *
 * @throws whatever the first that failed throws
 */
export async function allEnded<const T extends readonly unknown[]>(
  running: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const ended = await Promise.allSettled(running);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
  return ended.map((it) => (it.status === "fulfilled" ? it.value : undefined)) as never;
}
