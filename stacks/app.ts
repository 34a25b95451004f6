import { App } from "cdktf";
import type { Platform } from "../platform/platform";
import { BootstrapStack } from "./bootstrap/bootstrap-stack";
import { PlatformStack } from "./platform-stack";

/**
 * The cdktf app: one stack for each environment, and another for what must be there first where the definition asks
 * for it. `synth()` on the result writes below `outdir`.
 */
export function terraformApp(platforms: readonly Platform[], outdir: string): App {
  // traces of the code that made a resource would put this machine's paths into the output
  const app = new App({ outdir, stackTraces: false });
  for (const platform of platforms) {
    const { aws, bootstrap } = platform;
    if (bootstrap !== undefined) new BootstrapStack(app, { bootstrap, aws });
    new PlatformStack(app, platform);
  }
  return app;
}
