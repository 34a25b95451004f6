import { availableParallelism, loadavg } from "node:os";

/** Whether others keep the machine busy, so that times say little; a limit of time is then shown and not judged. */
export const isBusy = (): boolean => (loadavg()[0] ?? 0) > 1.5 * availableParallelism();
