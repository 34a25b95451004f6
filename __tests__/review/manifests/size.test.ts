import { expect, test } from "@jest/globals";
import { differencesOf } from "../../../review/manifests/differences";
import type { ManifestText } from "../../../review/manifests/documents";
import { readManifests } from "../../../review/manifests/read";
import { manifestReport } from "../../../review/manifests/report";
import { routesPicture } from "../../../review/pictures/routes";
import { routingInputs } from "../../../review/routing/inputs";
import { routingOf } from "../../../review/routing/routing";
import { manifestsWith } from "./sides";

const pattern = manifestsWith({
  pattern: {
    image: "traefik/whoami:v1.11.0",
    versions: { v1: { weight: 90 }, v2: { weight: 10 } },
    expose: [{ host: "pattern.example.com" }],
  },
}).find(({ path }) => path.endsWith("/pattern.yaml"));

/** So many services, made by name alone, which is fast. */
const services = (count: number): readonly ManifestText[] =>
  Array.from({ length: count }, (_, index) => ({
    path: `services/s${index}.yaml`,
    text: (pattern?.text ?? "").replaceAll("pattern", `s${index}`),
  }));

function compare(base: readonly ManifestText[], head: readonly ManifestText[]) {
  const begin = performance.now();
  const read = readManifests(base, head);
  const report = manifestReport({ differences: differencesOf(read.base, read.head), objects: read.objects });
  const inputs = routingInputs(read);
  const routing = inputs && routingOf(inputs.base, inputs.head);
  const picture = routing && routesPicture(routing);
  return { report, routing, picture, milliseconds: performance.now() - begin };
}

const perService = pattern?.text.match(/^kind:/gm)?.length ?? 1;
const base = services(Math.ceil(5000 / perService));

/** What it takes to read everything, on the machine that runs this. */
const all = compare([], base);

test("5,000 objects against 5,000, of which one changes, take a part of what reading all of them takes", () => {
  const head = base.map(({ path, text }) => ({
    path,
    text: path.endsWith("/s7.yaml") ? text.replace("weight: 90", "weight: 50") : text,
  }));
  const { report, routing, milliseconds } = compare(base, head);
  expect(report.objects).toBeGreaterThanOrEqual(5000);
  expect(report.counts).toEqual({ create: 0, update: 1, delete: 0, rename: 0 });
  expect(routing?.changes.map(({ request }) => request)).toEqual(["https://s7.example.com/"]);
  expect(all.report.counts.create).toBe(report.objects);
  expect(milliseconds).toBeLessThan(all.milliseconds);
});

test("5,000 objects against 5,000, of which every route changes, take no more than a few times that", () => {
  const head = base.map(({ path, text }) => ({
    path,
    text: text.replaceAll(".example.com`", ".example.org`"),
  }));
  const { routing, picture, milliseconds } = compare(base, head);
  expect(routing?.changes).toHaveLength(100);
  expect(routing?.leftOut.changes).toBeGreaterThan(500);
  expect(picture?.nodes.length).toBeLessThanOrEqual(40);
  expect(milliseconds).toBeLessThan(3 * all.milliseconds);
});
