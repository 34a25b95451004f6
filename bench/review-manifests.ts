import { join } from "node:path";
import { kubernetesFiles } from "../k8s/app";
import { readDefinitions } from "../platform/definition/load";
import { resolvePlatform } from "../platform/resolve";
import { differencesOf } from "../review/manifests/differences";
import type { ManifestText } from "../review/manifests/documents";
import { readManifests } from "../review/manifests/read";
import { manifestReport } from "../review/manifests/report";
import { manifestText } from "../review/manifests/terminal";
import { routesPicture } from "../review/pictures/routes";
import { routingInputs } from "../review/routing/inputs";
import { routingOf } from "../review/routing/routing";

/**
 * Times the comparison of two sides of at least as many objects as the argument says, routing included; prints
 * milliseconds and megabytes as JSON.
 */

const root = join(__dirname, "..");
const wanted = Number(process.argv[2] ?? 5000);
process.setSourceMapsEnabled(false);

const { definitions } = readDefinitions(join(root, "environments"));
const definition = definitions.map(({ definition }) => definition).find(({ name }) => name === "prod");
if (definition === undefined) throw new Error("there is no environment prod to take as a pattern");
const { whoami } = definition.services;
const exposure = whoami?.expose?.[0];
if (whoami === undefined || exposure === undefined) throw new Error("prod exposes no service whoami");

/** The manifests of so many services like prod's whoami. */
function manifests(services: number): { readonly files: readonly ManifestText[]; readonly objects: number } {
  if (definition === undefined) throw new Error("there is no definition");
  const named = Object.fromEntries(
    Array.from({ length: services }, (_, index) => [
      `service-${index}`,
      {
        ...whoami,
        callers: [],
        expose: [{ ...exposure, host: `service-${index}.${definition.domain.name}` }],
      },
    ]),
  ) as typeof definition.services;
  const files = kubernetesFiles(resolvePlatform({ ...definition, services: named }));
  return {
    files: files.map(({ path, text }) => ({ path, text })),
    objects: files.reduce((sum, { objects }) => sum + objects.length, 0),
  };
}

const perService = manifests(2).objects - manifests(1).objects;
const { files: base, objects } = manifests(Math.ceil(wanted / perService));

/** The head of each scenario, as somebody could have written it. */
const scenarios: Readonly<Record<string, readonly ManifestText[]>> = {
  nothing: base,
  weights: base.map(({ path, text }) => ({
    path,
    text: path.endsWith("/service-7.yaml") ? text.replaceAll("weight: 90", "weight: 50") : text,
  })),
  images: base.map(({ path, text }) => ({ path, text: text.replaceAll(/(image: .*):.*/g, "$1:changed") })),
  routes: base.map(({ path, text }) => ({
    path,
    text: text.replaceAll(".example.com`)", ".example.org`)"),
  })),
  new: base,
};

for (const [scenario, head] of Object.entries(scenarios)) {
  const begin = performance.now();
  const read = readManifests(scenario === "new" ? [] : base, head);
  const report = manifestReport({ differences: differencesOf(read.base, read.head), objects: read.objects });
  const compared = performance.now();
  const inputs = routingInputs(read);
  const routing = inputs === undefined ? undefined : routingOf(inputs.base, inputs.head);
  const picture = routing === undefined ? undefined : routesPicture(routing);
  process.stdout.write(
    `${JSON.stringify({
      scenario,
      objects,
      differences: report.counts,
      folds: report.folds.length,
      lines: manifestText(report).split("\n").length,
      requests: routing?.changes.length ?? 0,
      leftOut: routing?.leftOut.routers ?? 0,
      nodes: picture?.nodes.length ?? 0,
      comparing: Math.round(compared - begin),
      routing: Math.round(performance.now() - compared),
      peak: Math.round(process.resourceUsage().maxRSS / 1e3),
    })}\n`,
  );
}
