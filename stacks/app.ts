import { App } from "cdktf";
import type { Platform } from "../platform/platform";
import { PlatformStack } from "./platform-stack";

/** The cdktf app: one stack for each environment. `synth()` on the result writes below `outdir`. */
export function terraformApp(platforms: readonly Platform[], outdir: string): App {
  // traces of the code that made a resource would put this machine's paths into the output
  const app = new App({ outdir, stackTraces: false });
  for (const platform of platforms) new PlatformStack(app, platform);
  return app;
}
