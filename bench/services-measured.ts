import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a program that makes services reports, as JSON on its standard output. */
export interface Measured {
  readonly files: number;
  readonly objects: number;
  /** From having everything loaded to having everything written. */
  readonly milliseconds: number;
  /** Peak of the process's resident memory. */
  readonly mebibytes: number;
}

/** Runs a program that is loaded, and reports. */
export function measured(run: () => Pick<Measured, "files" | "objects">): void {
  // code that asks for stack traces gets them from the sources under this loader, which npm start does not use
  process.setSourceMapsEnabled(false);
  const begin = performance.now();
  const made = run();
  const milliseconds = performance.now() - begin;
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ ...made, milliseconds, mebibytes } satisfies Measured));
}

/** A folder to write to, in memory where the system has one: what a busy disk takes is nobody's merit or fault. */
export const scratchFolder = (): string =>
  mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "slipway-services-"));

export const serviceNumbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const serviceName = (number: number): string => `service-${number}`;
